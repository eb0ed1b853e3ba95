import { Kind, Side } from '../../protocols/kind.ts'
import type { Envelope, ExecutionReport } from '../../protocols/message.ts'
import type { Simulation } from '../simulation/simulation.ts'

/** What groups made, trade by trade, against what was traded was worth at that time. */
export interface ValueAccounts {
  /** Ticks × lots of all of a group's fills; 0 where it has none. */
  profit(group: string): number
  /** Lots that a group bought and sold; 0 where it has no fills. */
  lots(group: string): number
  /**
   * What `loser` lost and `winner` gained in the same step, a trade or an auction: the smaller of the
   * two, step by step. Of a maker and snipers it is what was sniped. Ticks × lots.
   */
  transfer(loser: string, winner: string): number
}

/**
 * Keeps accounts of every fill of `simulation` from now on.
 *
 * @param worth what one lot of a fill is worth, in ticks
 * @param pairs the pairs, loser first, that `transfer` will be asked for
 */
export function keepValueAccounts(
  simulation: Simulation,
  worth: (fill: ExecutionReport & Envelope) => number,
  pairs: readonly (readonly [loser: string, winner: string])[] = [],
): ValueAccounts {
  const groups: string[] = []
  for (const { group, first, count } of simulation.cast) {
    for (let id = first; id < first + count; id++) groups[id] = group
  }
  const profits = new Map<string, number>()
  const lots = new Map<string, number>()
  const transfers = pairs.map(() => 0)
  let step = new Map<string, { gained: number; lost: number }>()
  let at = -1
  const settle = (): void => {
    for (const [nth, [loser, winner]] of pairs.entries()) {
      const gained = Math.max(step.get(winner)?.gained ?? 0, 0)
      transfers[nth] = (transfers[nth] as number) + Math.min(gained, step.get(loser)?.lost ?? 0)
    }
    step = new Map()
  }
  simulation.reports$.subscribe((report) => {
    if (report.kind !== Kind.fill && report.kind !== Kind.partialFill) return
    if (report.sent !== at) settle()
    at = report.sent
    const sign = report.side === Side.buy ? 1 : -1
    const profit = sign * (worth(report) - report.price) * report.size
    const group = groups[report.recipient] as string
    profits.set(group, (profits.get(group) ?? 0) + profit)
    lots.set(group, (lots.get(group) ?? 0) + report.size)
    const own = step.get(group) ?? { gained: 0, lost: 0 }
    own.gained += profit
    if (profit < 0) own.lost -= profit
    step.set(group, own)
  })
  return {
    profit: (group) => profits.get(group) ?? 0,
    lots: (group) => lots.get(group) ?? 0,
    transfer(loser, winner) {
      settle()
      const place = pairs.findIndex(([from, to]) => from === loser && to === winner)
      if (place < 0) throw new RangeError(`no transfers from ${loser} to ${winner} were kept`)
      return transfers[place] as number
    },
  }
}
