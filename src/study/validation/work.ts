import { VALIDATIONS } from './registry.ts'
import type { Ran } from './validation.ts'

/** A job of a row, by the row's place in the registry. */
export interface Work {
  readonly row: number
  readonly job: unknown
}

/** What a worker thread does: one job of one row. @throws RangeError where there is no such row */
export function work({ row, job }: Work): Ran<unknown> {
  const validation = VALIDATIONS[row]
  if (validation === undefined) throw new RangeError(`there is no row ${row}`)
  return validation.run(job)
}
