import { html, type Markup } from './markup.ts'
import { section } from './section.ts'

/** How to go on from here: the tables beside the report, and how to ask them. */
export function querySection(runName: string): Markup {
  const run = /^[\w./-]+$/.test(runName) ? runName : `'${runName.replaceAll("'", "'\\''")}'`
  const lines = [
    `outcry query ${run} "SELECT taker_group, count(*), sum(size) FROM trades GROUP BY ALL"`,
    `outcry query ${run} "SELECT actor_key, profit FROM agents ORDER BY profit DESC LIMIT 10"`,
    `outcry query ${run} "SELECT outcome, reason, count(*) FROM orders GROUP BY ALL"`,
  ]
  return section(
    'query',
    'Ask further',
    html`<p>Everything on this page was asked of the run’s tables: <code>orders</code>, <code>reports</code>, <code>trades</code>, <code>quotes</code>, <code>agents</code> and <code>events</code>, Parquet files in the folder of this report. Times are nanoseconds since the session’s start, prices ticks, sizes lots, money ticks × lots.</p>
<pre>${lines.join('\n')}</pre>
`,
  )
}
