import type { Actor } from '../actors/actor.ts'
import { createExchange } from '../actors/exchange/exchange.ts'
import { Kind, OrderType, Side, TimeInForce } from '../protocols/kind.ts'
import type { ActorId, InstrumentId, Lots, Nanos, OrderId, Ticks } from '../protocols/units.ts'
import { constantLatency } from '../src/kernel/latency.ts'
import type { Member } from '../src/simulation/part.ts'
import type { PlacedStage } from '../src/simulation/stage.ts'

/** A market of traders who think long before they speak, plain data. */
export interface ThinkingMarket {
  readonly thinkers: number
  /** How many wake in a second of the market's, all together. */
  readonly rate: number
  /** Rounds of hashing that a decision takes: the same work on every machine. */
  readonly rounds: number
  /** ns of every link: the lookahead, where there are partitions. */
  readonly delay: number
  /** ns */
  readonly end: number
  readonly partitions: number
}

const ABM = 0 as InstrumentId
const VENUE = 0 as ActorId
const ANCHOR = 1_000

/**
 * Work whose length is known and whose result cannot be left out: each round needs the one before,
 * and the last decides what is ordered.
 */
export function think(rounds: number, seed: number): number {
  let state = seed | 0
  for (let round = 0; round < rounds; round++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + round
  }
  return state >>> 0
}

/** Wakes at random, looks at the quote, thinks so many rounds about it, and orders. */
const createThinker =
  ({ thinkers, rate, rounds }: ThinkingMarket): Actor =>
  (context) => {
    const quotes = context.feed(VENUE, Kind.quote, ABM)
    const gap = (2 * thinkers * 1e9) / rate
    let orders = 0
    const sleep = (): void => {
      context.after(context.random.integer(1, gap), 1)
    }
    return {
      receive(message) {
        if (message.kind === Kind.start) sleep()
        if (message.kind !== Kind.timer) return
        const seen = context.observe(quotes)
        const thought = think(rounds, (seen?.bid ?? 0) + context.random.integer(0, 1 << 30))
        orders++
        context.send(VENUE, {
          ...{ kind: Kind.newOrder, instrument: ABM, orderId: orders as OrderId },
          side: thought % 2 === 0 ? Side.buy : Side.sell,
          ...{ orderType: OrderType.limit, timeInForce: TimeInForce.day },
          price: (ANCHOR + ((thought >>> 1) % 7) - 3) as Ticks,
          size: (1 + ((thought >>> 8) % 9)) as Lots,
        })
        sleep()
      },
    }
  }

/** A venue, and thinkers who are dealt out evenly. @see StageSource */
export function stage(market: ThinkingMarket): PlacedStage {
  const { thinkers, delay, end, partitions } = market
  const venue = createExchange({
    ...{ instruments: [ABM], open: 1 as Nanos, close: end as Nanos, halts: [] },
    ...{ service: 0 as Nanos, feeds: ['trade', 'quote'] },
  })
  const thinker = createThinker(market)
  const members: Member[] = [
    { key: 'venue/0', isHub: true, actor: venue },
    ...Array.from({ length: thinkers }, (_, nth) => ({
      ...{ key: `thinker/${nth}`, home: 0, actor: thinker },
    })),
  ]
  // The venue is where one thinker less may be.
  const placement = members.map((_, id) => id % partitions)
  const parts = { seed: 1, members, latency: constantLatency(delay), placement }
  // One partition knows of no other, and would run all of it as one window.
  const window = partitions === 1 ? { window: delay } : {}
  return { parts: { ...parts, ...window }, end }
}
