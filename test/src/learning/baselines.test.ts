import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Value } from '../../../actors/learner/space.ts'
import { Kind } from '../../../protocols/kind.ts'
import { BASELINES, createBaseline } from '../../../src/learning/baselines.ts'
import { createMarketEnvironment } from '../../../src/learning/market-environment.ts'
import { createMarketTask } from '../../../src/learning/market-task.ts'
import { SMALL_MARKET } from './small-market.ts'

const STEPS = 6
const RHYTHM = { from: '20 s', interval: '4 s', steps: STEPS, settle: '2 s' }
const execution = (side: 'buy' | 'sell', quantity: number) => ({
  ...RHYTHM,
  parent: { side, quantity, finish: 'leave' },
  observe: ['spread'],
  act: { type: 'remainder-at' },
  reward: ['shortfall'],
})
const QUOTING = { ...RHYTHM, observe: ['spread'], act: { type: 'quotes', size: 1, limit: 4 } }

/** Plays an episode. @returns lots bought by each moment after a decision, and what was done */
function played(name: string, given: Record<string, unknown>, seed: number) {
  const baseline = createBaseline(name, given)
  const task = createMarketTask(baseline.given)
  const environment = createMarketEnvironment(SMALL_MARKET, { task })
  const decide = baseline.begin(seed)
  let { observation } = environment.reset({ seed })
  const positions: number[] = []
  const actions: Value[] = []
  for (let nth = 0; ; nth++) {
    const action = decide(observation, nth)
    const step = environment.step(action)
    actions.push(action)
    positions.push(step.info.position as number)
    if (step.terminated || step.truncated) return { positions, actions }
    observation = step.observation
  }
}

