import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor, Market } from '../../../actors/actor.ts'
import { cancel, createBook, submit } from '../../../actors/exchange/index.ts'
import { Kind, OrderType, Role, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { CancelOrder, NewOrder } from '../../../protocols/message.ts'
import { actorId, lots, orderId, type Ticks } from '../../../protocols/units.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { messagesOf } from './tape-messages.ts'

const TRADERS = 3
/** The venue is actor 0, the traders come after it. */
const FIRST = 1

/** What a trader asks, and how long after the request before it, whoever made that. */
interface Step {
  readonly trader: number
  readonly gap: number
  readonly request: NewOrder | CancelOrder
}

// Few prices and few ids, so that orders meet.
const instrument = 0 as NewOrder['instrument']
const request = fc.oneof(
  { weight: 4, arbitrary: fc.constant(Kind.newOrder) },
  { weight: 1, arbitrary: fc.constant(Kind.cancelOrder) },
)
const step: fc.Arbitrary<Step> = fc
  .record({
    trader: fc.nat({ max: TRADERS - 1 }),
    gap: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1_000_000_000 })),
    kind: request,
    id: fc.integer({ min: 1, max: 12 }),
    side: fc.constantFrom(Side.buy, Side.sell),
    price: fc.integer({ min: 98, max: 102 }),
    size: fc.integer({ min: 1, max: 9 }),
    how: fc.constantFrom('day', 'day', 'day', 'immediate', 'market'),
  })
  .map(({ trader, gap, kind, id, side, price, size, how }): Step => {
    if (kind === Kind.cancelOrder) {
      return { trader, gap, request: { kind, instrument, orderId: orderId(id) } }
    }
    const isMarket = how === 'market'
    const terms = {
      orderType: isMarket ? OrderType.market : OrderType.limit,
      timeInForce: how === 'day' ? TimeInForce.day : TimeInForce.immediateOrCancel,
      price: (isMarket ? 0 : price) as Ticks,
    }
    const order = { kind, instrument, orderId: orderId(id), side, size: lots(size), ...terms }
    return { trader, gap, request: order }
  })

/** Sends each request at its time, and is deaf. */
const script =
  (requests: readonly { readonly at: number; readonly request: Step['request'] }[]) =>
  ({ venue }: Market): Actor =>
  (context) => {
    let next = 0
    const wait = (): void => {
      const own = requests[next]
      if (own !== undefined) context.after(own.at - context.now(), 1)
    }
    return {
      receive(message) {
        if (message.kind === Kind.start) wait()
        if (message.kind !== Kind.timer) return
        context.send(venue, (requests[next++] as (typeof requests)[number]).request)
        wait()
      },
    }
  }

const SCENARIO = parseScenario(
  `
name: direct
session: { start: "09:30:00", open: "09:30:00", close: "16:00:00" }
instruments: [{ symbol: ABM, fundamental: { type: constant } }]
venues: [{ name: exchange, computation: 0 ns }]
latency: { type: constant, delay: 1 ns }
`,
  'direct.yaml',
)

/** Maker, taker, price and size of each trade of a run on the stage. */
function onStage(steps: readonly Step[]): number[][] {
  let at = 1_000
  const plans = Array.from(
    { length: TRADERS },
    () => [] as { at: number; request: Step['request'] }[],
  )
  for (const { trader, gap, request } of steps) {
    at += gap
    plans[trader]?.push({ at, request })
  }
  const tape = createMemoryTape()
  const actors = plans.map((plan, nth) => {
    return { key: `trader/${nth}`, actor: script(plan), computation: 0 }
  })
  const simulation = createSimulation(SCENARIO, { tape, actors })
  simulation.runUntil(simulation.end)
  const fills = messagesOf(tape).flatMap((said) =>
    said.kind === Kind.fill || said.kind === Kind.partialFill ? [said] : [],
  )
  const makers = fills.filter(({ role }) => role === Role.maker)
  return makers.map(({ recipient, price, size, number }) => {
    const taken = fills.find((other) => other.number === number && other.role === Role.taker)
    return [recipient, taken?.recipient ?? -1, price, size]
  })
}

/** The same by calls to a book, one after the other. */
function byCalls(steps: readonly Step[]): number[][] {
  const book = createBook()
  const trades: number[][] = []
  const ignore = (): void => {}
  const sink = {
    ...{ accepted: ignore, replaced: ignore, cancelled: ignore, expired: ignore },
    fill: (
      maker: { participant: number },
      taker: { participant: number },
      price: number,
      size: number,
    ) => {
      trades.push([maker.participant, taker.participant, price, size])
    },
  }
  for (const { trader, request } of steps) {
    const who = actorId(FIRST + trader)
    if (request.kind === Kind.newOrder) submit(book, who, request, sink)
    else cancel(book, who, request.orderId, sink)
  }
  return trades
}

test('where messages take a nanosecond and none share one, trades are those of direct calls', () => {
  let traded = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const trades = byCalls(steps)
      expect(onStage(steps)).toEqual(trades)
      traded += trades.length
    }),
    { numRuns: 100 },
  )
  expect(traded).toBeGreaterThan(100)
})
