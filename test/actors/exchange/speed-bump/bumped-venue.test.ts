import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SpeedBumpParameters } from '../../../../actors/exchange/speed-bump.ts'
import { Kind, Phase, PostOnly, Side } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import { createStage, type Saying } from '../guards/stage.ts'
import { say } from '../scripted-market.ts'
import { type PlainArrival, type PlainPassage, plainPassages } from './plain-bump.ts'

const DELAY = 7

const wish = fc.record({
  wait: fc.constantFrom(0, 0, 1, 3, 12),
  who: fc.constantFrom(1, 2, 3),
  does: fc.constantFrom('orders', 'orders', 'orders', 'replaces', 'replaces', 'cancels'),
  side: fc.constantFrom(Side.buy, Side.sell),
  price: fc.integer({ min: 98, max: 103 }),
  size: fc.integer({ min: 1, max: 4 }),
  postOnly: fc.constantFrom(PostOnly.none, PostOnly.none, PostOnly.slide),
  isMarket: fc.constantFrom(false, false, false, true),
  nth: fc.nat(),
})
type Wish = typeof wish extends fc.Arbitrary<infer Value> ? Value : never

interface Live {
  readonly who: number
  readonly orderId: number
  readonly side: Side
  /** Whether a replace of it is on its way, or was: its answer is then known by its number. */
  isAsked: boolean
}

const ANSWERS: readonly number[] = [
  ...[Kind.accepted, Kind.rejected, Kind.replaced, Kind.refused, Kind.cancelled],
]
const OVER: readonly number[] = [Kind.fill, Kind.cancelled, Kind.expired]

/**
 * Plays wishes at a venue behind a bump. Each request has a number of its own, or is the only one
 * about its order, so that its answer tells when it passed.
 */
function play(speedBump: SpeedBumpParameters, holdsAll: boolean, wishes: readonly Wish[]) {
  // A halt without length: an auction, in which the book may be crossed and nobody takes.
  const halts = [{ at: 140, for: 0, auction: 25 }]
  const stage = createStage({ speedBump, halts })
  const arrivals: PlainArrival[] = []
  const waiting = new Map<string, number>()
  const passed: PlainPassage[] = []
  const live: Live[] = []
  const sides = new Map<string, Side>()
  let quote = { bid: 0, ask: 0 }
  let phase = 0
  let read = 0

  const reads = (said: Saying): void => {
    const { kind, at, to, orderId } = said
    if (kind === Kind.quote) quote = { bid: said.bid as number, ask: said.ask as number }
    if (kind === Kind.session) phase = said.phase as number
    const name = `${to} ${orderId}`
    const nth = waiting.get(name)
    if (nth !== undefined && ANSWERS.includes(kind)) {
      passed.push({ nth, at })
      waiting.delete(name)
    }
    const side = sides.get(name)
    if (kind === Kind.accepted && side !== undefined) {
      live.push({ who: to, orderId: orderId as number, side, isAsked: false })
    }
    if (!OVER.includes(kind)) return
    const over = live.findIndex((each) => each.who === to && each.orderId === orderId)
    // One that is named by a request on its way stays known: the answer will be a refusal.
    if (over >= 0 && nth === undefined) live.splice(over, 1)
  }
  const settle = (): void => {
    for (; read < stage.said.length; read++) reads(stage.said[read] as Saying)
  }

  stage.run(100)
  settle()
  wishes.forEach(({ wait, who, does, side, price, size, postOnly, isMarket, nth }, index) => {
    stage.run(stage.now() + wait)
    settle()
    const id = index + 1
    const free = live.filter((order) => order.who === who && !order.isAsked)
    const named = does === 'orders' ? undefined : free[nth % Math.max(1, free.length)]
    const takes = (of: Side, isUnpriced: boolean): boolean => {
      if (phase !== Phase.continuous) return false
      const facing = of === Side.buy ? quote.ask : quote.bid
      const reaches = of === Side.buy ? price >= facing : price <= facing
      return facing !== 0 && (isUnpriced || reaches)
    }
    let wouldTake = false
    if (does === 'orders') {
      sides.set(`${who} ${id}`, side)
      const isPost = postOnly !== PostOnly.none && !isMarket
      wouldTake = !isPost && takes(side, isMarket)
    } else if (does === 'replaces' && named !== undefined) wouldTake = takes(named.side, false)
    const orderId = named?.orderId ?? id
    if (named !== undefined) named.isAsked = true
    waiting.set(`${who} ${orderId}`, arrivals.length)
    arrivals.push({ who, at: stage.now(), delay: holdsAll || wouldTake ? DELAY : 0 })
    if (does === 'cancels') stage.ask(who, say.cancel(orderId))
    else if (does === 'replaces') stage.ask(who, say.replace(orderId, price, size + 9))
    else if (isMarket) stage.ask(who, say.market(id, side, size))
    else stage.ask(who, say.order(id, side, price, size, { postOnly }))
    settle()
  })
  stage.run(stage.now() + 100)
  settle()
  return { arrivals, passed }
}

const days = fc.array(wish, { maxLength: 50, size: 'max' })

test('behind an asymmetric bump a venue holds who would take as he arrives, and hears the rest', () => {
  let held = 0
  const bump = { type: 'asymmetric', delay: DELAY } as SpeedBumpParameters
  fc.assert(
    fc.property(days, (wishes) => {
      const { arrivals, passed } = play(bump, false, wishes)
      expect(passed).toEqual(plainPassages(arrivals, true))
      held += arrivals.filter(({ delay }) => delay > 0).length
    }),
    { numRuns: runs(1000) },
  )
  expect(held).toBeGreaterThan(1_000)
})

test('behind a symmetric bump a venue hears everybody so much later', () => {
  const bump = { type: 'symmetric', delay: DELAY } as SpeedBumpParameters
  fc.assert(
    fc.property(days, (wishes) => {
      const { arrivals, passed } = play(bump, true, wishes)
      expect(passed).toEqual(arrivals.map(({ at }, nth) => ({ nth, at: at + DELAY })))
    }),
    { numRuns: runs(1_000) },
  )
})
