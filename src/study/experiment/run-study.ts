import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { demandFolder } from '../../journal/make-folder.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import { createPool, type Pool } from '../pool.ts'
import { isNarrow } from './analyse.ts'
import { lockFolder } from './folder-lock.ts'
import { createPace } from './pace.ts'
import { type CellJob, StudyError } from './run-cell.ts'
import { type LoggedRun, openRunLog } from './run-log.ts'
import type { ReadStudy } from './study-file.ts'
import type { Study } from './study-schema.ts'
import type { TrainingTerms } from './training-cell.ts'
import type { Refusal } from './work.ts'

/** How far a study has come. */
export interface StudyProgress {
  readonly done: number
  /** Runs of the rounds that are certain by now. */
  readonly of: number
  /** Seconds that are left, by what runs of the same cells took; `null` before the first. */
  readonly left: number | null
}

/** How a study is run. */
export interface RunStudyOptions {
  /** Its folder; made where there is none. */
  readonly folder: string
  /** At least 1. */
  readonly threads: number
  readonly onProgress?: (progress: StudyProgress) => void
  /** Stops what is not done. */
  readonly signal?: AbortSignal
  /** In place of worker threads: made of the study's identity when its folder is taken. */
  readonly pool?: (identity: string) => CellPool | Promise<CellPool>
}

/** What came of a study. */
export interface StudyOutcome {
  /** By cell, then by seed: the same whatever was done when, and by how many. */
  readonly runs: readonly LoggedRun[]
  /** Of these, how many an earlier process had finished. */
  readonly resumed: number
  readonly finished: boolean
  /** SHA-256 of what was asked: the study and every cell's scenario. */
  readonly identity: string
}

/** The seeds of a cell. Where they are not common, no two cells share one. */
export function seedsOf({ seeds }: Study, cell: number, from: number, to: number): number[] {
  const most = 2 ** 20
  const first = seeds.first + (seeds.common ? 0 : cell * most)
  return Array.from({ length: to - from }, (_, nth) => first + from + nth)
}

/** A training wherever its file stands. */
const placeless = ({ file: { folder: _, ...said }, ...rest }: TrainingTerms) => ({
  file: said,
  ...rest,
})

/** What a study asks, in one line: the same study of the same scenarios has the same. */
function askedBy({ study, scenarios, trainings }: ReadStudy): { line: string; identity: string } {
  const { description: _, comparisons: _c, correction: _o, level: _l, ...asked } = study
  const hash = createHash('sha256').update(
    JSON.stringify(
      trainings === undefined ? [asked, scenarios] : [asked, scenarios, trainings.map(placeless)],
    ),
  )
  const identity = hash.digest('hex')
  return { line: JSON.stringify({ study: study.name, identity }), identity }
}

/** What runs cells. */
export type CellPool = Pool<CellJob, LoggedRun | Refusal>

/** Worker threads that run cells. */
export function createCellPool(threads: number): CellPool {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  return createPool(new URL(`work${extension}`, import.meta.url), 'work', threads)
}

/** The job of one run. */
export const jobOf = (
  { study, scenarios, trainings }: ReadStudy,
  cell: number,
  seed: number,
): CellJob => ({
  cell,
  market: scenarios[cell] as Scenario,
  seed,
  measures: study.measures,
  training: trainings?.[cell],
})

/**
 * Runs a study, round by round, on worker threads. A study that was interrupted or killed is taken up
 * again from its folder, to the same end: a round is decided by what the rounds before it came to, and
 * no finished run is run twice. One process a folder at a time.
 *
 * @throws RunFolderError where the folder cannot be made
 * @throws StudyError where it is of another study, or another process has it, or a run could
 *   not be measured
 */
export async function runStudy(read: ReadStudy, options: RunStudyOptions): Promise<StudyOutcome> {
  demandFolder(options.folder)
  const release = lockFolder(options.folder)
  try {
    return await runRounds(read, options)
  } finally {
    release()
  }
}

/** Progress is told no oftener, ms: what is left takes a look at all runs. */
const TOLD_EVERY = 200

async function runRounds(read: ReadStudy, options: RunStudyOptions): Promise<StudyOutcome> {
  const { folder, threads, onProgress, signal } = options
  const { study, cells } = read
  const { line, identity } = askedBy(read)
  const log = openRunLog(join(folder, 'runs.jsonl'), line)
  const known = new Map(log.past.map((run) => [keyOf(run), run]))
  const pool = (await options.pool?.(identity)) ?? createCellPool(threads)
  const pace = createPace(options.pool === undefined ? threads : null)
  const stop = (): void => void pool.close()
  signal?.addEventListener('abort', stop)
  const most = study.stop?.most ?? study.seeds.count
  let reached = 0
  try {
    while (reached < most && signal?.aborted !== true) {
      const to = Math.min(most, reached + study.seeds.count)
      // Seed by seed, so that a study that is cut off has as many runs of each cell as it can.
      const jobs = Array.from({ length: to - reached }, (_, nth) =>
        cells.map(({ index }) => {
          const [seed] = seedsOf(study, index, reached + nth, reached + nth + 1)
          return jobOf(read, index, seed as number)
        }),
      ).flat()
      const open = jobs.filter((job) => !known.has(keyOf(job)))
      const of = cells.length * to
      let toldAt = Number.NEGATIVE_INFINITY
      const tell = (): void => {
        const now = performance.now()
        if (onProgress === undefined || now - toldAt < TOLD_EVERY) return
        toldAt = now
        const rest = open.filter((job) => !known.has(keyOf(job)))
        const left = pace.left(rest, [...known.values()], now)
        onProgress({ done: of - rest.length, of, left })
      }
      tell()
      await Promise.all(
        open.map(async (job) => {
          const run = await pool.run(job)
          if ('refusal' in run) throw new StudyError(run.refusal)
          log.append(run)
          known.set(keyOf(run), run)
          pace.finished(run.ms, performance.now())
          tell()
        }),
      )
      reached = to
      if (study.stop === undefined) break
      if (isNarrow(study, cells, inOrder(known))) break
    }
    const finished = signal?.aborted !== true
    return { runs: inOrder(known), resumed: log.past.length, finished, identity }
  } catch (error) {
    if (signal?.aborted !== true) throw error
    return { runs: inOrder(known), resumed: log.past.length, finished: false, identity }
  } finally {
    signal?.removeEventListener('abort', stop)
    await pool.close()
    log.close()
  }
}

const keyOf = ({ cell, seed }: { cell: number; seed: number }): string => `${cell}/${seed}`

const inOrder = (known: ReadonlyMap<string, LoggedRun>): LoggedRun[] =>
  [...known.values()].sort((a, b) => a.cell - b.cell || a.seed - b.seed)
