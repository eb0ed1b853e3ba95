import { Side } from '../../../protocols/kind.ts'
import type { ActorId, Lots, OrderId } from '../../../protocols/units.ts'
import type { MechanismOrder } from '../mechanism.ts'
import type { Terms } from './terms.ts'

/** A stop that waits: whose it is, and what it acts as when it is set off. */
export interface Stop {
  readonly participant: ActorId
  /** The number under which it was accepted. */
  readonly venueOrder: number
  /** Its participant may replace price and size; the rest stays. */
  terms: Terms
}

/** The stops of an instrument that wait. */
export interface Stops {
  /** When the first of them expires, in ns since the session's start; Infinity where none does. */
  nextExpiry(): number
  /** Lets a stop wait. Of its participant's, none has its id. */
  add(stop: Stop): void
  /** Takes out one that waits. */
  remove(stop: Stop): void
  find(participant: ActorId, orderId: OrderId): Stop | undefined
  /** The participant's that wait, in the order of acceptance. */
  ownedBy(participant: ActorId): Stop[]
  /** All that wait, in the order of acceptance. */
  all(): Stop[]
  /** Takes out those that trades from `low` to `high` set off, in the order of acceptance. */
  setOff(low: number, high: number): Stop[]
}

/** The stop as its venue shows it. @param dormant 0: it was set off, and is to act */
export function stopView({ participant, venueOrder, terms }: Stop, dormant: 0 | 1): MechanismOrder {
  const { orderId, side, price, size, display, hidden, expires } = terms
  const isSeen = dormant === 0 && hidden === 0
  const shown = (!isSeen ? 0 : display === 0 ? size : Math.min(display, size)) as Lots
  const filled = 0 as Lots
  const identity = { participant, orderId, venueOrder, side }
  const amounts = { price, size, open: size, filled, shown, display }
  return { ...identity, ...amounts, hidden: hidden === 0 ? 0 : 1, expires, dormant }
}

const earlier = (a: number, b: number): number => Math.min(a, b)

const byAcceptance = (a: Stop, b: Stop): number => a.venueOrder - b.venueOrder

/** Those that expire by `now`, the earliest first, and at one time in the order of acceptance. */
export function dueBy(stops: Stops, now: number): Stop[] {
  if (stops.nextExpiry() > now) return []
  const due = stops.all().filter(({ terms }) => terms.expires !== 0 && terms.expires <= now)
  return due.sort((a, b) => a.terms.expires - b.terms.expires)
}

/**
 * A side's stops in the order in which a price that moves towards them reaches them, the next one
 * last. A place is found by halving; putting one there moves what is behind it, a copy of some
 * kilobytes where thousands wait. Trades that set off none cost one comparison.
 */
class Approach {
  readonly stops: Stop[] = []
  private readonly side: Side

  constructor(side: Side) {
    this.side = side
  }

  add(stop: Stop): void {
    this.stops.splice(this.placeOf(stop), 0, stop)
  }

  remove(stop: Stop): void {
    this.stops.splice(this.placeOf(stop), 1)
  }

  /** Takes out, to the end of `into`, those that a trade at `price` sets off. */
  moveSetOff(price: number, into: Stop[]): void {
    const { stops } = this
    const reach = this.keyOf(price)
    for (let last = stops.at(-1); last !== undefined; last = stops.at(-1)) {
      if (this.keyOf(last.terms.stop) < reach) return
      stops.pop()
      into.push(last)
    }
  }

  /** Rises towards what is set off first: the lowest stop to buy, the highest to sell. */
  private keyOf(price: number): number {
    return this.side === Side.buy ? -price : price
  }

  /** How many stand before it. */
  private placeOf({ terms, venueOrder }: Stop): number {
    const key = this.keyOf(terms.stop)
    let low = 0
    let high = this.stops.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.stops[middle] as Stop
      const ahead = this.keyOf(other.terms.stop) - key || other.venueOrder - venueOrder
      if (ahead < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** No stops yet. */
export function createStops(): Stops {
  const buys = new Approach(Side.buy)
  const sells = new Approach(Side.sell)
  const owners = new Map<ActorId, Map<OrderId, Stop>>()
  /** Good while the stop that it is of waits; −1: to be looked for. */
  let nextExpiry = Infinity

  const expiryOf = ({ terms }: Stop): number => terms.expires || Infinity
  const all = (): Stop[] => [...buys.stops, ...sells.stops].sort(byAcceptance)
  const forget = (stop: Stop): void => {
    const own = owners.get(stop.participant)
    own?.delete(stop.terms.orderId)
    if (own?.size === 0) owners.delete(stop.participant)
    if (stop.terms.expires !== 0 && stop.terms.expires === nextExpiry) nextExpiry = -1
  }

  return {
    nextExpiry() {
      if (nextExpiry < 0) nextExpiry = all().map(expiryOf).reduce(earlier, Infinity)
      return nextExpiry
    },
    add(stop) {
      const { participant, terms } = stop
      const own = owners.get(participant) ?? new Map<OrderId, Stop>()
      own.set(terms.orderId, stop)
      owners.set(participant, own)
      const side = terms.side === Side.buy ? buys : sells
      side.add(stop)
      if (nextExpiry >= 0) nextExpiry = earlier(nextExpiry, expiryOf(stop))
    },
    remove(stop) {
      const side = stop.terms.side === Side.buy ? buys : sells
      side.remove(stop)
      forget(stop)
    },
    find: (participant, orderId) => owners.get(participant)?.get(orderId),
    ownedBy: (participant) => [...(owners.get(participant)?.values() ?? [])],
    all,
    setOff(low, high) {
      if (buys.stops.length === 0 && sells.stops.length === 0) return []
      const taken: Stop[] = []
      buys.moveSetOff(high, taken)
      sells.moveSetOff(low, taken)
      for (const stop of taken) forget(stop)
      return taken.sort(byAcceptance)
    },
  }
}
