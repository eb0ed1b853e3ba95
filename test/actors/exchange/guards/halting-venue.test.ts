import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BreakerParameters } from '../../../../actors/exchange/guards/parameters.ts'
import { Kind, Phase, Reason, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import { say } from '../scripted-market.ts'
import {
  type PlainBreakerTerms,
  type PlainEvent,
  type PlainVerdict,
  plainAdmits,
  plainBreaker,
} from './plain-breaker.ts'
import { createStage, type Saying } from './stage.ts'

const CLOSE = 1_000

const terms: fc.Arbitrary<PlainBreakerTerms & { auction: number }> = fc.record({
  reference: fc.constantFrom(undefined, 50),
  bands: fc.option(
    fc.record({
      share: fc.constantFrom(0.04, 0.08),
      window: fc.constantFrom(10, 60),
      step: fc.constant(0.01),
      hold: fc.constantFrom(1, 20),
      limitState: fc.constantFrom(0, 5),
      pause: fc.constantFrom(4, 9),
    }),
    { nil: undefined },
  ),
  levels: fc.constantFrom(
    [],
    [
      { fall: 0.08, halt: 6 },
      { fall: 0.14, halt: 8 },
      { fall: 0.3, halt: 'day' as const },
    ],
  ),
  quiet: fc.constant(0),
  auction: fc.constantFrom(0, 5),
})

const wish = fc.record({
  wait: fc.constantFrom(0, 1, 2, 6),
  who: fc.constantFrom(1, 2),
  does: fc.constantFrom('orders', 'orders', 'orders', 'sweeps', 'stops', 'cancels', 'replaces'),
  side: fc.constantFrom(Side.buy, Side.sell),
  price: fc.integer({ min: 41, max: 56 }),
  size: fc.integer({ min: 1, max: 4 }),
  nth: fc.nat(),
})
type Wish = typeof wish extends fc.Arbitrary<infer Value> ? Value : never

const opened = Phase.continuous
const REFUSED: readonly number[] = [Kind.rejected, Kind.refused]
const OVER: readonly number[] = [Kind.fill, Kind.cancelled, Kind.expired]

/** Plays wishes at a venue with a breaker, beside the twin, ns by ns. */
function play(limits: PlainBreakerTerms & { auction: number }, wishes: readonly Wish[]) {
  const stage = createStage({ breaker: limits as unknown as BreakerParameters, open: 10 as never })
  const history: PlainEvent[] = []
  const halts: { from: number; until: number; over: number }[] = []
  const phases: { at: number; phase: number }[] = []
  const sides = new Map<string, number>()
  let quote = { bid: 0, ask: 0 }
  let read = 0
  let refusals = 0
  let verdict: PlainVerdict = { halt: undefined, low: -Infinity, high: Infinity }

  /** What the twin makes of one thing that happened: of several halts in a step, the longest. */
  const happens = (event: PlainEvent, step: { until: number }): void => {
    history.push(event)
    verdict = plainBreaker(limits, CLOSE, history)
    if (verdict.halt !== undefined) step.until = Math.max(step.until, verdict.halt.until)
  }
  const reads = (said: Saying, step: { until: number }): void => {
    const { kind, at, price = 0 } = said
    const phase = phases.at(-1)?.phase
    if (OVER.includes(kind)) sides.delete(`${said.to} ${said.orderId}`)
    if (kind === Kind.quote) quote = { bid: said.bid as number, ask: said.ask as number }
    if (kind === Kind.trade && phase === opened) happens({ does: 'trades', at, price }, step)
    if (kind === Kind.cross) happens({ does: 'crosses', at, price }, step)
    if (kind !== Kind.session) return
    const next = said.phase as number
    phases.push({ at, phase: next })
    happens({ does: 'enters', at, phase: next }, step)
  }
  /** A step is over: everything it said is read, and the quote that it left. */
  const settles = (isWaiting: boolean): void => {
    const at = stage.now()
    const step = { until: -1 }
    if (isWaiting) happens({ does: 'waits', at }, step)
    const turns = stage.said
      .slice(read)
      .findIndex(
        ({ kind, phase }) => kind === Kind.session && phase !== opened && phase !== Phase.closed,
      )
    const end = turns < 0 ? stage.said.length : read + turns
    for (; read < end; read++) reads(stage.said[read] as Saying, step)
    if (phases.at(-1)?.phase === opened) happens({ does: 'quotes', at, ...quote }, step)
    if (step.until >= 0) {
      halts.push({ from: at, until: step.until, over: step.until + limits.auction })
    }
    for (; read < stage.said.length; read++) reads(stage.said[read] as Saying, { until: -1 })
  }
  const passes = (wait: number): void => {
    for (let ns = 0; ns < wait; ns++) {
      stage.run(stage.now() + 1)
      settles(true)
    }
  }

  settles(false)
  passes(12)
  wishes.forEach(({ wait, who, does, side, price, size, nth }, index) => {
    passes(wait)
    const known = [...sides.keys()].filter((key) => key.startsWith(`${who} `))
    const key = known[nth % Math.max(1, known.length)] ?? `${who} 999`
    const named = Number(key.split(' ')[1])
    const id = index + 1
    const immediate = { timeInForce: TimeInForce.immediateOrCancel }
    const isNew = does !== 'cancels' && does !== 'replaces'
    const body =
      does === 'cancels'
        ? say.cancel(named)
        : does === 'replaces'
          ? say.replace(named, price, size + 4)
          : does === 'sweeps'
            ? say.market(id, side, size * 3, immediate)
            : say.order(id, side, price, size, does === 'stops' ? { stop: price } : {})
    const of = isNew ? side : sides.get(key)
    const limit = does === 'sweeps' || does === 'cancels' ? 0 : price
    const isAdmitted = of === undefined || plainAdmits(verdict, of, limit)
    const isOpen = phases.at(-1)?.phase === opened
    const answer = stage.ask(who, body)
    const refused = answer.find(({ kind }) => REFUSED.includes(kind))?.reason
    if (refused === Reason.outsideCollar) refusals++
    if (isOpen) expect(refused === Reason.outsideCollar).toBe(!isAdmitted)
    if (isNew && refused === undefined) sides.set(`${who} ${id}`, side)
    settles(false)
  })
  passes(30)
  return { halts, phases, refusals, end: stage.now() }
}

test('a venue halts when its breaker says so, reopens when the halt is over, and is shut between', () => {
  const seen = { halts: 0, auctions: 0, refusals: 0 }
  fc.assert(
    fc.property(terms, fc.array(wish, { maxLength: 40, size: 'max' }), (limits, wishes) => {
      const { halts, phases, refusals, end } = play(limits, wishes)
      seen.refusals += refusals
      const expected: { at: number; phase: number }[] = [
        { at: 0, phase: Phase.preOpen },
        { at: 10, phase: Phase.continuous },
      ]
      for (const { from, until, over } of halts) {
        if (from > 10) seen.halts++
        expected.push({ at: from, phase: Phase.halted })
        if (until <= end && over > until) {
          expected.push({ at: until, phase: Phase.volatilityAuction })
          seen.auctions++
        }
        if (over <= end) expected.push({ at: over, phase: Phase.continuous })
      }
      expect(phases).toEqual(expected)
    }),
    { numRuns: runs(1000) },
  )
  expect(Math.min(seen.halts, seen.auctions, seen.refusals)).toBeGreaterThan(20)
})
