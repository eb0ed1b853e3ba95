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
  /** Hears of each property, in their order, as soon as it and those before it are through. */
  readonly onChecked?: (checked: Checked) => void
  /** Hears how many of the parts of the search are through. */
  readonly onPart?: (done: number, of: number) => void
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
  { seed, runs, threads, onChecked, onPart }: CheckOptions,
): Promise<readonly Checked[]> {
  const properties = await propertiesIn(file)
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const pool = createPool<CheckJob, Counterexample | null>(
    new URL(`check-work${extension}`, import.meta.url),
    'checkWork',
    threads,
  )
  const parts = Math.ceil(runs / CHUNK)
  let done = 0
  const attacked = async (name: string, part: number): Promise<Counterexample | null> => {
    const found = await pool.run({
      ...{ file, name, seed: seed + part },
      runs: Math.min(CHUNK, runs - part * CHUNK),
    })
    onPart?.(++done, parts * properties.size)
    return found
  }
  try {
    const searches = [...properties].map(async ([name, { says }]): Promise<Checked> => {
      const searched = Array.from({ length: parts }, (_, part) => attacked(name, part))
      const found = await Promise.all(searched)
      return { name, says, runs, counterexample: found.find((one) => one !== null) ?? null }
    })
    // Whichever fails first is what is thrown; the others wait for those before them.
    let before = Promise.resolve()
    const told = searches.map((search) => {
      before = Promise.all([search, before]).then(([checked]) => onChecked?.(checked))
      return before
    })
    await Promise.all(told)
    return await Promise.all(searches)
  } finally {
    await pool.close()
  }
}
