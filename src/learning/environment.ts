import type { Space, Value } from '../../actors/learner/space.ts'

/** What an environment tells beside the observation: for people and logs, never for the policy. */
export type Info = Readonly<Record<string, unknown>>

/** How an episode begins. */
export interface Reset {
  /** One seed is one episode, whatever was played before. A whole number, 0..2^32 − 1. */
  readonly seed: number
  readonly options?: Readonly<Record<string, unknown>> | undefined
}

/** What one action led to. */
export interface Step<O extends Value = Value> {
  readonly observation: O
  readonly reward: number
  /** The task came to its end: there is no value beyond it. */
  readonly terminated: boolean
  /** The episode was cut off, by time for instance: value goes on beyond it. */
  readonly truncated: boolean
  readonly info: Info
}

/**
 * A task of one learner, after Gymnasium's `Env`: observe, act, hear the reward. Synchronous: a
 * step returns at the learner's next decision. Observations are the caller's to keep.
 */
export interface Environment<O extends Value = Value, A extends Value = Value> {
  readonly observationSpace: Space
  readonly actionSpace: Space
  /** Begins an episode. @returns its first observation, a point of `observationSpace` */
  reset(how: Reset): { readonly observation: O; readonly info: Info }
  /**
   * @param action a point of `actionSpace`
   * @throws RangeError where it is none, Error where no episode is under way
   */
  step(action: A): Step<O>
  /** Gives back what it holds; no call after. */
  close(): void
}
