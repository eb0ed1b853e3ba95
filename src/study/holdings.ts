import { drawPrivateValues } from '../../actors/private-values.ts'
import { derive, rootKey } from '../../protocols/hash.ts'
import { Kind, Side } from '../../protocols/kind.ts'
import type { Nanos } from '../../protocols/units.ts'
import { createRandomStream } from '../kernel/random-stream.ts'
import type { Scenario, ScenarioGroup } from '../simulation/scenario/scenario.ts'
import type { Simulation } from '../simulation/simulation.ts'

/** What who trades has come to hold, and what that is worth. */
export interface Holdings {
  /**
   * What trading was worth to each actor of `group`, in ticks × lots: its cash, what it holds at the
   * fundamental at the close, and where it has private values, those of what it holds. None for a
   * group that there is not.
   */
  payoffs(group: string): readonly number[]
  /** What trading was worth to all who have private values: their gains from trade, ticks × lots. */
  surplus(): number
}

/** Keeps every fill of `simulation`, which is of `market`, from now on. Fees are not counted. */
export function keepHoldings(market: Scenario, simulation: Simulation): Holdings {
  const venues = new Map(
    market.venues.map(({ name, instruments }) => [
      simulation.cast.find(({ group }) => group === name)?.first,
      instruments,
    ]),
  )
  const cash = new Map<number, number>()
  const lots = new Map<number, Map<string, number>>()
  simulation.reports$.subscribe((report) => {
    if (report.kind !== Kind.fill && report.kind !== Kind.partialFill) return
    const { sender, recipient, instrument, price, size, side } = report
    const bought = side === Side.buy ? size : -size
    cash.set(recipient, (cash.get(recipient) ?? 0) - bought * price)
    const symbol = venues.get(sender)?.[instrument] as string
    const own = lots.get(recipient) ?? new Map<string, number>()
    lots.set(recipient, own.set(symbol, (own.get(symbol) ?? 0) + bought))
  })

  const payoff = (group: ScenarioGroup, nth: number, actor: number): number => {
    const held = [...(lots.get(actor) ?? [])]
    const atClose = (symbol: string): number =>
      simulation.fundamentalAt(symbol, market.session.close as Nanos)
    const common = held.reduce((sum, [symbol, own]) => sum + own * atClose(symbol), 0)
    const position = lots.get(actor)?.get(group.instrument) ?? 0
    return privateWorth(market.seed, group, nth, position) + (cash.get(actor) ?? 0) + common
  }

  const payoffs = (name: string): readonly number[] => {
    const group = market.groups.find((one) => one.name === name)
    const { first = 0 } = simulation.cast.find((one) => one.group === name) ?? {}
    if (group === undefined) return []
    return Array.from({ length: group.count }, (_, nth) => payoff(group, nth, first + nth))
  }

  return {
    payoffs,
    surplus: () =>
      market.groups
        .filter((group) => valuesOf(group) !== undefined)
        .flatMap(({ name }) => payoffs(name))
        .reduce((sum, each) => sum + each, 0),
  }
}

/** What holding so many lots is worth to the nth of a group beyond their value; 0 without such values. */
function privateWorth(seed: number, group: ScenarioGroup, nth: number, position: number): number {
  const values = valuesOf(group)
  if (values === undefined) return 0
  // Private values are a trader's first draws.
  const stream = createRandomStream(derive(rootKey(seed, 'actor'), `${group.name}/${nth}`))
  return drawPrivateValues(stream, values.deviation, values.limit).of(position)
}

function valuesOf(group: ScenarioGroup): { deviation: number; limit: number } | undefined {
  const hasValues = group.type === 'private-value' || group.type === 'heuristic-belief'
  return hasValues ? group.parameters : undefined
}
