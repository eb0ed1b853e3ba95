import { box, discrete } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Environment } from '../environment.ts'

/**
 * A row of arms, each of which pays its mean and a normal error of deviation 1: an episode is one pull.
 * There is one thing to see, and it is always the same. The answer is the arm of the highest mean.
 *
 * Source: Sutton and Barto (2018), *Reinforcement learning*, section 2.3.
 *
 * @param means at least one
 */
export function createBandit(means: readonly number[]): Environment<Float64Array, number> {
  let random = createRandomStream(rootKey(0, 'bandit'))
  let isOver = true
  const seen = (): Float64Array => Float64Array.of(1)
  return {
    observationSpace: box(0, 1, [1]),
    actionSpace: discrete(means.length),
    reset({ seed }) {
      random = createRandomStream(rootKey(seed, 'bandit'))
      isOver = false
      return { observation: seen(), info: {} }
    },
    step(action) {
      if (isOver) throw new Error('no episode is under way: reset first')
      const mean = means[action]
      if (mean === undefined) throw new RangeError(`${action} is no arm of ${means.length}`)
      isOver = true
      const reward = random.normal(mean, 1)
      return { observation: seen(), reward, terminated: true, truncated: false, info: {} }
    },
    close() {
      isOver = true
    },
  }
}
