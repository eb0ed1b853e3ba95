import { createPool, type Pool } from '../pool.ts'
import type { DayFigures, DayJob } from './evaluate.ts'

/** Threads that live through days of candidates. */
export function createEvaluators(threads: number): Pool<DayJob, DayFigures> {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  return createPool(new URL(`evaluate${extension}`, import.meta.url), 'evaluate', threads)
}
