import { type Command, Option } from 'commander'
import { formatRows, type RowFormat } from './rows-text.ts'
import { RUN_ARGUMENT, runsOption } from './run-option.ts'

const EXAMPLES = `
Tables: orders, reports, trades, auctions, negotiations, quotes, news, agents, events. Times are ns
since the session's start, prices ticks, sizes lots.

Examples:
  outcry query latest "SELECT actor_group, sum(profit) FROM agents GROUP BY ALL"
  outcry query latest "DESCRIBE trades"
  outcry query latest "FROM trades LIMIT 10" --csv > trades.csv
`

interface Options {
  readonly runs: string
  readonly json?: true
  readonly csv?: true
}

/** `outcry query RUN SQL`: asks a run's tables. */
export function addQueryCommand(program: Command): void {
  program
    .command('query')
    .summary("ask a run's tables in SQL")
    .description("Ask a run's tables in DuckDB's SQL. Nothing is changed.")
    .argument('<run>', RUN_ARGUMENT)
    .argument('<sql>', 'what to ask')
    .addOption(new Option('--json', 'print an array of objects').conflicts('csv'))
    .option('--csv', 'print comma-separated values with a header')
    .addOption(runsOption())
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, sql: string, { runs, json, csv }: Options) => {
      const { openRunFolder } = await import('../journal/run-folder.ts')
      const { queryRun } = await import('../journal/query.ts')
      const { tellUnfinished } = await import('./unfinished.ts')
      const { path } = openRunFolder(run, runs)
      tellUnfinished(path)
      const { columns, rows } = await queryRun(path, sql)
      const format: RowFormat = json ? 'json' : csv ? 'csv' : 'table'
      process.stdout.write(formatRows(columns, rows, format))
    })
}
