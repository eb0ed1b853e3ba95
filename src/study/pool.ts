import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'

/** Worker threads that do one kind of job. */
export interface Pool<Job, Outcome> {
  /** Does `job` on a thread that is free, or when one is. Rejects with what the job throws. */
  run(job: Job): Promise<Outcome>
  /** Ends the threads, whatever they do. */
  close(): Promise<void>
}

/** How many threads there are where nobody says how many. */
export const defaultThreads = (): number => availableParallelism()

/**
 * A pool of `threads` workers, each of which loads `module` once and calls its export `name` with
 * each job. Jobs and outcomes are plain data. From source, workers load TypeScript through tsx, as
 * whoever made the pool did.
 *
 * @param threads whole, at least 1
 */
export function createPool<Job, Outcome>(
  module: URL,
  name: string,
  threads: number,
): Pool<Job, Outcome> {
  const filename = fileURLToPath(module)
  const piscina = new Piscina<Job, Outcome>({
    filename,
    name,
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 60_000,
    execArgv: filename.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [],
  })
  // A thread that ends without a job in hand, as all do when a pool is closed before its end, is told
  // of here; one with a job rejects it, and that is who must know.
  piscina.on('error', () => {})
  return {
    run: (job) => piscina.run(job),
    close: () => piscina.destroy(),
  }
}
