import { TrainingError } from '../training/training-file.ts'
import { type CellJob, StudyError } from './run-cell.ts'
import type { LoggedRun } from './run-log.ts'
import { runJob } from './training-cell.ts'

/** Why a run could not be measured: an error would lose its class between threads. */
export interface Refusal {
  readonly refusal: string
}

/** What a worker thread does: one run of one cell, and how long it took. */
export async function work(job: CellJob): Promise<LoggedRun | Refusal> {
  const begun = performance.now()
  try {
    const run = await runJob(job)
    return { ...run, ms: Math.round(performance.now() - begun) }
  } catch (error) {
    if (error instanceof StudyError || error instanceof TrainingError)
      return { refusal: error.message }
    throw error
  }
}
