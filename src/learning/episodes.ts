import type { Value } from '../../actors/learner/space.ts'
import type { Environment } from './environment.ts'

/** Where a row of episodes stands: plain data. */
export interface EpisodesState {
  /** The next episode's seed. */
  readonly seed: number
  /** The actions of the one under way; `undefined` where none is. */
  readonly actions: readonly Value[] | undefined
  /** Sum of its rewards. */
  readonly paid: number
  /** Sums of the last hundred. */
  readonly finished: readonly number[]
}

/** Returns that a mean is taken over. */
const RECENT = 100

/**
 * Episodes one after the other, of the seeds from `firstSeed` on. It can be saved in the middle of one:
 * an environment gives one episode a seed, so that its actions done again lead to the same place.
 */
export function createEpisodes(
  environment: Environment<Float64Array, Value>,
  firstSeed: number,
  from?: EpisodesState,
) {
  let seed = from?.seed ?? firstSeed
  let actions: Value[] = []
  let observation: Float64Array | undefined
  let paid = from?.paid ?? 0
  const finished: number[] = [...(from?.finished ?? [])]
  if (from?.actions !== undefined) {
    observation = environment.reset({ seed: seed - 1 }).observation
    for (const action of from.actions) observation = environment.step(action).observation
    actions = [...from.actions]
  }
  return {
    /**
     * What there is to see, an episode's first where the last has ended.
     * @param hear is told the first observation of an episode that begins here
     */
    see(hear: (first: Float64Array) => void): Float64Array {
      if (observation !== undefined) return observation
      paid = 0
      actions = []
      observation = environment.reset({ seed: seed++ }).observation
      hear(observation)
      return observation
    },
    step(action: Value) {
      const step = environment.step(action)
      actions.push(action)
      paid += step.reward
      const isOver = step.terminated || step.truncated
      if (isOver) finished.push(paid)
      if (finished.length > RECENT) finished.shift()
      observation = isOver ? undefined : step.observation
      return step
    },
    /** Episodes begun. */
    begun: (): number => seed - firstSeed,
    /** The mean return of the last hundred; 0 before any. */
    recent: (): number => finished.reduce((sum, x) => sum + x, 0) / Math.max(1, finished.length),
    save: (): EpisodesState => ({
      ...{ seed, paid, finished: [...finished] },
      actions: observation === undefined ? undefined : [...actions],
    }),
  }
}
