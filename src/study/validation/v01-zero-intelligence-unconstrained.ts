import {
  MARKETS,
  type PeriodsJob,
  type PeriodsOutcome,
  periodsJobs,
  runPeriods,
} from './gode-sunder.ts'
import type { Row, Validation } from './validation.ts'

/** Percent, as published, to the two decimals that were printed. */
const PUBLISHED = [90, 90, 76.74, 48.78] as const

/**
 * V1: traders without any intelligence trade every unit there is, and the surplus that this leaves
 * is a sum: the published efficiency comes out exactly, in each period.
 */
export const v01: Validation<PeriodsJob, PeriodsOutcome> = {
  id: 'V1',
  title: 'Gode and Sunder 1993: zero intelligence, unconstrained',
  page: 'v01-zero-intelligence-unconstrained.md',
  jobs: periodsJobs,
  run: (job) => runPeriods('zi-unconstrained', job),
  judge: (outcomes) =>
    MARKETS.map((_, market): Row => {
      const own = outcomes.filter((outcome) => outcome.market === market)
      const efficiencies = own.flatMap((outcome) => outcome.efficiencies)
      const target = PUBLISHED[market] as number
      const isExact = efficiencies.every((share) => (100 * share).toFixed(2) === target.toFixed(2))
      return {
        what: `market ${market + 1}: efficiency, %, each of ${efficiencies.length} periods`,
        target: `${target.toFixed(2)} exactly`,
        // They are all one, or it misses.
        measured: 100 * (efficiencies[0] as number),
        error: 0,
        verdict: isExact ? 'holds' : 'misses',
      }
    }),
}
