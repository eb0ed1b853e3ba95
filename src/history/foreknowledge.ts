import type { Side } from '../../protocols/kind.ts'
import { type LobsterMessages, LobsterType } from './lobster-messages.ts'

/** What the rest of a file says of orders, by their place among ids. */
export interface Foreknowledge {
  /** The newest order before the first message: none came later than it. */
  readonly newest: number
  /** Whether the order's submission is among the messages. */
  isSubmitted(order: number): boolean
  /** Lots that messages to come will take of the order: it has at least so many. */
  lotsToCome(order: number): number
  /** A message took `lots` of the order. */
  pass(order: number, lots: number): void
  /** Orders at a price that messages are about and whose submission is not among them. */
  unsubmittedAt(side: Side, price: number): readonly number[]
}

/** Looks through the messages from `first` to the end. */
export function foreknow(day: LobsterMessages, first: number): Foreknowledge {
  const { count, types, orders, sizes, prices, sides, ids } = day
  const toCome = new Float64Array(ids.length + 1)
  const submitted = new Uint8Array(ids.length + 1)
  for (let at = first; at < count; at++) {
    const order = orders[at] as number
    if (types[at] === LobsterType.submission) submitted[order] = 1
    else toCome[order] = (toCome[order] as number) + (sizes[at] as number)
  }
  const met = new Uint8Array(ids.length + 1)
  const unsubmitted = new Map<string, number[]>()
  for (let at = first; at < count; at++) {
    const order = orders[at] as number
    if (order === 0 || submitted[order] === 1 || met[order] === 1) continue
    met[order] = 1
    const key = `${sides[at]} ${prices[at]}`
    const list = unsubmitted.get(key)
    if (list === undefined) unsubmitted.set(key, [order])
    else list.push(order)
  }
  return {
    newest: newestBefore(day, first),
    isSubmitted: (order) => submitted[order] === 1,
    lotsToCome: (order) => toCome[order] as number,
    pass(order, lots) {
      toCome[order] = (toCome[order] as number) - lots
    },
    unsubmittedAt: (side, price) => unsubmitted.get(`${side} ${price}`) ?? [],
  }
}

/** The newest submission before `first`; where there is none, the one that comes next. */
function newestBefore({ count, types, orders }: LobsterMessages, first: number): number {
  let newest = 0
  for (let at = 0; at < count && (at < first || newest === 0); at++) {
    if (types[at] === LobsterType.submission) newest = Math.max(newest, orders[at] as number)
  }
  return newest
}
