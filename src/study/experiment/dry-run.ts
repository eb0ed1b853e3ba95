import { jobOf } from './run-study.ts'
import type { ReadStudy } from './study-file.ts'
import { runJob } from './training-cell.ts'

/** What a study would cost. */
export interface Cost {
  readonly cells: number
  /** Runs at least, and at most where a stopping rule asks for more. */
  readonly runs: number
  readonly runsMost: number
  /** Cells that were tried, one run each, and the seconds of each. */
  readonly tried: readonly { readonly cell: number; readonly seconds: number }[]
  /** Seconds on so many threads, by those that were tried: of `runs` and of `runsMost`. */
  readonly seconds: number
  readonly secondsMost: number
}

/** Cells that a dry run tries: the first, the last, and three between. */
const TRIED = 5

/**
 * Runs one seed of a few cells that lie evenly apart, and says what all would take. Nothing is written.
 *
 * @throws StudyError where a run could not be measured
 */
export async function estimateCost(read: ReadStudy, threads: number): Promise<Cost> {
  const { study, cells } = read
  const count = Math.min(TRIED, cells.length)
  const places = Array.from({ length: count }, (_, nth) =>
    count === 1 ? 0 : Math.round((nth * (cells.length - 1)) / (count - 1)),
  )
  // The first run of a process compiles the code that all others run.
  await runJob(jobOf(read, 0, study.seeds.first))
  const tried: { cell: number; seconds: number }[] = []
  for (const cell of places) {
    const begun = performance.now()
    await runJob(jobOf(read, cell, study.seeds.first))
    tried.push({ cell, seconds: (performance.now() - begun) / 1000 })
  }
  const mean = tried.reduce((sum, { seconds }) => sum + seconds, 0) / count
  const runs = cells.length * study.seeds.count
  const runsMost = cells.length * (study.stop?.most ?? study.seeds.count)
  const used = Math.min(threads, runs)
  return {
    ...{ cells: cells.length, runs, runsMost, tried },
    ...{ seconds: (mean * runs) / used, secondsMost: (mean * runsMost) / used },
  }
}
