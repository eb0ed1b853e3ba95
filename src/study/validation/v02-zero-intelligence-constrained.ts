import {
  MARKETS,
  type PeriodsJob,
  type PeriodsOutcome,
  periodsJobs,
  runPeriods,
} from './gode-sunder.ts'
import { meanAndError, type Row, type Validation, withinAt } from './validation.ts'

/** Percent, recomputed independently of this project; the paper's own are on the page. */
const RECOMPUTED = [99.86, 99.77, 99.6, 99.54] as const
/** Percentage points. */
const TOLERANCE = 0.3

/** V2: forbidden to trade at a loss, traders who choose at random find nearly all the surplus. */
export const v02: Validation<PeriodsJob, PeriodsOutcome> = {
  id: 'V2',
  title: 'Gode and Sunder 1993: zero intelligence, constrained',
  page: 'v02-zero-intelligence-constrained.md',
  jobs: periodsJobs,
  run: (job) => runPeriods('zi-constrained', job),
  judge: (outcomes, scale) =>
    MARKETS.map((_, market): Row => {
      const own = outcomes.filter((outcome) => outcome.market === market)
      const efficiencies = own.flatMap((outcome) => outcome.efficiencies)
      const measured = meanAndError(efficiencies.map((share) => 100 * share))
      const target = RECOMPUTED[market] as number
      return {
        what: `market ${market + 1}: mean efficiency, %, ${efficiencies.length} periods`,
        target: `${target.toFixed(2)} ± ${TOLERANCE}`,
        measured: measured.mean,
        error: measured.error,
        verdict: withinAt(scale, measured, target, TOLERANCE),
      }
    }),
}
