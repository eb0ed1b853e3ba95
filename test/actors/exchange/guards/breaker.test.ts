import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBreaker } from '../../../../actors/exchange/guards/breaker.ts'
import {
  type BreakerParameters,
  breakerParameters,
} from '../../../../actors/exchange/guards/parameters.ts'
import { Phase, Side } from '../../../../protocols/kind.ts'
import { MINUTE, SECOND } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import {
  type PlainBreakerTerms,
  type PlainEvent,
  plainAdmits,
  plainBreaker,
} from './plain-breaker.ts'

const CLOSE = 200

const terms: fc.Arbitrary<PlainBreakerTerms> = fc.record({
  reference: fc.constantFrom(undefined, undefined, 50),
  bands: fc.option(
    fc.record({
      share: fc.constantFrom(0.05, 0.1),
      window: fc.constantFrom(1, 10, 40),
      step: fc.constantFrom(0, 0.03),
      hold: fc.constantFrom(1, 15),
      limitState: fc.constantFrom(0, 6),
      pause: fc.constant(7),
    }),
    { nil: undefined },
  ),
  levels: fc.constantFrom(
    [],
    [
      { fall: 0.07, halt: 9 },
      { fall: 0.13, halt: 11 },
      { fall: 0.2, halt: 'day' as const },
    ],
  ),
  quiet: fc.constantFrom(0, 120),
})

const near = fc.integer({ min: 43, max: 57 })
const phase = fc.constantFrom(
  ...[Phase.continuous, Phase.continuous, Phase.halted, Phase.volatilityAuction],
)
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('trades' as const), price: near }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('far' as const), price: fc.constantFrom(38, 40, 42) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('quotes' as const),
      bid: fc.oneof(fc.constant(0), near),
      spread: fc.integer({ min: 1, max: 6 }),
      hasAsk: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('crosses' as const), price: near }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('enters' as const), phase }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('restores' as const) }) },
)
const step = fc.record({ wait: fc.constantFrom(0, 1, 2, 5, 12), event })

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** The history that steps make; where a limit state has lasted too long it is noticed on time. */
function play(limits: PlainBreakerTerms, steps: readonly Step[]) {
  const make = () => createBreaker(limits as BreakerParameters, CLOSE)
  let breaker = make()
  const history: PlainEvent[] = []
  const seen = new Set<string>()

  const compare = (happened: PlainEvent, halt: unknown): void => {
    history.push(happened)
    const verdict = plainBreaker(limits, CLOSE, history)
    const admitted = (admits: (side: Side, limit: number) => boolean) =>
      [0, 38, 44, 47, 50, 53, 56].map((limit) => [
        admits(Side.buy, limit),
        admits(Side.sell, limit),
      ])
    expect([halt, admitted((side, limit) => breaker.admits(side, limit))]).toEqual([
      verdict.halt,
      admitted((side, limit) => plainAdmits(verdict, side, limit)),
    ])
    if (verdict.halt !== undefined) seen.add(`${happened.does} ${verdict.halt.cause}`)
  }

  breaker.enter(Phase.continuous)
  compare({ does: 'enters', at: 0, phase: Phase.continuous }, undefined)
  let now = 0
  for (const { wait, event } of steps) {
    const next = now + wait
    while (breaker.wake() <= next) {
      now = breaker.wake()
      compare({ does: 'waits', at: now }, breaker.advance(now))
    }
    now = next
    if (event.does === 'trades' || event.does === 'far') {
      const { price } = event
      compare({ does: 'trades', at: now, price }, breaker.traded(price, now))
    } else if (event.does === 'quotes') {
      const { bid, spread, hasAsk } = event
      const ask = hasAsk ? (bid || 46) + spread : 0
      compare({ does: 'quotes', at: now, bid, ask }, breaker.quoted(bid, ask, now))
    } else if (event.does === 'crosses') {
      breaker.crossed(event.price, now)
      compare({ does: 'crosses', at: now, price: event.price }, undefined)
    } else if (event.does === 'enters') {
      breaker.enter(event.phase)
      compare({ does: 'enters', at: now, phase: event.phase }, undefined)
    } else {
      const saved = JSON.parse(JSON.stringify(breaker.save()))
      breaker = make()
      breaker.restore(saved)
    }
  }
  return seen
}

test('a breaker halts when, and only when, the rules say so, and for as long', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(terms, fc.array(step, { maxLength: 40, size: 'max' }), (limits, steps) => {
      for (const what of play(limits, steps)) seen.add(what)
    }),
    { numRuns: runs(1000) },
  )
  expect([...seen].sort()).toEqual(['quotes band', 'trades band', 'trades fall', 'waits band'])
})

test('a bid that stands at the upper band for 15 s pauses trading for 5 min, and not a ns earlier', () => {
  const breaker = createBreaker(
    breakerParameters.parse({ reference: 10_000, bands: { share: 0.05 } }),
    1_000 * MINUTE,
  )
  breaker.enter(Phase.continuous)
  expect(breaker.admits(Side.buy, 10_500)).toBe(true)
  expect(breaker.admits(Side.buy, 10_501)).toBe(false)
  expect(breaker.quoted(10_499, 10_501, 0)).toBeUndefined()
  expect(breaker.wake()).toBe(Number.POSITIVE_INFINITY)
  expect(breaker.quoted(10_500, 10_501, SECOND)).toBeUndefined()
  expect(breaker.wake()).toBe(16 * SECOND)
  expect(breaker.advance(16 * SECOND - 1)).toBeUndefined()
  expect(breaker.advance(16 * SECOND)).toEqual({
    cause: 'band',
    until: 16 * SECOND + 5 * MINUTE,
  })
})

test('a fall of 7, 13 and 20 % halts for 15 min, 15 min and the day, each once', () => {
  const breaker = createBreaker(
    breakerParameters.parse({
      reference: 10_000,
      levels: [
        { fall: 0.07, halt: '15 min' },
        { fall: 0.13, halt: '15 min' },
        { fall: 0.2, halt: 'day' },
      ],
    }),
    390 * MINUTE,
  )
  breaker.enter(Phase.continuous)
  expect(breaker.traded(9_301, 0)).toBeUndefined()
  expect(breaker.traded(9_300, 1)).toEqual({ cause: 'fall', until: 1 + 15 * MINUTE })
  expect(breaker.traded(9_299, 2)).toBeUndefined()
  expect(breaker.traded(8_700, 355 * MINUTE + 1)).toBeUndefined()
  expect(breaker.traded(8_000, 389 * MINUTE)?.until).toBe(Number.POSITIVE_INFINITY)
})

test('mistakes in a breaker are named by field', () => {
  const paths = (written: object) =>
    (breakerParameters.safeParse(written).error?.issues ?? []).map(({ path }) => path.join('.'))
  const levels = [{ fall: 0.2, halt: 'week' }]
  expect(paths({ bands: { share: 0, window: '0 s' }, levels })).toEqual([
    ...['bands.share', 'bands.window', 'levels.0.halt'],
  ])
  const falling = [
    { fall: 0.2, halt: 'day' },
    { fall: 0.1, halt: 'day' },
  ]
  expect(paths({ levels: falling })).toEqual(['levels'])
  const atOnce = { share: 0.05, pause: '0 s' }
  expect(paths({ bands: atOnce })).toEqual(['bands.pause'])
  expect(paths({ bands: atOnce, auction: '2 min' })).toEqual([])
})