describe('a schedule in place of a policy', () => {
  test('sends what is due and never more, whatever the book gives', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('twap', 'vwap', 'ac', 'ac:0', 'ac:7.5', 'immediate'),
        fc.constantFrom('buy' as const, 'sell' as const),
        fc.integer({ min: 1, max: 400 }),
        fc.nat(1_000),
        (name, side, quantity, seed) => {
          const { positions, actions } = played(name, execution(side, quantity), seed)
          const direction = side === 'buy' ? 1 : -1
          let share = 0
          positions.forEach((position, nth) => {
            const next = (actions[nth] as Float64Array)[0] as number
            expect(next).toBeGreaterThanOrEqual(share)
            share = next
            const done = direction * position
            expect(done).toBeGreaterThanOrEqual(0)
            expect(done).toBeLessThanOrEqual(Math.round(share * quantity))
          })
          if (actions.length === STEPS) expect(share).toBeCloseTo(1, 12)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('does what is due where the book is deep enough', () => {
    expect(played('twap', execution('buy', 12), 3).positions).toEqual([2, 4, 6, 8, 10, 12])
    expect(played('ac:0', execution('sell', 12), 3).positions).toEqual([-2, -4, -6, -8, -10, -12])
    expect(played('ac:4', execution('buy', 12), 3).positions).toEqual([6, 9, 10, 11, 12])
    expect(played('immediate', execution('buy', 5), 3).positions).toEqual([5])
  })
})

const anySide = fc.constantFrom('buy' as const, 'sell' as const)

/** Plays a passive order. @returns the own touch seen at each decision, and what the venue said of it */
function waited(given: ReturnType<typeof execution>, seed: number) {
  const baseline = createBaseline('passive', given)
  const task = createMarketTask({ ...baseline.given, observe: ['spread'] })
  const environment = createMarketEnvironment(SMALL_MARKET, { task })
  const decide = baseline.begin(seed)
  const told: { kind: Kind; price: number }[] = []
  const touches: number[] = []
  let { observation, info } = environment.reset({ seed })
  const learner = environment.simulation?.cast.at(-1)?.first
  const heard = environment.simulation?.reports$.subscribe((report) => {
    if (report.recipient !== learner || !('price' in report)) return
    told.push({ kind: report.kind, price: report.price })
  })
  for (let nth = 0; ; nth++) {
    const half = (observation[0] as number) / 2
    touches.push((info.mid as number) + (given.parent.side === 'buy' ? -half : half))
    const step = environment.step(decide(observation, nth))
    ;({ observation, info } = step)
    if (!step.terminated) continue
    heard?.unsubscribe()
    return { touches, told, left: info.left as number }
  }
}

describe('a passive order', () => {
  test('is one that is moved to the own touch at each decision, and is never out of the market', () => {
    fc.assert(
      fc.property(anySide, fc.integer({ min: 10, max: 40 }), fc.nat(1_000), (side, lots, seed) => {
        const { touches, told, left } = waited(execution(side, lots), seed)
        const of = (...kinds: Kind[]) => told.filter(({ kind }) => kinds.includes(kind))
        expect(of(Kind.accepted)).toHaveLength(1)
        const placed = of(Kind.accepted, Kind.replaced).map(({ price }) => price)
        expect(placed).toEqual(touches.slice(0, placed.length))
        // It ends with the task, or filled.
        expect(of(Kind.cancelled)).toHaveLength(left > 0 ? 1 : 0)
        if (left > 0) expect(placed).toHaveLength(STEPS)
      }),
      { numRuns: 10 },
    )
  })

  test('may show so many lots at a time, and never does more than the parent order', () => {
    const { positions, actions } = played('passive:4', execution('buy', 9), 4)
    expect(actions.every((action) => String(action) === '1,0,1')).toBe(true)
    expect(Math.max(...positions)).toBeLessThanOrEqual(9)
    const of = (name: string) => () => createBaseline(name, execution('buy', 9))
    expect(of('passive:0')).toThrow(/passive:0: it shows 1 lot or more at a time, whole/)
    expect(of('passive:1.5')).toThrow(/whole/)
  })
})

test('a skewed maker quotes against what it holds, a fixed one does not', () => {
  const skewOf = (name: string, position: number): Value =>
    createBaseline(name, { ...QUOTING, reward: ['wealth-change'] }).begin(1)(
      Float64Array.of(position),
      0,
    )
  expect([-9, -4, -2, 0, 2, 4, 9].map((held) => skewOf('skewed:2', held))).toEqual(
    [4, 4, 3, 2, 1, 0, 0].map((skew) => [1, skew]),
  )
  expect(skewOf('fixed:3', 4)).toEqual([2, 2])
  expect([-2, -1, 0, 1, 2].map((held) => skewOf('skewed:1:2', held))).toEqual(
    [4, 3, 2, 1, 0].map((skew) => [0, skew]),
  )
})

test('momentum holds what the trend says', () => {
  const act = (type: string) => {
    const given = { ...RHYTHM, observe: ['spread'], act: type, reward: ['wealth-change'] }
    return createBaseline('momentum', given).begin(1)
  }
  const target = [-0.1, 0, 0.1].map((trend) => act('target')(Float64Array.of(trend, 0), 0))
  expect(target).toEqual([0, 1, 2])
  const orders = [
    [0.1, 0],
    [0.1, 10],
    [-0.1, 10],
    [0, 0],
  ].map((seen) => act('buy-hold-sell')(Float64Array.from(seen), 0))
  expect(orders).toEqual([0, 1, 2, 1])
  const stopping = { type: 'target-stop', size: 7 }
  const given = { ...RHYTHM, observe: ['spread'], act: stopping, reward: ['wealth-change'] }
  expect(createBaseline('momentum', given).given.act).toEqual({ type: 'target', size: 7 })
})

test('one seed is one choice at random', () => {
  const given = execution('buy', 6)
  expect(played('random', given, 5)).toEqual(played('random', given, 5))
  expect(played('random', given, 5).actions).not.toEqual(played('random', given, 6).actions)
})

test.each([
  ['twop', execution('buy', 5), /twop: there is no such baseline: there are twap, vwap/],
  ['ac:101', execution('buy', 5), /ac:101: its urgency κT is 0 to 100/],
  ['fixed', execution('buy', 5), /fixed: it quotes, and the task acts otherwise/],
  ['momentum', execution('buy', 5), /momentum: it holds a position/],
  ['twap', { ...QUOTING, reward: ['wealth-change'] }, /twap: it works a parent order/],
  ['passive', { ...QUOTING, reward: ['wealth-change'] }, /passive: it works a parent order/],
  ['skewed:1:0', { ...QUOTING, reward: ['wealth-change'] }, /its whole skew is at 1 lot or more/],
  ['fixed:6', { ...QUOTING, reward: ['wealth-change'] }, /its half spread is 1 to 5 ticks/],
])('refuses %s where it cannot do the task', (name, given, refusal) => {
  expect(() => createBaseline(name, given)).toThrow(refusal)
})

test('every baseline has its line on the page', async () => {
  const { readFileSync } = await import('node:fs')
  const page = readFileSync('docs/learning/evaluation.md', 'utf8')
  for (const name of BASELINES) expect(page).toContain(`| \`${name}`)
})
