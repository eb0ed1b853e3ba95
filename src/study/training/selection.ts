import type { Policy } from '../../learning/trained.ts'
import type { SelectionFields } from './training-file.ts'

/**
 * The first of the seeds that policies are chosen by while they are trained. Those of training begin at
 * a million, and whoever tests a policy begins at 1.
 */
export const SELECTION_SEED = 900_000

/** The first of the seeds by which a study ranks policies: others than each of them was chosen by. */
export const RANKING_SEED = 950_000

/** Why a training ended by itself. */
export type Ended = 'noImprovement' | 'rewardThreshold'

/** Where a selection stands: plain data. */
export interface SelectionState {
  readonly evaluations: number
  /** The best so far, the update after which it stood, and its mean return. */
  readonly best:
    | { readonly policy: Policy; readonly update: number; readonly mean: number }
    | undefined
  /** Evaluations in a row that were not better. */
  readonly without: number
  readonly ended: Ended | undefined
}

/** What an update's report has of it: NaN where the update was not followed by an evaluation. */
export type SelectionReport = Readonly<
  Record<'eval/mean_reward' | 'eval/best_mean_reward' | 'eval/no_improvement_evals', number>
>

const NONE: SelectionReport = {
  'eval/mean_reward': Number.NaN,
  'eval/best_mean_reward': Number.NaN,
  'eval/no_improvement_evals': Number.NaN,
}

/**
 * Tries the policy of every `evalFreq`-th update, keeps the best one, and says when to end: as
 * `EvalCallback`, `StopTrainingOnNoModelImprovement` and `StopTrainingOnRewardThreshold` of
 * Stable-Baselines3. The first of two that are equally good stays the best.
 *
 * @param play gives a policy's mean return, always of the same seeds
 */
export function createSelection(
  fields: SelectionFields,
  play: (policy: Policy) => number,
  from?: SelectionState,
) {
  const { evalFreq, minEvals, maxNoImprovementEvals, rewardThreshold } = fields
  let state: SelectionState = from ?? {
    ...{ evaluations: 0, best: undefined, without: 0, ended: undefined },
  }
  return {
    state: (): SelectionState => state,
    /** Is told that `update` is over, counted from 1, and tries its policy where it is due. */
    after(update: number, policyOf: () => Policy): SelectionReport {
      if (update % evalFreq !== 0) return NONE
      const policy = policyOf()
      const mean = play(policy)
      const evaluations = state.evaluations + 1
      const isBetter = state.best === undefined || mean > state.best.mean
      const best = isBetter
        ? { policy, update, mean }
        : (state.best as NonNullable<typeof state.best>)
      // What is no better does not count while there were too few to tell.
      const without = isBetter ? 0 : state.without + (evaluations > minEvals ? 1 : 0)
      const ended =
        best.mean >= (rewardThreshold ?? Number.POSITIVE_INFINITY)
          ? 'rewardThreshold'
          : without > (maxNoImprovementEvals ?? Number.POSITIVE_INFINITY)
            ? 'noImprovement'
            : undefined
      state = { evaluations, best, without, ended }
      return {
        'eval/mean_reward': mean,
        'eval/best_mean_reward': best.mean,
        'eval/no_improvement_evals': without,
      }
    },
  }
}

/** How a policy was chosen, as its file says. */
export const choiceOf = (
  fields: SelectionFields | undefined,
  { best, evaluations, ended }: SelectionState,
) => ({
  ...fields,
  ...{ firstSeed: SELECTION_SEED, episodes: fields?.nEvalEpisodes, evaluations },
  ...(best && { bestUpdate: best.update, bestMeanReward: best.mean }),
  ended: ended ?? null,
})
