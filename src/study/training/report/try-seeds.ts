import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Interval } from '../../../analysis/facts/block-bootstrap.ts'
import { BASELINES, createBaseline } from '../../../learning/baselines.ts'
import { readTrained } from '../../../learning/trained.ts'
import { crossedInterval } from '../crossed-interval.ts'
import { type Evaluation, evaluatePolicy } from '../evaluation.ts'
import { SELECTION_SEED } from '../selection.ts'
import { logOf, type SeedTrained } from '../train-seed.ts'
import { type Behaviour, behaviourOf } from './behaviour.ts'
import type { Rows } from './learning-curves.ts'

/** Episodes of each policy of which it is told what it did. */
const WATCHED = 20

/** One training seed's policy, and what it is worth. */
export interface TriedSeed {
  readonly seed: number
  readonly out: string
  readonly training: Readonly<Record<string, unknown>>
  /** SHA-256 of the policy's file. */
  readonly hash: string
  readonly rows: Rows
  readonly mean: Interval
}

/** One baseline beside the policies of all training seeds. */
export interface TriedBaseline {
  readonly name: string
  readonly mean: Interval
  /** By how much the policies are better: over training seeds and test seeds at once. */
  readonly better: Interval
  readonly verdict: 'better' | 'worse' | 'unclear'
}

/** All that a training's report tells. */
export interface Tried {
  readonly seeds: readonly TriedSeed[]
  /** Over training seeds and test seeds. */
  readonly mean: Interval
  readonly baselines: readonly TriedBaseline[]
  readonly episodes: { readonly first: number; readonly count: number }
  readonly behaviour: readonly Behaviour[]
}

/** How policies are tried for a report. */
export interface TryTerms {
  readonly trained: readonly SeedTrained[]
  /** By default all that can do the task. */
  readonly against: readonly string[] | undefined
  readonly episodes: number
  readonly threads: number
  onProgress?(done: number, of: number): void
}

/**
 * Tries the policies of several training seeds on the same new seeds, beside baselines, and watches what
 * they do on selection seeds.
 *
 * @throws TrainingError as `evaluatePolicy` does
 */
export async function trySeeds(terms: TryTerms): Promise<Tried> {
  const { trained, episodes, threads } = terms
  const texts = trained.map(({ out }) => readFileSync(out, 'utf8'))
  const { given } = readTrained(texts[0] as string, trained[0]?.out as string)
  const against = terms.against ?? BASELINES.filter((name) => suits(name, given))
  const evaluations: Evaluation[] = []
  for (const [nth, text] of texts.entries()) {
    terms.onProgress?.(nth, texts.length)
    evaluations.push(
      await evaluatePolicy({
        ...{ text, name: trained[nth]?.out as string, threads, seeds: episodes, firstSeed: 1 },
        // Baselines do the same whoever is tried beside them.
        against: nth === 0 ? against : [],
      }),
    )
  }
  const own = evaluations.map(({ contenders }) => contenders[0]?.returns ?? [])
  const baselines = (evaluations[0]?.contenders.slice(1) ?? []).map(
    ({ name, mean, returns }): TriedBaseline => {
      const better = crossedInterval(
        own.map((row) => row.map((x, at) => x - (returns[at] as number))),
      )
      const verdict = better.low > 0 ? 'better' : better.high < 0 ? 'worse' : 'unclear'
      return { name, mean, better, verdict }
    },
  )
  const jobs = texts.map((text, nth) => {
    const { scenario, set } = evaluations[nth] as (typeof evaluations)[number]
    const seeds = Array.from({ length: WATCHED }, (_, at) => SELECTION_SEED + at)
    return { scenario, set, text, name: trained[nth]?.out as string, baseline: undefined, seeds }
  })
  return {
    seeds: trained.map(({ seed, out }, nth) => ({
      ...{ seed, out, training: readTrained(texts[nth] as string, out).training },
      hash: createHash('sha256')
        .update(texts[nth] as string)
        .digest('hex'),
      rows: rowsIn(logOf(out)),
      mean: evaluations[nth]?.contenders[0]?.mean as Interval,
    })),
    ...{ mean: crossedInterval(own), baselines, behaviour: behaviourOf(given, jobs) },
    episodes: { first: 1, count: episodes },
  }
}

function suits(name: string, given: Readonly<Record<string, unknown>>): boolean {
  try {
    createBaseline(name, given)
    return true
  } catch {
    return false
  }
}

const rowsIn = (path: string): Rows =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
