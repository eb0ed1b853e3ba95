import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Kind, Phase, Reason, Role, SelfTrade, Side } from '../../../../protocols/kind.ts'
import type { Outgoing } from '../../../../protocols/message.ts'
import { actorId, instrumentId } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import { say } from '../scripted-market.ts'
import { createStage, type Saying } from './stage.ts'

const ELSEWHERE = [70, 71].map((venue) => ({
  venue: actorId(venue),
  instrument: instrumentId(3),
}))
const terms = { elsewhere: [ELSEWHERE] }
const guarded = { ...terms, guards: { tradeThrough: 'refuse' as const } }

const quote = (bid: number, ask: number, instrument = 3) =>
  ({
    kind: Kind.quote,
    instrument,
    number: 1,
    bid,
    bidSize: 1,
    ask,
    askSize: 1,
  }) as unknown as Outgoing
const session = (phase: Phase) =>
  ({ kind: Kind.session, instrument: 0, number: 1, phase }) as unknown as Outgoing

/** A venue that is open and asks 5 lots at 102 and 5 at 104, and venue 70, which is open too. */
function openVenue() {
  const stage = createStage(guarded)
  stage.run(100)
  stage.ask(70, session(Phase.continuous))
  stage.ask(1, say.sell(1, 102, 5))
  stage.ask(1, say.sell(2, 104, 5))
  return stage
}
const reasonOf = (said: Saying[]) => said.find(({ kind }) => kind === Kind.rejected)?.reason

test('a buy that would trade above another venue’s ask is refused, and one that would not trades', () => {
  const stage = openVenue()
  stage.ask(70, quote(99, 103))
  expect(reasonOf(stage.ask(2, say.buy(1, 104, 6)))).toBe(Reason.betterElsewhere)
  expect(reasonOf(stage.ask(2, say.market(2, Side.buy, 6)))).toBe(Reason.betterElsewhere)
  // Five lots are at 102, which is better than 103.
  expect(reasonOf(stage.ask(2, say.buy(3, 104, 5)))).toBeUndefined()
  // What rests trades with nobody, and locks the other venue.
  expect(reasonOf(stage.ask(2, say.buy(4, 103, 6)))).toBeUndefined()
})

test('a venue that is halted, or shows nothing, is not protected', () => {
  const stage = openVenue()
  stage.ask(70, quote(99, 100))
  expect(reasonOf(stage.ask(2, say.buy(1, 102, 1)))).toBe(Reason.betterElsewhere)
  stage.ask(70, session(Phase.halted))
  expect(reasonOf(stage.ask(2, say.buy(2, 102, 1)))).toBeUndefined()
  stage.ask(70, session(Phase.continuous))
  stage.ask(70, quote(0, 0))
  expect(reasonOf(stage.ask(2, say.buy(3, 102, 1)))).toBeUndefined()
})

test('a replace is judged as the order that it would make', () => {
  const stage = openVenue()
  stage.ask(2, say.buy(1, 100, 6))
  stage.ask(70, quote(99, 103))
  const [refused] = stage.ask(2, say.replace(1, 104, 6))
  expect(refused).toMatchObject({ kind: Kind.refused, reason: Reason.betterElsewhere })
  const replaced = stage.ask(2, say.replace(1, 104, 5))
  expect(replaced.some(({ kind }) => kind === Kind.replaced)).toBe(true)
})

// Few prices and few owners: what is protected is often the touch, and often an owner's own.
const price = fc.integer({ min: 10, max: 16 })
const size = fc.integer({ min: 1, max: 6 })
const side = fc.constantFrom(Side.buy, Side.sell)
const owner: fc.Arbitrary<number> = fc.constantFrom(1, 2, 3)
const id = fc.integer({ min: 1, max: 6 })
const fresh = fc.record({
  ...{ who: owner, id, side, price, size },
  type: fc.constantFrom('limit', 'limit', 'limit', 'market'),
  hidden: fc.constantFrom(0, 0, 0, 1),
  timeInForce: fc.constantFrom(1, 1, 2, 3),
  selfTrade: fc.constantFrom(1, 2, 3, 4, 5),
})
const step = fc.oneof(
  { weight: 6, arbitrary: fresh.map((order) => ({ what: 'order' as const, ...order })) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('replace' as const), who: owner, id, price, size }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('quote' as const),
      who: fc.constantFrom<number>(70, 71),
      bid: fc.constantFrom(0, 11, 12, 13),
      ask: fc.constantFrom(0, 12, 13, 14),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('phase' as const),
      who: fc.constantFrom<number>(70, 71),
      phase: fc.constantFrom(Phase.continuous, Phase.continuous, Phase.halted),
    }),
  },
)
/** Both other venues trade, at 11 and 14, and here somebody waits on either side of that. */
const OPENING: readonly Step[] = [
  ...[70, 71].map((who): Step => ({ what: 'phase', who, phase: Phase.continuous })),
  { what: 'quote', who: 70, bid: 11, ask: 14 },
  ...[10, 11, 14, 15].map(
    (price, nth): Step => ({
      ...{ what: 'order', who: 9, id: nth + 1, side: price < 12 ? Side.buy : Side.sell, price },
      ...{ size: 4, type: 'limit', hidden: 0, timeInForce: 1, selfTrade: 1 },
    }),
  ),
]
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

