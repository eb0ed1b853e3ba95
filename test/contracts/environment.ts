import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contains, type Space, sample, type Value } from '../../actors/learner/space.ts'
import { rootKey } from '../../protocols/hash.ts'
import { createRandomStream } from '../../src/kernel/random-stream.ts'
import type { Environment } from '../../src/learning/environment.ts'

/** An environment to be tried. */
export interface Subject {
  readonly name: string
  create(): Environment
  /** Episodes to try. */
  readonly runs: number
  /** Steps after which a trial stops, where the episode goes on for longer. */
  readonly steps: number
  /** Whether a seed makes no difference, as in a deterministic problem. */
  readonly isFixed?: boolean
}

/** A plain copy that later steps cannot change. */
const copy = (value: Value): unknown => JSON.parse(JSON.stringify(value))

/** Plays with actions drawn from the seed. @returns all that was seen, up to so many steps */
function play(environment: Environment, seed: number, steps: number): unknown[] {
  const random = createRandomStream(rootKey(seed, 'action'))
  const first = environment.reset({ seed })
  const seen: unknown[] = [copy(first.observation)]
  for (let nth = 0; nth < steps; nth++) {
    const step = environment.step(sample(environment.actionSpace, random))
    const { observation, reward, terminated, truncated } = step
    seen.push([copy(observation), reward, terminated, truncated])
    if (terminated || truncated) break
  }
  return seen
}

/** A value of no space at all. */
const nowhere = (space: Space): Value => {
  switch (space.kind) {
    case 'box':
      return new Float64Array(space.low.length + 1)
    case 'discrete':
      return space.n
    case 'multi-discrete':
      return [...space.sizes]
    case 'dict':
      return {}
  }
}

/**
 * What every environment keeps: what Gymnasium's `check_env` asks of one, as far as a language with
 * types leaves it to be asked, and that one seed is one episode.
 */
export function describeEnvironment(subject: Subject): void {
  const { name, create, runs, steps, isFixed = false } = subject
  const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

  describe(`the environment ${name}`, () => {
    test('shows points of its observation space, and pays finite numbers', () => {
      const environment = create()
      const { observationSpace, actionSpace } = environment
      fc.assert(
        fc.property(seed, (seed) => {
          const random = createRandomStream(rootKey(seed, 'action'))
          const first = environment.reset({ seed })
          expect(contains(observationSpace, first.observation)).toBe(true)
          expect(first.info).toBeTypeOf('object')
          for (let nth = 0; nth < steps; nth++) {
            const step = environment.step(sample(actionSpace, random))
            expect(contains(observationSpace, step.observation)).toBe(true)
            expect(step.reward).toSatisfy(Number.isFinite)
            expect(step.info).toBeTypeOf('object')
            if (step.terminated || step.truncated) break
          }
        }),
        { numRuns: runs },
      )
      environment.close()
    })

    test('plays one episode a seed, whatever was played before and whoever plays', () => {
      const environment = create()
      fc.assert(
        fc.property(seed, seed, (seed, before) => {
          play(environment, before, 2)
          const again = play(environment, seed, steps)
          expect(again).toEqual(play(create(), seed, steps))
        }),
        { numRuns: Math.max(2, Math.floor(runs / 3)) },
      )
    })

    test('gives other seeds other episodes', () => {
      const episodes = [1, 2, 3, 4].map((seed) => JSON.stringify(play(create(), seed, steps)))
      if (!isFixed) expect(new Set(episodes).size).toBeGreaterThan(1)
      else expect(episodes.length).toBe(4)
    })

    test('leaves what it has shown as it was', () => {
      const environment = create()
      const { observation } = environment.reset({ seed: 5 })
      const shown = copy(observation)
      const random = createRandomStream(rootKey(5, 'action'))
      for (let nth = 0; nth < Math.min(3, steps); nth++) {
        const step = environment.step(sample(environment.actionSpace, random))
        if (step.terminated || step.truncated) break
      }
      expect(copy(observation)).toEqual(shown)
    })

    test('refuses an action outside its space, and what comes when no episode is under way', () => {
      const environment = create()
      const random = createRandomStream(rootKey(6, 'action'))
      const action = sample(environment.actionSpace, random)
      expect(() => environment.step(action)).toThrow(/reset/)
      environment.reset({ seed: 6 })
      expect(() => environment.step(nowhere(environment.actionSpace))).toThrow(RangeError)
      // A refused action did nothing: the episode goes on as if it had not been.
      const step = environment.step(action)
      const other = create()
      other.reset({ seed: 6 })
      expect(copy(step.observation)).toEqual(copy(other.step(action).observation))
      environment.close()
    })
  })
}
