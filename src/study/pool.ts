import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Worker } from 'node:worker_threads'
import { Piscina } from 'piscina'

/** Worker threads that do one kind of job. */
export interface Pool<Job, Outcome> {
  /** Does `job` on a thread that is free, or when one is, the first asked for first. Rejects with what it throws. */
  run(job: Job): Promise<Outcome>
  /** Ends the threads, whatever they do, once they have loaded what they work with. */
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
    // Else what no thread is free for goes behind all others, and every other job is done first.
    stricterFIFO: true,
    execArgv: filename.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [],
  })
  // A thread that ends without a job in hand, as all do when a pool is closed before its end, is told
  // of here; one with a job rejects it, and that is who must know.
  piscina.on('error', () => {})
  const loads = new WeakMap<Worker, Promise<unknown>>()
  const watch = (): void => {
    for (const thread of piscina.threads) {
      if (!loads.has(thread)) loads.set(thread, loadOf(thread))
    }
  }
  watch()
  return {
    run(job) {
      const outcome = piscina.run(job)
      watch()
      return outcome
    },
    async close() {
      await Promise.all(piscina.threads.map((thread) => loads.get(thread)))
      await piscina.destroy()
    },
  }
}

/**
 * Settles when a thread has loaded its module, of which its first message tells, or is gone. Node aborts
 * the whole process where a thread is ended while a file is read for it by a promise, as modules are
 * (nodejs/node#38418: "v8::ToLocalChecked Empty MaybeLocal" in `FSReqPromise::Resolve`).
 */
const loadOf = (thread: Worker): Promise<unknown> =>
  Promise.race([once(thread, 'message'), once(thread, 'exit')]).catch(() => {})
