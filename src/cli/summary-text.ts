import { decimal, decimalsOf, plural, signed } from '../analysis/report/number-format.ts'
import type { Summary } from '../analysis/summary.ts'
import type { Manifest } from '../journal/manifest.ts'
import { formatClock, parseClock } from '../simulation/scenario/clock-time.ts'
import { partitionVerdict } from './partition-verdict.ts'

/** A run on one screen, for a trader: what was run, what came of it, and who made money. */
export function summaryText(
  manifest: Manifest,
  summary: Summary,
  links: readonly string[],
): string {
  const rows = [...whatRan(manifest, summary), ...whatCame(manifest, summary)]
  const width = rows.reduce((most, [label]) => Math.max(most, label.length), 0)
  const lines = rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`)
  const groups = groupLines(summary)
  return [...lines, '', ...groups, '', ...links, ''].join('\n')
}

type Row = readonly [label: string, value: string]

function whatRan(manifest: Manifest, { agents, venues, messages }: Summary): Row[] {
  const { scenarioName, seed, session, reached, status, seconds } = manifest
  const zero = parseClock(session.start) as number
  const clock = (at: number): string => formatClock(Math.floor((zero + at) / 1e9) * 1e9)
  const rate = seconds.run > 0 ? messages / seconds.run : null
  const verdict = partitionVerdict(manifest.partitions)
  const speed = seconds.run > 0 ? reached / 1e9 / seconds.run : null
  return [
    ['scenario', `${scenarioName}, seed ${seed}${status === 'complete' ? '' : `, ${status}`}`],
    ['span', `${clock(0)} to ${clock(reached)}, ${decimal(speed)} times as fast as life`],
    ['actors', `${plural(agents, 'trader')}, ${plural(venues, 'venue')}`],
    ['messages', `${decimal(messages)} in ${decimal(seconds.run, 2)} s: ${decimal(rate)} a second`],
    ...(verdict === undefined ? [] : [['partitions', verdict] as const]),
  ]
}

function whatCame({ venues, hash }: Manifest, summary: Summary): Row[] {
  const { trades, volume, lastPrice, market, meanSpreadTimeWeighted, orders, cancels } = summary
  const instruments = venues.flatMap((venue) =>
    venue.instruments.map(({ symbol, tick }) => ({ tick, market: `${symbol} at ${venue.name}` })),
  )
  const tick = instruments.find((instrument) => instrument.market === market)?.tick ?? 1
  const price = (ticks: number | null, more = 0): string =>
    decimal(ticks === null ? null : ticks * tick, decimalsOf(tick) + more)
  return [
    ['market', market === '' ? '–' : market],
    ['trades', `${decimal(trades)}, ${decimal(volume)} lots`],
    ['orders', `${decimal(orders)} new, ${decimal(cancels)} cancels`],
    ['order to trade', `${decimal(summary.orderToTrade, 1)} messages a trade`],
    ['last price', price(lastPrice)],
    [
      'mean spread',
      `${price(meanSpreadTimeWeighted, 2)} (${decimal(meanSpreadTimeWeighted, 2)} ticks)`,
    ],
    ['volatility', `${decimal(summary.minuteReturnDeviationBp, 2)} bp a minute`],
    ...incidents(summary),
    ['tape', hash ?? '–'],
  ]
}

function incidents({ refusals, failures, restarts, dropped }: Summary): Row[] {
  const rows: Row[] = []
  if (refusals > 0) rows.push(['refused', plural(refusals, 'request')])
  if (failures > 0) {
    const text = `${decimal(failures)} of actors, ${plural(restarts, 'restart')}, ${plural(dropped, 'message')} lost`
    rows.push(['failures', text])
  }
  return rows
}

/** Profit is in ticks × lots, marked at the last trade. */
function groupLines({ profitByGroup }: Summary): string[] {
  const header = ['group', 'agents', 'profit', 'volume', 'fills']
  const rows = profitByGroup.map(({ group, agents, profit, volume, fills }) => [
    group,
    decimal(agents),
    signed(profit),
    decimal(volume),
    decimal(fills),
  ])
  const all = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all.map((row) =>
    row
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('   '),
  )
}
