import { createNormaliser, type NormaliserState } from '../../actors/learner/normalise.ts'

/** How rewards were scaled so far: plain data. */
export interface RewardScaleState {
  readonly moments: NormaliserState
  /** The discounted sum of the episode under way. */
  readonly running: number
}

/** Rewards at the most, in deviations of the return. */
const REACH = 10

/**
 * Rewards divided by the running deviation of the discounted return, G ← γG + r, begun anew with each
 * episode, and cut to −10..10; the mean stays in. So it does not matter in which unit a reward is paid.
 *
 * Source: Engstrom et al. (2020), "Implementation matters in deep policy gradients", section 3; as
 * Stable-Baselines3's `VecNormalize` does it.
 */
export function createRewardScale(gamma: number, from?: RewardScaleState) {
  const moments = createNormaliser(1, from?.moments)
  let running = from?.running ?? 0
  return {
    /** A reward as it is to be learned from. @param isOver whether the episode ends with it */
    scale(reward: number, isOver: boolean): number {
      running = gamma * running + reward
      moments.see(Float64Array.of(running))
      if (isOver) running = 0
      const { count, squares } = moments.save()
      const scaled = reward / Math.sqrt((squares[0] as number) / count + 1e-8)
      return Math.min(REACH, Math.max(-REACH, scaled))
    },
    save: (): RewardScaleState => ({ moments: moments.save(), running }),
  }
}
