import { createHash } from 'node:crypto'
import { createPool } from '../pool.ts'
import { VALIDATIONS } from './registry.ts'
import type { Ran, Row, Scale, Validation } from './validation.ts'
import type { Work } from './work.ts'

/** What came of one validation. */
export interface Validated {
  readonly id: string
  readonly title: string
  readonly page: string
  readonly rows: readonly Row[]
  /** SHA-256 over the hashes of its tapes, in the order of its jobs; of no tapes, ''. */
  readonly tapes: string
}

/** How validations are run. */
export interface ValidateOptions {
  readonly scale: Scale
  /** Worker threads, at least 1. */
  readonly threads: number
  /** Told how many of all jobs are done. */
  readonly onProgress?: (done: number, of: number) => void
  /** Told of each validation when all its jobs are done. */
  readonly onValidated?: (validated: Validated) => void
  /** Stops what is not done. */
  readonly signal?: AbortSignal
}

/** The validations by their ids, in the order of the registry. @throws RangeError for an id unknown */
export function validationsBy(ids: readonly string[]): readonly Validation[] {
  const unknown = ids.find((id) => !VALIDATIONS.some((one) => one.id === id.toUpperCase()))
  if (unknown !== undefined) throw new RangeError(unknown)
  return VALIDATIONS.filter(
    ({ id }) => ids.length === 0 || ids.some((asked) => asked.toUpperCase() === id),
  )
}

/**
 * Runs the jobs of validations on worker threads, and judges each when its jobs are done.
 * @returns those that were finished before `signal`, in the order of the registry
 */
export async function validate(
  validations: readonly Validation[],
  { scale, threads, onProgress, onValidated, signal }: ValidateOptions,
): Promise<readonly Validated[]> {
  const isStopped = (): boolean => signal?.aborted === true
  if (isStopped()) return []
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const pool = createPool<Work, Ran<unknown>>(
    new URL(`work${extension}`, import.meta.url),
    'work',
    threads,
  )
  const plans = validations.map((validation) => ({ validation, jobs: validation.jobs(scale) }))
  const total = plans.reduce((sum, { jobs }) => sum + jobs.length, 0)
  let done = 0
  const stop = (): void => void pool.close()
  signal?.addEventListener('abort', stop)
  try {
    const results = plans.map(async ({ validation, jobs }) => {
      const row = VALIDATIONS.indexOf(validation)
      const ran = await Promise.all(
        jobs.map(async (job) => {
          const outcome = await pool.run({ row, job })
          onProgress?.(++done, total)
          return outcome
        }),
      )
      const validated = judged(validation, ran, scale)
      onValidated?.(validated)
      return validated
    })
    const settled = await Promise.allSettled(results)
    const failed = settled.find((each) => each.status === 'rejected')
    if (failed !== undefined && !isStopped()) throw failed.reason
    return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  } finally {
    signal?.removeEventListener('abort', stop)
    await pool.close()
  }
}

function judged(validation: Validation, ran: readonly Ran<unknown>[], scale: Scale): Validated {
  const { id, title, page } = validation
  const rows = validation.judge(
    ran.map(({ outcome }) => outcome),
    scale,
  )
  const hashes = ran.flatMap(({ tapes }) => tapes)
  const tapes =
    hashes.length === 0 ? '' : createHash('sha256').update(hashes.join('\n')).digest('hex')
  return { id, title, page, rows, tapes }
}
