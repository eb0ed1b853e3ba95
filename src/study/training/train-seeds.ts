import { createPool } from '../pool.ts'
import type { SeedJob, SeedTrained } from './train-seed.ts'
import { TrainingError, type TrainingFile } from './training-file.ts'

/** Several trainings of one file, which differ in their seed alone. */
export interface SeedsTerms {
  readonly file: TrainingFile
  /** So many seeds, from the file's own on. */
  readonly count: number
  /** The policy's file; of several seeds each has its number in the name. */
  readonly out: string
  readonly every: number
  readonly resume: boolean
  readonly threads: number
  /** Hears now and then how many updates are made, of all seeds together. */
  onProgress?(updates: number, of: number): void
  isInterrupted(): boolean
}

/** Milliseconds between two looks at how far the threads are, and whether to stop. */
const LOOK = 200

/**
 * Trains a file once for each of `count` seeds, on threads. Each seed's policy, log and checkpoint are
 * what it alone would give, whatever the number of threads.
 *
 * @returns by seed, ascending
 * @throws TrainingError as `train` does, and where several learners are to be trained
 */
export async function trainSeeds(terms: SeedsTerms): Promise<readonly SeedTrained[]> {
  const { file, count, out, every, resume, threads } = terms
  if (file.players !== undefined) {
    throw new TrainingError('players: several seeds, and a report, are of one learner alone')
  }
  const shared = new Int32Array(new SharedArrayBuffer(4 * (1 + count)))
  const jobs = Array.from({ length: count }, (_, nth): SeedJob => {
    const seed = file.seed + nth
    const own = count === 1 ? out : seedName(out, seed)
    return { file: { ...file, seed }, out: own, every, resume, shared, nth }
  })
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const pool = createPool<SeedJob, SeedTrained>(
    new URL(`train-seed${extension}`, import.meta.url),
    'trainSeed',
    Math.min(threads, count),
  )
  const look = setInterval(() => {
    if (terms.isInterrupted()) Atomics.store(shared, 0, 1)
    const made = shared.slice(1).reduce((sum, updates) => sum + updates, 0)
    terms.onProgress?.(made, count * file.updates)
  }, LOOK)
  try {
    return await Promise.all(jobs.map((job) => pool.run(job)))
  } finally {
    clearInterval(look)
    await pool.close()
  }
}

/** `buyer.policy.json` of seed 3 is `buyer.seed-3.policy.json`. */
export const seedName = (out: string, seed: number): string =>
  out.replace(/((?:\.policy)?\.json)?$/, `.seed-${seed}$1`)
