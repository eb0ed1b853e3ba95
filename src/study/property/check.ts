import { createPool } from '../pool.ts'
import { type CheckJob, propertiesIn } from './check-work.ts'
import type { Counterexample } from './market-property.ts'

/** What came of the attacks on one property. */
export interface Checked {
  readonly name: string
  readonly says: string
  /** Markets that were to be tried. */
  readonly runs: number
  readonly counterexample: Counterexample | null
}

/** How properties are attacked. */
export interface CheckOptions {
  readonly seed: number
  readonly runs: number
  /** Worker threads, at least 1. */
  readonly threads: number
}

/** Markets that one job tries: so few that threads share, and the same on any number of them. */
const CHUNK = 20

/**
 * Attacks every property that `file` exports, on worker threads. Where several parts of a search find
 * a counterexample, the first part's is told: what is found hangs on the seed alone.
 *
 * @param file an absolute path; TypeScript where the program itself runs from TypeScript
 */
export async function checkProperties(
  file: string,
  { seed, runs, threads }: CheckOptions,
): Promise<readonly Checked[]> {
  const properties = await propertiesIn(file)
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const pool = createPool<CheckJob, Counterexample | null>(
    new URL(`check-work${extension}`, import.meta.url),
    'checkWork',
    threads,
  )
  try {
    return await Promise.all(
      [...properties].map(async ([name, { says }]) => {
        const parts = Array.from({ length: Math.ceil(runs / CHUNK) }, (_, part) =>
          pool.run({
            ...{ file, name, seed: seed + part },
            runs: Math.min(CHUNK, runs - part * CHUNK),
          }),
        )
        const found = await Promise.all(parts)
        return { name, says, runs, counterexample: found.find((one) => one !== null) ?? null }
      }),
    )
  } finally {
    await pool.close()
  }
}
