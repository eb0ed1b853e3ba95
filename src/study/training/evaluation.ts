import { join } from 'node:path'
import { type Interval, intervalOf, resamples } from '../../analysis/facts/block-bootstrap.ts'
import { createBaseline, type GivenTask } from '../../learning/baselines.ts'
import { readTrained } from '../../learning/trained.ts'
import { folderOf, scenarioFrom, setFrom } from '../../simulation/scenario/file-paths.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { createPool, type Pool } from '../pool.ts'
import { playSeeds, type SeedsJob, type SeedsPlayed } from './play-seeds.ts'
import { type SeedRange, TrainingError } from './training-file.ts'

/** Episodes of one job. */
const CHUNK = 20
const RESAMPLES = 2_000

/** What is to be tried, and how. */
export interface EvaluationTerms {
  /** The policy's file, and what to call it. */
  readonly text: string
  readonly name: string
  readonly against: readonly string[]
  /** Seeds `firstSeed` .. `firstSeed + seeds − 1`, the same for all; by default the training file's test. */
  readonly seeds?: number | undefined
  readonly firstSeed?: number | undefined
  /** The market; by default the one that it was trained in. */
  readonly scenario?: string | undefined
  readonly set?: readonly string[] | undefined
  /** Of 1, everything happens on the caller's own. */
  readonly threads: number
  onProgress?(done: number, of: number): void
}

/** How one contender did: by episode the sum of its rewards. */
export interface Contender {
  readonly name: string
  /** The mean with its bootstrap interval, 95 %. */
  readonly mean: Interval
  /** Standard deviation over the episodes. */
  readonly deviation: number
  /** Mean lots of the parent order that stayed undone. */
  readonly left: number
  /** Where it quotes: ticks that its skew rises with each thousand lots held, mean over the episodes. */
  readonly skew: Interval | undefined
  /** The policy's return less this one's, seed by seed; of the policy itself `undefined`. */
  readonly advantage: Interval | undefined
  /** Whether that interval is above 0, below it, or holds it. */
  readonly verdict: 'better' | 'worse' | 'unclear' | undefined
  readonly returns: readonly number[]
}

/** What a policy is worth beside others. */
export interface Evaluation {
  readonly policy: string
  readonly scenario: string
  readonly set: readonly string[]
  readonly seeds: { readonly first: number; readonly count: number }
  readonly steps: number
  /** The policy first. */
  readonly contenders: readonly Contender[]
}

/**
 * Plays a policy and baselines on the same seeds, none of which it was trained on, and tells by how much
 * it is better. Intervals are percentiles of 2,000 resamples of the seeds, the same ones for all.
 *
 * @throws TrainingError where a baseline cannot do the task, or a seed served its training;
 *   PolicyError where it is no policy, ScenarioError where the market is none
 */
export async function evaluatePolicy(terms: EvaluationTerms): Promise<Evaluation> {
  const { text, name, against, threads } = terms
  const { given, training } = readTrained(text, name)
  const { first: firstSeed, count } = seedsOf(terms, training)
  const { scenario, set } = placeOf(terms, training)
  // Says what is wrong with it before threads are begun.
  loadScenario(scenario, { set })
  for (const baseline of against) demandBaseline(baseline, given)
  demandUnseen(training, firstSeed, count)
  const names = [undefined, ...against]
  const jobs: SeedsJob[] = names.flatMap((baseline) =>
    Array.from({ length: Math.ceil(count / CHUNK) }, (_, nth) => ({
      ...{ scenario, set, text, name, baseline },
      seeds: Array.from(
        { length: Math.min(CHUNK, count - nth * CHUNK) },
        (_, at) => firstSeed + nth * CHUNK + at,
      ),
    })),
  )
  const played = await playAll(jobs, threads, (done) => terms.onProgress?.(done, jobs.length))
  const by = (of: (each: SeedsPlayed) => readonly number[], nth: number): readonly number[] =>
    played.filter((_, job) => jobs[job]?.baseline === names[nth]).flatMap(of)
  const returns = names.map((_, nth) => by((each) => each.returns, nth))
  const own = returns[0] as readonly number[]
  const contenders = names.map((baseline, nth): Contender => {
    const theirs = returns[nth] as readonly number[]
    const skews = by((each) => each.skews, nth).filter((slope) => !Number.isNaN(slope))
    const advantage =
      baseline === undefined
        ? undefined
        : meanInterval(own.map((x, at) => x - (theirs[at] as number)))
    return {
      name: baseline ?? 'policy',
      mean: meanInterval(theirs),
      deviation: deviationOf(theirs),
      left: mean(by((each) => each.left, nth)),
      skew: skews.length < 2 ? undefined : meanInterval(skews.map((slope) => 1_000 * slope)),
      advantage,
      verdict: advantage && verdictOf(advantage),
      returns: theirs,
    }
  })
  const steps = played.reduce((sum, each) => sum + each.steps, 0)
  const seeds = { first: firstSeed, count }
  return { policy: name, scenario, set, seeds, steps, contenders }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function deviationOf(values: readonly number[]): number {
  const centre = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1))
}

