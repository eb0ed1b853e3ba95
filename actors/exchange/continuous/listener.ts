import type { Ticks } from '../../../protocols/units.ts'
import type { MechanismSink } from '../mechanism.ts'
import type { Pegs } from './pegs.ts'
import type { Terms } from './terms.ts'

/** What is noted of a book while it is at work, since stops and pegs turn on it. */
export interface Trail {
  pegs: Pegs
  /** The price of the last trade, in ticks, or what auctions refer to until there is one. */
  last: number
  /** Over the trades since stops were last looked at; `high` is 0 where there were none. */
  low: number
  high: number
  /** The terms of the pegged order that the book is about to accept. */
  entering: Terms | undefined
  /** What the book calls a replacement is the venue's moving of a pegged order. */
  isRepricing: boolean
}

/** Nothing traded yet. @param reference in ticks; 0: none */
export const createTrail = (pegs: Pegs, reference: number): Trail => ({
  ...{ pegs, last: reference, low: Infinity, high: 0 },
  ...{ entering: undefined, isRepricing: false },
})

/** Passes on to `sink` what the book says, and notes in `trail` what turns on it. */
export function createListener(trail: Trail, sink: MechanismSink): MechanismSink {
  const traded = (price: number): void => {
    trail.last = price
    if (price < trail.low) trail.low = price
    if (price > trail.high) trail.high = price
  }
  return {
    accepted(order) {
      const { participant, venueOrder, price } = order
      const terms = trail.entering
      if (terms !== undefined) trail.pegs.add({ participant, venueOrder, terms, price })
      sink.accepted(order)
    },
    fill(maker, taker, price, size) {
      traded(price)
      if (maker.open === 0) trail.pegs.ended(maker)
      sink.fill(maker, taker, price, size)
    },
    crossed(order, price, size) {
      if (order.open === 0) trail.pegs.ended(order)
      sink.crossed(order, price, size)
    },
    uncrossed(price, size) {
      traded(price)
      sink.uncrossed(price, size)
    },
    replaced(order, previousPrice: Ticks) {
      trail.pegs.changed(order)
      if (trail.isRepricing) sink.repriced(order, previousPrice)
      else sink.replaced(order, previousPrice)
    },
    cancelled(order, reason) {
      trail.pegs.ended(order)
      sink.cancelled(order, reason)
    },
    expired(order, reason) {
      trail.pegs.ended(order)
      sink.expired(order, reason)
    },
    triggered: (order) => sink.triggered(order),
    repriced: (order, previousPrice) => sink.repriced(order, previousPrice),
    indicative: (price, size, surplus, side) => sink.indicative(price, size, surplus, side),
  }
}
