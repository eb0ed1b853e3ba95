import type { Actor, Feed } from '../../../actors/actor.ts'
import { createExchange } from '../../../actors/exchange/exchange.ts'
import { Kind, OrderType, Side, TimeInForce } from '../../../protocols/kind.ts'
import type {
  ActorId,
  InstrumentId,
  Lots,
  Nanos,
  OrderId,
  Ticks,
} from '../../../protocols/units.ts'
import type { Member } from '../../../src/simulation/part.ts'

/** How much of what the runtime offers a chattering trader makes use of. */
export interface ChatterPlan {
  /** The largest gap between two of its timers, ns: small gaps force ties. */
  readonly gap: number
  /** The chance that it throws at a timer, after it has spoken. */
  readonly throws: number
  readonly subscribes: boolean
  /** Somebody it may speak with besides the venue. */
  readonly peer?: number
  /** Where it trades; default actor 0. */
  readonly venue?: number
}

const ABM = 0 as InstrumentId

/**
 * A trader that does a bit of everything at random moments: orders of every kind, replaces and
 * cancels, looks at two feeds and lets what it sees decide, sets and cancels timers, subscribes and
 * unsubscribes, speaks to a peer, and now and then throws when it has already spoken.
 */
export function createChatter(plan: ChatterPlan): Actor {
  const { gap, throws, subscribes, peer } = plan
  const venue = (plan.venue ?? 0) as ActorId
  return (context) => {
    const { random } = context
    const quotes = context.feed(venue, Kind.quote, ABM)
    const trades = context.feed(venue, Kind.trade, ABM)
    let nextId = 0
    let heard = 0
    let spare = context.after(1_000_000, 9)

    const sleep = (): void => {
      context.after(random.integer(1, gap), 1)
    }
    const order = (): void => {
      const seen = context.observe(quotes)
      const last = context.observe(trades)
      const anchor = seen === undefined || seen.bid === 0 ? 100 : seen.bid
      const orderType = random.chance(0.2) ? OrderType.market : OrderType.limit
      nextId++
      context.send(venue, {
        kind: Kind.newOrder,
        instrument: ABM,
        orderId: nextId as OrderId,
        side: random.chance(0.5) ? Side.buy : Side.sell,
        orderType,
        timeInForce: random.chance(0.7) ? TimeInForce.day : TimeInForce.immediateOrCancel,
        price: (orderType === OrderType.market ? 0 : anchor + random.integer(-3, 3)) as Ticks,
        size: (1 + (((last?.size ?? 0) + heard) % 5)) as Lots,
      })
    }
    const change = (): void => {
      const orderId = random.integer(1, Math.max(1, nextId)) as OrderId
      const what = random.integer(1, 4)
      if (what === 1) context.send(venue, { kind: Kind.massCancel, instrument: ABM })
      else if (what === 2) {
        const price = (100 + random.integer(-3, 3)) as Ticks
        const size = random.integer(1, 6) as Lots
        context.send(venue, { kind: Kind.replaceOrder, instrument: ABM, orderId, price, size })
      } else context.send(venue, { kind: Kind.cancelOrder, instrument: ABM, orderId })
    }
    const gossip = (): void => {
      const subject = 1
      if (peer !== undefined) {
        const mid = context.observe(quotes)?.ask ?? 0
        context.send(peer as ActorId, { kind: Kind.custom, subject, a: heard, b: mid, c: 0.5 })
      }
    }
    const fidget = (): void => {
      if (!context.cancel(spare)) heard += 3
      spare = context.after(random.integer(1, 3 * gap), 2)
      const feed: Feed = random.chance(0.5) ? trades : quotes
      if (subscribes && random.chance(0.5)) context.subscribe(feed)
      else context.unsubscribe(feed)
    }

    return {
      receive(message) {
        heard++
        if (message.kind === Kind.trade || message.kind === Kind.quote) {
          if (random.chance(0.3)) order()
          return
        }
        if (message.kind === Kind.custom) {
          if (random.chance(0.3)) order()
          return
        }
        if (message.kind === Kind.start) {
          if (subscribes) context.subscribe(quotes)
          sleep()
          return
        }
        if (message.kind !== Kind.timer) return
        if (message.tag === 1) sleep()
        if (random.chance(0.6)) order()
        if (random.chance(0.3)) change()
        if (random.chance(0.3)) gossip()
        if (random.chance(0.3)) fidget()
        if (random.chance(throws)) throw new Error(`out of patience after ${heard}`)
      },
    }
  }
}

/** A venue that trades in 10..end−10 and halts once in between, with every feed. */
export function createVenue(end: number, service: number, key = 'venue/0'): Member {
  return {
    key,
    isHub: true,
    thinking: 3,
    actor: createExchange({
      instruments: [ABM],
      open: 10 as Nanos,
      close: (end - 10) as Nanos,
      halts: [{ at: Math.floor(end / 2) as Nanos, for: 20 as Nanos }],
      service: service as Nanos,
      feeds: ['trade', 'quote', 'depthByPrice', 'depthByOrder'],
      imbalance: 0.8,
    }),
  }
}
