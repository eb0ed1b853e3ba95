import { type Box, box, type Discrete, discrete } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Environment } from '../environment.ts'

/**
 * A cue that is shown once and asked for later: the T-maze without its corridor. At the first step the
 * observation is (±1, 0), then `delay` times (0, 0), then (0, 1), which asks: action 1 where the cue was 1,
 * else action 0, pays 1, the other −1. Nothing else is paid. Who forgets earns 0 on average, and who
 * remembers 1.
 *
 * Source: after Bakker (2002), "Reinforcement learning with long short-term memory", section 4.
 *
 * @param delay steps between the cue and the question, 0 or more
 */
export function createRecall(delay: number): Environment<Float64Array, number> & {
  readonly observationSpace: Box
  readonly actionSpace: Discrete
} {
  let cue = 0
  let step = 0
  const seen = (): Float64Array => Float64Array.of(step === 0 ? cue : 0, step === delay + 1 ? 1 : 0)
  return {
    observationSpace: box(-1, 1, [2]),
    actionSpace: discrete(2),
    reset({ seed }) {
      cue = createRandomStream(rootKey(seed, 'recall')).chance(0.5) ? 1 : -1
      step = 0
      return { observation: seen(), info: {} }
    },
    step(action) {
      if (action !== 0 && action !== 1) throw new RangeError(`action: 0 or 1, and not ${action}`)
      if (cue === 0) throw new Error('no episode is under way: reset first')
      const terminated = step === delay + 1
      const reward = terminated ? (action === 1 ? cue : -cue) : 0
      step++
      if (terminated) cue = 0
      return { observation: seen(), reward, terminated, truncated: false, info: {} }
    },
    close() {},
  }
}
