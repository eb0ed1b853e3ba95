import { type CellJob, runCell } from './run-cell.ts'
import type { LoggedRun } from './run-log.ts'

/** What a worker thread does: one run of one cell, and how long it took. */
export function work(job: CellJob): LoggedRun {
  const begun = performance.now()
  const run = runCell(job)
  return { ...run, ms: Math.round(performance.now() - begun) }
}