/** The mean of independent values with its bootstrap interval. */
export function meanInterval(values: readonly number[]): Interval {
  const drawn = resamples(values.length, { kind: 'moving', block: 1, count: RESAMPLES, seed: 1 })
  const means = Array.from(
    drawn,
    (weights) =>
      weights.reduce((sum, weight, at) => sum + weight * (values[at] as number), 0) / values.length,
  )
  return intervalOf(mean(values), means)
}

/**
 * The market that a policy is tried in: the one that is named, or else that of its training, found from
 * where the training file stood beside the policy.
 *
 * @throws TrainingError where neither is
 */
export function placeOf(
  { scenario: named, set = [], name }: EvaluationTerms,
  training: GivenTask,
): { readonly scenario: string; readonly set: readonly string[] } {
  if (named !== undefined) return { scenario: named, set }
  const own = training.scenario as string | undefined
  if (own === undefined) throw new TrainingError(`${name}: names no scenario: say --scenario`)
  const folder = join(folderOf(name), (training.folder as string | undefined) ?? '')
  const ownSet = (training.set as string[] | undefined) ?? []
  return { scenario: scenarioFrom(own, folder), set: [...setFrom(ownSet, folder), ...set] }
}

/** Whether an interval is above 0, below it, or holds it. */
export const verdictOf = ({ low, high }: Interval): 'better' | 'worse' | 'unclear' =>
  low > 0 ? 'better' : high < 0 ? 'worse' : 'unclear'

const OWN_THREAD: Pool<SeedsJob, SeedsPlayed> = {
  run: async (job) => playSeeds(job),
  close: async () => {},
}

function seedsPool(threads: number): Pool<SeedsJob, SeedsPlayed> {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  return createPool(new URL(`play-seeds${extension}`, import.meta.url), 'playSeeds', threads)
}

async function playAll(
  jobs: readonly SeedsJob[],
  threads: number,
  onDone: (done: number) => void,
): Promise<readonly SeedsPlayed[]> {
  const pool = threads === 1 ? OWN_THREAD : seedsPool(threads)
  let done = 0
  try {
    return await Promise.all(
      jobs.map(async (job) => {
        const outcome = await pool.run(job)
        onDone(++done)
        return outcome
      }),
    )
  } finally {
    await pool.close()
  }
}

function demandBaseline(baseline: string, given: Readonly<Record<string, unknown>>): void {
  try {
    createBaseline(baseline, given)
  } catch (error) {
    throw new TrainingError(`--against ${(error as Error).message}`, { cause: error })
  }
}

/** The seeds that are asked for, else those of the test that the training file names, else 1 to 200. */
function seedsOf({ seeds, firstSeed }: EvaluationTerms, training: GivenTask): SeedRange {
  const test = training.test as SeedRange | undefined
  return { first: firstSeed ?? test?.first ?? 1, count: seeds ?? test?.count ?? 200 }
}

/** A policy is not tried on what it was trained on, nor on what it was chosen by. */
function demandUnseen(training: GivenTask, firstSeed: number, count: number): void {
  // Every episode has a step at least, so that no more seeds served than there were steps.
  refuseOf('training', training.firstSeed, training.episodes ?? training.steps)
  const choice = training.evaluation as Partial<GivenTask> | undefined
  refuseOf('choice of the policy', choice?.firstSeed, choice?.episodes)

  function refuseOf(what: string, from: unknown, served: unknown): void {
    if (typeof from !== 'number' || typeof served !== 'number') return
    if (firstSeed + count <= from || firstSeed >= from + served) return
    throw new TrainingError(
      `--first-seed ${firstSeed}: seeds ${from} to ${from + served - 1} served the ${what}: take others`,
    )
  }
}
