import { describe, expect, test } from 'vitest'
import { Kind, OrderType, Phase, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { Envelope, Quote, Trade } from '../../../protocols/message.ts'
import {
  type ActorId,
  type InstrumentId,
  lots,
  MILLISECOND,
  MINUTE,
  orderId,
  type Ticks,
} from '../../../protocols/units.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation, type OwnActor } from '../../../src/simulation/simulation.ts'
import { messagesOf } from './tape-messages.ts'

/** Half an hour of noise and value traders at the first venue. */
const scenario = (venues: string, session = '') => `
name: mechanisms
session: { start: "09:30:00", open: "09:31:00", close: "10:00:00" ${session} }
instruments:
  - symbol: ABM
    fundamental: { type: mean-reverting, mean: 10000, halfLife: 2 d, volatility: 0.5 }
venues: ${venues}
groups:
  - { name: noise, type: noise, count: 300, parameters: { wakeFrom: 0 s, wakeTo: 30 min } }
  - { name: value, type: value, count: 30, parameters: { mean: 10000, halfLife: 2 d, wakeMean: 20 s } }
`

/** Sends a market order of ten lots to the second venue each minute. */
const inTheDark = (side: Side): OwnActor => ({
  key: `dark-${side}/0`,
  actor: () => (context) => {
    let orders = 0
    return {
      receive(message) {
        if (message.kind === Kind.start || message.kind === Kind.timer) context.after(MINUTE, 0)
        if (message.kind !== Kind.timer) return
        context.send(1 as ActorId, {
          kind: Kind.newOrder,
          instrument: 0 as InstrumentId,
          orderId: orderId(++orders),
          side,
          orderType: OrderType.market,
          timeInForce: TimeInForce.day,
          price: 0 as Ticks,
          size: lots(10),
        })
      },
    }
  },
})

function run(text: string, actors: readonly OwnActor[] = []) {
  const tape = createMemoryTape()
  const simulation = createSimulation(parseScenario(text, 'mechanisms.yaml'), { tape, actors })
  simulation.runUntil(simulation.end)
  return { messages: messagesOf(tape), hash: simulation.hash() }
}

describe('a mechanism that a scenario names', () => {
  test('a batch auction trades at its batches alone, all at one price', () => {
    const text = scenario('[{ name: x, mechanism: { type: batch-auction, interval: 10 s } }]')
    const { messages, hash } = run(text)
    const crosses = messages.filter(({ kind }) => kind === Kind.cross)
    expect(crosses.length).toBeGreaterThan(20)
    expect(messages.some(({ kind }) => kind === Kind.trade)).toBe(false)
    for (const { sent } of crosses) expect((sent - 60e9) % 10e9).toBe(0)
    const prices = new Map(crosses.map((cross) => [cross.sent, 'price' in cross && cross.price]))
    const fills = messages.filter(
      (message) => message.kind === Kind.fill || message.kind === Kind.partialFill,
    )
    expect(fills.length).toBeGreaterThan(2 * crosses.length - 1)
    for (const fill of fills) expect('price' in fill && fill.price).toBe(prices.get(fill.sent))
    expect(run(text).hash).toBe(hash)
  })

  test('a call auction does so every so often', () => {
    const { messages } = run(
      scenario('[{ name: x, mechanism: { type: call-auction, every: 5 min } }]'),
    )
    const crosses = messages.filter(({ kind }) => kind === Kind.cross)
    expect(crosses.length).toBeGreaterThan(2)
    expect(crosses.length).toBeLessThanOrEqual(6)
  })

  test('auctions open and close a continuous day', () => {
    const { messages } = run(
      scenario(
        '[{ name: x, feeds: [trade, quote, indicative] }]',
        ', openingAuction: { from: "09:30:10" }, closingAuction: { for: 2 min }',
      ),
    )
    const phases = messages.flatMap((message) =>
      message.kind === Kind.session ? [message.phase] : [],
    )
    expect(phases).toEqual([
      Phase.preOpen,
      Phase.openingAuction,
      Phase.continuous,
      Phase.closingAuction,
      Phase.closed,
    ])
    expect(messages.some(({ kind }) => kind === Kind.trade)).toBe(true)
  })

  test('a dark pool trades at the middle of the market that it refers to, as it reaches it', () => {
    const text = scenario(
      '[{ name: lit }, { name: dark, feeds: [trade], mechanism: { type: dark-pool, refersTo: lit } }]',
    )
    const { messages } = run(text, [Side.buy, Side.sell].map(inTheDark))
    const trades = messages.filter((message) => message.kind === Kind.trade && message.sender === 1)
    expect(trades.length).toBeGreaterThan(20)
    const quotes = messages.flatMap((message) =>
      message.kind === Kind.quote && message.sender === 0 ? [message] : [],
    )
    for (const { sent, price } of trades as readonly (Trade & Envelope)[]) {
      // The default link takes 1 ms.
      const seen = quotes.findLast(({ arrives }) => arrives + MILLISECOND <= sent) as Quote
      expect(Math.abs(price - (seen.bid + seen.ask) / 2)).toBeLessThanOrEqual(0.5)
    }
  })

  test('quotes on request are asked of the group that is named', () => {
    const { messages } = run(
      `${scenario('[{ name: lit }, { name: desk, mechanism: { type: request-for-quote, dealers: dealers, hold: 10 ms } }]')}
  - { name: dealers, type: dealer, count: 3, venue: desk }
  - { name: clients, type: requester, count: 2, venue: desk }
`,
    )
    const dealers = [332, 333, 334]
    const invited = messages.filter(({ kind }) => kind === Kind.quoteInvite)
    expect(new Set(invited.map(({ recipient }) => recipient))).toEqual(new Set(dealers))
    expect(messages.some(({ kind }) => kind === Kind.lastLook)).toBe(true)
    const trades = messages.filter(({ kind, sender }) => kind === Kind.trade && sender === 1)
    expect(trades.length).toBeGreaterThan(5)
  })

  test.each([
    ['{ type: request-for-quote, dealers: deelers }', /dealers/],
    ['{ type: batch, interval: 1 s }', /mechanism.type/],
    ['{ type: batch-auction }', /interval/],
    ['{ type: dark-pool, refersTo: lot }', /refersTo/],
  ])('is refused with a place: %s', (mechanism, place) => {
    const text = scenario(`[{ name: lit }, { name: x, mechanism: ${mechanism} }]`)
    expect(() => parseScenario(text, 'mechanisms.yaml')).toThrow(place)
  })

  test('an opening auction that begins after the open is refused', () => {
    const text = scenario('[{ name: x }]', ', openingAuction: { from: "09:35:00" }')
    expect(() => parseScenario(text, 'mechanisms.yaml')).toThrow(
      /openingAuction.from.*before the open/,
    )
  })
})