function bodyOf(step: Step): Outgoing {
  switch (step.what) {
    case 'order': {
      const { id, side, price, size, type, hidden, timeInForce, selfTrade } = step
      if (type === 'market') return say.market(id, side, size, { selfTrade, timeInForce: 2 })
      const rests = timeInForce === 1 ? hidden : 0
      return say.order(id, side, price, size, { hidden: rests, timeInForce, selfTrade })
    }
    case 'replace':
      return say.replace(step.id, step.price, step.size)
    case 'quote':
      return quote(step.bid, step.ask)
    case 'phase':
      return session(step.phase)
  }
}

/** What a plain look at what venues have told says: the best price against `side`, or undefined. */
class PlainNews {
  private readonly quotes = new Map<number, { bid: number; ask: number }>()
  private readonly phases = new Map<number, number>()

  hears(step: Step): void {
    if (step.what === 'quote') this.quotes.set(step.who, step)
    if (step.what === 'phase') this.phases.set(step.who, step.phase)
  }

  isWorse(side: number, price: number): boolean {
    return [...this.quotes]
      .filter(([venue]) => this.phases.get(venue) === Phase.continuous)
      .some(([, { bid, ask }]) => (side === Side.buy ? ask !== 0 && ask < price : bid > price))
  }
}

const TRADES: readonly number[] = [Kind.fill, Kind.partialFill]

test('what a participant would trade with itself is not counted on', () => {
  const stage = openVenue()
  stage.ask(2, say.sell(1, 100, 5))
  stage.ask(70, quote(99, 101))
  const { cancelOldest } = SelfTrade
  const answer = stage.ask(2, say.buy(2, 104, 3, { selfTrade: cancelOldest }))
  expect(reasonOf(answer)).toBe(Reason.betterElsewhere)
  expect(reasonOf(stage.ask(3, say.buy(1, 104, 3)))).toBeUndefined()
})

test('what a venue knows of others is saved with it', () => {
  const stage = openVenue()
  stage.ask(70, quote(99, 103))
  const again = createStage(guarded, structuredClone(stage.save()))
  expect(reasonOf(again.ask(2, say.buy(1, 104, 6)))).toBe(Reason.betterElsewhere)
})

// The twin is the same venue without the guard, and in the same state: it is made anew where the guard
// has kept the other from doing something.
test('who would trade through is refused, and everybody else is served as without the guard', () => {
  let [refusals, needed] = [0, 0]
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
      const stage = createStage(guarded)
      let twin = createStage(terms)
      const news = new PlainNews()
      for (const each of [stage, twin]) each.run(100)
      for (const step of [...OPENING, ...steps]) {
        const body = bodyOf(step)
        const without = twin.ask(step.who, body)
        const said = stage.ask(step.who, body)
        news.hears(step)
        const takes = without.filter(
          ({ kind, role, to }) => TRADES.includes(kind) && role === Role.taker && to === step.who,
        )
        const through = takes.some(({ side, price }) => news.isWorse(side!, price!))
        const isRefused = said[0]?.reason === Reason.betterElsewhere
        if (through) expect(isRefused).toBe(true)
        if (!isRefused) expect(said).toEqual(without)
        if (!isRefused) continue
        refusals++
        if (through) needed++
        twin = createStage(terms, structuredClone(stage.save()), new Map(stage.sequences))
      }
    }),
    { numRuns: runs(1000) },
  )
  // Own orders and hidden ones make it say no where it need not have.
  expect(refusals).toBeGreaterThan(20)
  expect(needed).toBeGreaterThan(refusals / 2)
})
