import type { Random } from '../../../actors/actor.ts'
import { createNetwork, initialise, type MlpShape } from '../../../actors/learner/mlp.ts'

/** A reward that is a network's of what there is to see; without hidden layers, weights and a level. */
export interface RewardNetwork {
  readonly shape: MlpShape
  readonly numbers: Float32Array
  /** What each number seen is divided by before. */
  readonly scales: readonly number[]
}

/** A network of one output over observations, whose numbers are divided by `scales`. */
export function createRewardNetwork(
  scales: readonly number[],
  hidden: readonly number[],
  random: Random,
): RewardNetwork {
  const shape = { inputs: scales.length, hidden, outputs: 1 }
  return { shape, scales, numbers: initialise(shape, 0.1, random) }
}

/** It at work: reads its numbers at each call. */
export function rewardAtWork({ shape, numbers, scales }: RewardNetwork) {
  const network = createNetwork(shape, numbers)
  const scaled = (seen: Float64Array): Float64Array =>
    seen.map((x, nth) => x / (scales[nth] as number))
  return {
    of: (seen: Float64Array): number => network.forward(scaled(seen))[0] as number,
    /** Adds to `gradient` its derivative at `seen` by each number, times `weight`. */
    slope(seen: Float64Array, weight: number, gradient: Float64Array): void {
      network.forward(scaled(seen))
      network.backward([weight], gradient)
    },
  }
}

/** The root mean square of each number that was seen, 1 where it is 0: what to divide it by. */
export function scalesOf(seen: readonly Float64Array[]): readonly number[] {
  const width = seen[0]?.length ?? 0
  return Array.from({ length: width }, (_, nth) => {
    const squares = seen.reduce(
      (sum, each) => sum + (each[nth] as number) * (each[nth] as number),
      0,
    )
    return Math.sqrt(squares / Math.max(1, seen.length)) || 1
  })
}
