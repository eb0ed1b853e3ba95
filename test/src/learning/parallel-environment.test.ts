import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createComposedTask, taskParameters } from '../../../actors/learner/composed-task.ts'
import { contains, sample, type Value } from '../../../actors/learner/space.ts'
import type { Task } from '../../../actors/learner/task.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import {
  createParallelEnvironment,
  type ParallelEnvironment,
  type Player,
} from '../../../src/learning/parallel-environment.ts'
import { SMALL_MARKET } from './small-market.ts'
import { TASKS } from './tasks.ts'

const target = (rhythm: object): Task =>
  createComposedTask(
    taskParameters.parse({
      settle: '1 s',
      observe: ['position', 'spread'],
      act: { type: 'target', size: 2 },
      reward: ['wealth-change'],
      ...rhythm,
    }),
  )

/** Two in step, one slower, one that begins when the first two have left. */
const PLAYERS: readonly Player[] = [
  { key: 'executor/0', task: TASKS['child orders'] as Task },
  { key: 'maker/0', task: TASKS.quotes as Task },
  { key: 'slow/0', task: target({ from: '20 s', interval: '9 s', steps: 4 }) },
  { key: 'late/0', task: target({ from: '75 s', interval: '1 s', steps: 3 }) },
]

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Plays an episode with actions that the seed draws, and looks at each step. */
function play(
  environment: ParallelEnvironment,
  seed: number,
  look: (told: { readonly observations: Readonly<Record<string, Value>> }) => void = () => {},
): unknown[] {
  const random = createRandomStream(rootKey(seed, 'action'))
  const first = environment.reset({ seed })
  const seen: unknown[] = [copy(first)]
  look(first)
  while (environment.agents.length > 0) {
    const actions = Object.fromEntries(
      environment.deciding.map((key) => [key, sample(environment.actionSpace(key), random)]),
    )
    const step = environment.step(actions)
    seen.push(copy(step))
    look(step)
  }
  return seen
}

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('a market with several decisions handed over', () => {
  test('tells of those who decide or have ended, and whoever leaves stays away', () => {
    const environment = createParallelEnvironment(SMALL_MARKET, PLAYERS)
    fc.assert(
      fc.property(seed, (seed) => {
        const gone = new Set<string>()
        const met = new Set<string>()
        play(environment, seed, (told) => {
          const keys = Object.keys(told.observations)
          expect(keys.length).toBeGreaterThan(0)
          for (const key of keys) {
            met.add(key)
            expect(gone.has(key)).toBe(false)
            expect(contains(environment.observationSpace(key), told.observations[key])).toBe(true)
            if (!environment.agents.includes(key)) gone.add(key)
          }
          expect(environment.deciding).toEqual(keys.filter((key) => !gone.has(key)))
          for (const key of gone) expect(environment.agents).not.toContain(key)
        })
        expect([...met].sort()).toEqual([...environment.possibleAgents].sort())
        expect(gone.size).toBe(PLAYERS.length)
      }),
      { numRuns: 8 },
    )
  })

  test('plays one episode a seed', () => {
    const environment = createParallelEnvironment(SMALL_MARKET, PLAYERS)
    fc.assert(
      fc.property(seed, seed, (seed, before) => {
        play(environment, before)
        const again = play(environment, seed)
        const other = createParallelEnvironment(SMALL_MARKET, PLAYERS)
        expect(again).toEqual(play(other, seed))
        expect(environment.simulation?.hash()).toBe(other.simulation?.hash())
      }),
      { numRuns: 4 },
    )
  })

  test('lets those who decide at one moment decide together', () => {
    const together = [0, 1, 2].map((nth) => ({
      key: `learner/${nth}`,
      task: target({ from: '20 s', interval: '5 s', steps: 4 }),
    }))
    const environment = createParallelEnvironment(SMALL_MARKET, together)
    const told: string[][] = []
    play(environment, 7, ({ observations }) => told.push(Object.keys(observations)))
    expect(told).toEqual(new Array(5).fill(['learner/0', 'learner/1', 'learner/2']))
  })

  test('refuses actions that are missing, too many, or outside their space, and did nothing then', () => {
    const environment = createParallelEnvironment(SMALL_MARKET, PLAYERS)
    expect(() => environment.step({})).toThrow('no episode is under way: reset first')
    environment.reset({ seed: 3 })
    const actions = { 'executor/0': [0, 0, 0], 'maker/0': [0, 0], 'slow/0': 1 }
    expect(environment.deciding).toEqual(Object.keys(actions))
    const hash = environment.simulation?.hash()
    expect(() => environment.step({ ...actions, 'late/0': 1 })).toThrow(
      'late/0 does not decide now',
    )
    expect(() => environment.step({ 'maker/0': [0, 0], 'slow/0': 1 })).toThrow(
      'executor/0 decides now: it has no action',
    )
    expect(() => environment.step({ ...actions, 'slow/0': 3 })).toThrow('slow/0: 3 is no point of')
    expect(environment.simulation?.hash()).toBe(hash)
    environment.step(actions)
    expect(environment.simulation?.hash()).not.toBe(hash)
    expect(() => environment.actionSpace('nobody/0')).toThrow(
      'there is no player "nobody/0": there are executor/0, maker/0, slow/0, late/0',
    )
  })
})
