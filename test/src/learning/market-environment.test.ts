import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLearner } from '../../../actors/learner/learner.ts'
import { sample, type Value } from '../../../actors/learner/space.ts'
import type { Decider, Task } from '../../../actors/learner/task.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { MINUTE, SECOND } from '../../../protocols/units.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { createMarketEnvironment } from '../../../src/learning/market-environment.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { describeEnvironment } from '../../contracts/environment.ts'
import { SMALL_MARKET } from './small-market.ts'
import { TASKS } from './tasks.ts'

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const named = Object.entries(TASKS)
const anyTask = fc.constantFrom(...named.map(([, task]) => task))

for (const [name, task] of named) {
  describeEnvironment({
    name: `of a market: ${name}`,
    create: () => createMarketEnvironment(SMALL_MARKET, { task }),
    runs: 6,
    steps: 8,
  })
}

/** Plays an episode with actions that the seed draws. @returns its environment and its actions */
function played(task: Task, seed: number, market = SMALL_MARKET) {
  const environment = createMarketEnvironment<Value>(market, { task })
  const random = createRandomStream(rootKey(seed, 'action'))
  const actions: Value[] = []
  const rewards: number[] = []
  environment.reset({ seed })
  for (;;) {
    const action = sample(environment.actionSpace, random)
    actions.push(action)
    const step = environment.step(action)
    rewards.push(step.reward)
    if (step.terminated || step.truncated) return { environment, actions, rewards, last: step }
  }
}

describe('a market with a decision handed over', () => {
  test('leaves the tape of a policy within the run that decides the same', () => {
    fc.assert(
      fc.property(seed, anyTask, (seed, task) => {
        const { environment, actions, rewards } = played(task, seed)
        const outside = environment.simulation
        outside?.runUntil(2 * MINUTE)

        const heard: number[] = []
        const within: Decider = {
          meet: ({ reward }) => heard.push(reward),
          decide: () => actions.shift() as Value,
        }
        const inside = createSimulation(
          { ...(outside?.scenario as typeof SMALL_MARKET), seed },
          {
            actors: [{ key: 'learner/0', actor: (market) => createLearner(task, within, market) }],
          },
        )
        inside.runUntil(2 * MINUTE)
        expect(inside.hash()).toBe(outside?.hash())
        expect(heard.slice(1)).toEqual(rewards)
      }),
      { numRuns: 12 },
    )
  })

  test('leaves a fresh market’s tape when it is reset, however the one before was left', () => {
    fc.assert(
      fc.property(seed, seed, anyTask, fc.nat({ max: 8 }), (before, seed, task, steps) => {
        const environment = createMarketEnvironment<Value>(SMALL_MARKET, { task })
        const random = createRandomStream(rootKey(before, 'action'))
        environment.reset({ seed: before })
        for (let nth = 0; nth < steps; nth++) {
          const { terminated, truncated } = environment.step(sample(task.actionSpace, random))
          if (terminated || truncated) break
        }
        const hashAfter = (subject: typeof environment): string | undefined => {
          subject.reset({ seed })
          subject.step(sample(task.actionSpace, createRandomStream(rootKey(seed, 'action'))))
          return subject.simulation?.hash()
        }
        const fresh = createMarketEnvironment<Value>(SMALL_MARKET, { task })
        expect(hashAfter(environment)).toBe(hashAfter(fresh))
      }),
      { numRuns: 12 },
    )
  })

  test('counts its position and cash as the venue reported its fills', () => {
    let fills = 0
    fc.assert(
      fc.property(seed, anyTask, (seed, task) => {
        const environment = createMarketEnvironment<Value>(SMALL_MARKET, { task })
        const random = createRandomStream(rootKey(seed, 'action'))
        let position = 0
        let cash = 0
        environment.reset({ seed })
        const learner = environment.simulation?.cast.at(-1)?.first
        const heard = environment.simulation?.reports$.subscribe((report) => {
          if (report.recipient !== learner || !('role' in report)) return
          const lots = report.side === 1 ? report.size : -report.size
          position += lots
          cash -= lots * report.price
          fills++
        })
        for (;;) {
          const step = environment.step(sample(environment.actionSpace, random))
          if (!step.terminated && !step.truncated) continue
          expect(step.info).toMatchObject({ position, cash })
          break
        }
        heard?.unsubscribe()
      }),
      { numRuns: 30 },
    )
    expect(fills).toBeGreaterThan(50)
  })

  test('never works more of a parent order than there is, and finishes it where it shall', () => {
    const careful = ['child orders', 'the remainder at a price'] as const
    // Far away, several decisions are made before the first is heard of.
    const away = { ...SMALL_MARKET, latency: { type: 'constant', delay: 3 * SECOND } } as const
    const where = fc.constantFrom(SMALL_MARKET, away as typeof SMALL_MARKET)
    fc.assert(
      fc.property(seed, fc.constantFrom(...careful), where, (seed, name, market) => {
        const { last } = played(TASKS[name] as Task, seed, market)
        expect(last.info.left).toBe(0)
        const quantity = name === 'child orders' ? -15 : 10
        expect(last.info.position).toBe(quantity)
      }),
      { numRuns: 30 },
    )
  })

  test('pays for an execution what its fills gained over the price at the beginning', () => {
    fc.assert(
      fc.property(seed, (seed) => {
        const { last, rewards } = played(TASKS['child orders'] as Task, seed)
        const { cash, entry } = last.info as { cash: number; entry: number }
        const paid = rewards.reduce((sum, reward) => sum + reward, 0)
        expect(paid).toBeCloseTo((cash - 15 * entry) / 15, 9)
      }),
      { numRuns: 20 },
    )
  })

  test('says which task the scenario is too short for', () => {
    const { open } = SMALL_MARKET.session
    const short = { ...SMALL_MARKET, until: (open + 30e9) as typeof SMALL_MARKET.until }
    const task = TASKS['child orders'] as Task
    expect(() => createMarketEnvironment(short, { task })).toThrow(
      "learner/0's task ends 1.2 min after time 0, and the scenario at 30 s: let it run for longer " +
        '(until), or give the task fewer or shorter steps',
    )
  })
})
