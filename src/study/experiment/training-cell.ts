import { createHash } from 'node:crypto'
import { playSeeds } from '../training/play-seeds.ts'
import { RANKING_SEED } from '../training/selection.ts'
import { train } from '../training/train.ts'
import { readTraining, type TrainingFile } from '../training/training-file.ts'
import { type CellJob, type CellRun, runCell } from './run-cell.ts'

/** What a cell of a study of trainings trains, and by how many episodes its policies are ranked. */
export interface TrainingTerms {
  /** Its seed does not count: the run's does. */
  readonly file: TrainingFile
  readonly episodes: number
}

/** What a run of such a study may measure, with its unit. */
const UNITS: Readonly<Record<string, string>> = {
  'mean-return': 'reward',
  'training-return': 'reward',
  updates: '',
  steps: '',
}
/** The names of these. */
export const TRAINING_MEASURES: readonly string[] = Object.keys(UNITS)

/** A cell's training; what `set` names is found from `setIn`. @throws ScenarioError where it does not fit */
export const trainingOf = (
  path: string,
  set: readonly string[],
  setIn: string,
  episodes: number,
): TrainingTerms => ({ file: readTraining(path, set, setIn), episodes })

/** Does one run of one cell: lives through its market, or trains in it. */
export async function runJob(job: CellJob): Promise<CellRun> {
  const { training, ...rest } = job
  return training === undefined ? runCell(rest) : await runTraining(rest, training)
}

/**
 * Trains a cell's policy by the run's seed, and plays it on the ranking seeds, the likeliest action each
 * time: the same episodes for every cell and every training seed.
 */
async function runTraining(
  { cell, market, seed, measures }: CellJob,
  { file, episodes }: TrainingTerms,
): Promise<CellRun> {
  const { text, last, updates } = await train(
    { ...file, seed },
    { market, onUpdate: () => {}, isInterrupted: () => false },
  )
  const seeds = Array.from({ length: episodes }, (_, nth) => RANKING_SEED + nth)
  const { returns } = playSeeds({
    ...{ scenario: market, set: [], text, name: 'policy', baseline: undefined, seeds },
  })
  const figures: Readonly<Record<string, number | undefined>> = {
    'mean-return': returns.reduce((sum, x) => sum + x, 0) / episodes,
    'training-return': last?.['rollout/ep_rew_mean'],
    updates,
    steps: last?.['time/total_timesteps'],
  }
  const asked = Object.entries(measures)
  return {
    ...{ cell, seed },
    values: Object.fromEntries(
      asked.map(([name, { measure }]) => [name, figures[measure] ?? null]),
    ),
    units: Object.fromEntries(asked.map(([name, { measure }]) => [name, UNITS[measure] ?? ''])),
    tape: createHash('sha256').update(text).digest('hex'),
  }
}
