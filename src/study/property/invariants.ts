import { Kind, Side } from '../../../protocols/kind.ts'
import type { Simulation } from '../../simulation/simulation.ts'

/** What was heard of a whole run, summed up for invariants. */
export interface MarketFacts {
  /** Lots that all hold together, by instrument of each venue; each was bought and sold. */
  readonly positions: readonly number[]
  /** Ticks × lots that all have together. */
  readonly cash: number
  /** Quotes whose bid stood at or above the ask. */
  readonly crossed: number
  /** Lots that venues printed, and lots that participants were told they traded. */
  readonly printed: number
  readonly filled: number
  /** Trades whose price was no whole number of ticks above 0. */
  readonly unpriced: number
}

/** Hears `simulation` from now on. @returns the facts, when it is over */
export function keepFacts(simulation: Simulation): () => MarketFacts {
  const positions = new Map<string, number>()
  let [cash, crossed, printed, filled, unpriced] = [0, 0, 0, 0, 0]
  simulation.reports$.subscribe((report) => {
    if (report.kind !== Kind.fill && report.kind !== Kind.partialFill) return
    const sign = report.side === Side.buy ? 1 : -1
    const key = `${report.sender}/${report.instrument}`
    positions.set(key, (positions.get(key) ?? 0) + sign * report.size)
    cash -= sign * report.price * report.size
    filled += report.size
  })
  simulation.trades$.subscribe(({ price, size }) => {
    printed += size
    if (!(Number.isInteger(price) && price > 0)) unpriced++
  })
  simulation.quotes$.subscribe(({ bid, ask, bidSize, askSize }) => {
    if (bidSize > 0 && askSize > 0 && bid >= ask) crossed++
  })
  return () => ({ positions: [...positions.values()], cash, crossed, printed, filled, unpriced })
}

/** Something that holds of every market, whoever trades in it. */
export type Invariant = (played: { readonly facts: MarketFacts }) => boolean

/** Nothing comes out of nothing: positions and cash of all sum to 0. Fees are not counted. */
export const isConserved: Invariant = ({ facts }) =>
  facts.cash === 0 && facts.positions.every((lots) => lots === 0)

/** No quote has its bid at or above its ask. It may where an auction gathers orders. */
export const isUncrossed: Invariant = ({ facts }) => facts.crossed === 0

/** Both sides of every lot that is printed are told of it, and of no other. */
export const isTold: Invariant = ({ facts }) => facts.filled === 2 * facts.printed

/** Every trade has a price of whole ticks, above 0. */
export const isPriced: Invariant = ({ facts }) => facts.unpriced === 0

/** Those that hold of every mechanism. */
export const INVARIANTS: readonly Invariant[] = [isConserved, isTold, isPriced]
