import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NAMED_TASKS } from '../../../actors/learner/named-tasks.ts'
import { sample, type Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { createMarketEnvironment } from '../../../src/learning/market-environment.ts'
import { createMarketTask } from '../../../src/learning/market-task.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { describeEnvironment } from '../../contracts/environment.ts'
import { SMALL_FILE } from './small-market.ts'

const DAY = parseScenario(SMALL_FILE.replace('"00:10:00"', '"08:00:00"'), 'day.yaml')

/** A market with news, and two who race the cancels of stale quotes. */
const RACE = parseScenario(
  `
name: race
session: { start: "00:00:00", open: "00:00:00", close: "01:00:00" }
instruments:
  - symbol: X
    tick: 0.01
    fundamental: { type: jumps, value: 50000, meanInterval: "2 s", deviation: 30 }
venues:
  - { name: exchange, instruments: [X], feeds: [trade, quote], computation: "0 ns" }
latency: { type: constant, delay: "1 ms" }
groups:
  - { name: news, type: news, computation: "0 ns" }
  - { name: sniper, type: stale-quote-sniper, count: 2, computation: "0 ns" }
  - { name: investor, type: investor, count: 4, parameters: { wakeMean: "3 s" } }`,
  'race.yaml',
)
const ofNews = ['retail-investor', 'latency-arbitrage-defence']

for (const name of Object.keys(NAMED_TASKS)) {
  describeEnvironment({
    name,
    create: () =>
      createMarketEnvironment(ofNews.includes(name) ? RACE : DAY, {
        task: createMarketTask({ like: name, from: '9 s', interval: '2 s' }),
      }),
    runs: 4,
    steps: 4,
  })
}

describe('the words of a task', () => {
  test('may be a known name, or like it but for what is said', () => {
    const { observationSpace } = createMarketTask('momentum')
    expect(observationSpace).toMatchObject({ shape: [16] })
    const like = createMarketTask({ like: 'momentum', observe: ['macd'] })
    expect(like.observationSpace).toMatchObject({ shape: [1] })
    expect(like.actionSpace).toEqual(createMarketTask('momentum').actionSpace)
    const refusal = /"moment": there is no such task: there are institutional-executor, /
    expect(() => createMarketTask('moment')).toThrow(refusal)
  })
})

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

test('a maker who follows the news has one quote a side, at its half spread from the last', () => {
  const halves = [10, 20, 45]
  const task = createMarketTask({
    ...{ like: 'latency-arbitrage-defence', steps: 8 },
    act: { type: 'news-quotes', halfSpreads: halves },
  })
  let filled = 0
  fc.assert(
    fc.property(seed, (seed) => {
      const environment = createMarketEnvironment<Float64Array, Value>(RACE, { task })
      const random = createRandomStream(rootKey(seed, 'action'))
      environment.reset({ seed })
      const { simulation } = environment
      const me = simulation?.cast.at(-1)?.first
      const open = { [Side.buy]: 0, [Side.sell]: 0 }
      const most = { ...open }
      const errors: number[] = []
      let [half, before] = [0, 0]
      simulation?.reports$.subscribe((report) => {
        if (report.recipient !== me) return
        if (report.kind === Kind.fill) filled++
        if (report.kind === Kind.fill || report.kind === Kind.cancelled) open[report.side]--
        if (report.kind !== Kind.accepted) return
        most[report.side] = Math.max(most[report.side], ++open[report.side])
        // The news and the order took a millisecond each.
        const value = simulation.fundamentalAt('X', (report.sent - 2e6) as typeof report.sent)
        const away = report.side === Side.buy ? value - report.price : report.price - value
        // What was on its way when it decided anew has the half spread before.
        errors.push(Math.min(Math.abs(away - half), Math.abs(away - before)))
      })
      for (let over = false; !over; ) {
        const action = sample(environment.actionSpace, random) as number
        before = half
        half = halves[action] ?? Number.POSITIVE_INFINITY
        const step = environment.step(action)
        over = step.terminated || step.truncated
      }
      expect(Math.max(0, ...errors)).toBeLessThanOrEqual(0.5)
      expect(most).toEqual({ [Side.buy]: 1, [Side.sell]: 1 })
      expect(open).toEqual({ [Side.buy]: 0, [Side.sell]: 0 })
    }),
    { numRuns: 10 },
  )
  expect(filled).toBeGreaterThan(20)
})

test('a stop that was set off leaves nothing of the position, and one that was not all of it', () => {
  const stops = [2, 4]
  const task = createMarketTask({
    ...{ like: 'momentum', from: '30 s', interval: '10 s', steps: 8 },
    act: { type: 'target-stop', size: 2, stops },
  })
  const met = { hit: 0, kept: 0 }
  fc.assert(
    fc.property(seed, (seed) => {
      const environment = createMarketEnvironment<Float64Array, Value>(DAY, { task })
      const random = createRandomStream(rootKey(seed, 'action'))
      environment.reset({ seed })
      const { simulation } = environment
      let mid = 0
      let protectedFrom = 0
      let reached = { low: Infinity, high: -Infinity }
      simulation?.trades$.subscribe(({ price, sent }) => {
        if (sent < protectedFrom) return
        reached = { low: Math.min(reached.low, price), high: Math.max(reached.high, price) }
      })
      let info: Record<string, number> | undefined
      for (let over = false; !over; ) {
        const action = sample(environment.actionSpace, random) as readonly [number, number]
        protectedFrom = (simulation?.now ?? 0) + 20e6
        reached = { low: Infinity, high: -Infinity }
        const before = info
        const step = environment.step(action)
        over = step.terminated || step.truncated
        info = step.info as Record<string, number>
        mid = before?.mid ?? 0
        if (before === undefined || over) continue
        const [target, stop] = action
        const distance = stops[stop] as number
        const isHit =
          (target === 2 && reached.low <= mid - distance) ||
          (target === 0 && reached.high >= mid + distance)
        if (target === 1 || isHit) expect(info.position).toBe(0)
        else expect(Math.sign(info.position as number)).toBe(target - 1)
        met[isHit ? 'hit' : 'kept']++
      }
    }),
    { numRuns: 12 },
  )
  expect(met.hit).toBeGreaterThan(10)
  expect(met.kept).toBeGreaterThan(10)
})

test('what the spread brought and what holding brought add up to the change of wealth', () => {
  const task = createMarketTask({
    ...{ like: 'market-making', from: '20 s', interval: '2 s', steps: 10 },
    act: { type: 'quotes', size: 2, widths: 2, skews: 1, limit: 8 },
    reward: ['spread-capture'],
  })
  let moved = 0
  fc.assert(
    fc.property(seed, (seed) => {
      const environment = createMarketEnvironment<Float64Array, Value>(DAY, { task })
      const random = createRandomStream(rootKey(seed, 'action'))
      let before = environment.reset({ seed }).info as Record<string, number>
      const worth = ({ cash = 0, position = 0, mid = 0 }: Record<string, number>) =>
        cash + position * mid
      for (let over = false; !over; ) {
        const step = environment.step(sample(environment.actionSpace, random))
        const info = step.info as Record<string, number>
        const held = (before.position as number) * ((info.mid as number) - (before.mid as number))
        expect(step.reward + held).toBeCloseTo(worth(info) - worth(before), 6)
        if (held !== 0 && step.reward !== 0) moved++
        before = info
        over = step.terminated || step.truncated
      }
    }),
    { numRuns: 10 },
  )
  expect(moved).toBeGreaterThan(10)
})
