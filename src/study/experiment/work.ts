import { type CellJob, runCell, StudyError } from './run-cell.ts'
import type { LoggedRun } from './run-log.ts'

/** Why a run could not be measured: an error would lose its class between threads. */
export interface Refusal {
  readonly refusal: string
}

/** What a worker thread does: one run of one cell, and how long it took. */
export function work(job: CellJob): LoggedRun | Refusal {
  const begun = performance.now()
  try {
    const run = runCell(job)
    return { ...run, ms: Math.round(performance.now() - begun) }
  } catch (error) {
    if (error instanceof StudyError) return { refusal: error.message }
    throw error
  }
}
