import { createNormaliser, type NormaliserState } from '../../actors/learner/normalise.ts'
import type { Box, Value } from '../../actors/learner/space.ts'
import { rootKey } from '../../protocols/hash.ts'
import { createRandomStream, type RandomStream } from '../kernel/random-stream.ts'
import type { Environment } from './environment.ts'
import { createEpisodes, type EpisodesState } from './episodes.ts'

/** What every learner of one environment remembers beside its networks: plain data. */
export interface SeatState {
  readonly normaliser: NormaliserState
  readonly episodes: EpisodesState
  readonly random: readonly number[]
  /** Played so far. */
  readonly steps: number
}

/**
 * A learner's place before its environment: its chance, the episodes that it plays, and the moments by
 * which it sees them.
 *
 * @param firstSeed of the first episode
 * @param from what `save` gave of one before the same environment
 * @throws RangeError where observations are of no box
 */
export function takeSeat(
  environment: Environment<Float64Array, Value>,
  chance: RandomStream,
  firstSeed: number,
  from?: SeatState,
) {
  const observationSpace = boxOf(environment.observationSpace, 'a learner needs observations')
  const inputs = observationSpace.low.length
  const random = from === undefined ? chance : createRandomStream(rootKey(0, ''), from.random)
  const normaliser = createNormaliser(inputs, from?.normaliser)
  const episodes = createEpisodes(environment, firstSeed, from?.episodes)
  let steps = from?.steps ?? 0
  return {
    ...{ observationSpace, inputs, random, normaliser, episodes },
    steps: (): number => steps,
    /** What there is to see. @param begins is called where an episode begins with it */
    see: (begins = (): void => {}): Float64Array =>
      episodes.see((first) => {
        normaliser.see(first)
        begins()
      }),
    /** Does it, and takes in what it led to. */
    step(action: Value) {
      const step = episodes.step(action)
      normaliser.see(step.observation)
      steps++
      return step
    },
    /** How it went so far, by Stable-Baselines3's names. */
    report: (): SeatReport => ({
      'time/total_timesteps': steps,
      'time/episodes': episodes.begun(),
      'rollout/ep_rew_mean': episodes.recent(),
    }),
    save: (): SeatState => ({
      ...{
        normaliser: normaliser.save(),
        episodes: episodes.save(),
        random: random.state(),
        steps,
      },
    }),
  }
}

/** What every learner tells of an update. */
export interface SeatReport {
  readonly 'time/total_timesteps': number
  /** Episodes begun: those of as many seeds, from the first one on. */
  readonly 'time/episodes': number
  /** The mean return of the last hundred episodes. */
  readonly 'rollout/ep_rew_mean': number
}

/** A space that is a box. @param needs who needs what, for a refusal @throws RangeError where it is none */
export function boxOf(space: Environment['observationSpace'], needs: string): Box {
  if (space.kind !== 'box') throw new RangeError(`${needs} of a box, and these are ${space.kind}`)
  return space
}

/** A learning rate after so many steps. @see PpoTerms.learningRateSteps */
export function rateAt(
  terms: { readonly learningRate: number; readonly learningRateSteps: number | undefined },
  steps: number,
): number {
  const { learningRate, learningRateSteps: over } = terms
  return over === undefined ? learningRate : learningRate * Math.max(0, 1 - steps / over)
}
