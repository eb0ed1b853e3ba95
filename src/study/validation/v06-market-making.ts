import { reservationQuotes } from '../../../actors/reservation-quotes.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { exp } from '../../../protocols/math.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import { meanAndError, type Row, type Validation, withinAt } from './validation.ts'

const MID = 100
const DEVIATION = 2
const DECAY = 1.5
const ARRIVALS = 140
const STEPS = 200

const RULES = ['inventory', 'symmetric'] as const
type Job = {
  readonly riskAversion: number
  readonly rule: (typeof RULES)[number]
  readonly paths: number
  readonly seed: number
}

/** Of one job's paths. */
interface Outcome extends Job {
  readonly spread: number
  readonly profit: number
  readonly profitDeviation: number
  readonly inventoryDeviation: number
}

/** Mean spread, profit, its deviation, the deviation of what is held at the end; as recomputed. */
const PUBLISHED = [
  { riskAversion: 0.1, rule: 'inventory', figures: [1.492, 64.91, 6.53, 2.91] },
  { riskAversion: 0.1, rule: 'symmetric', figures: [1.492, 67.97, 13.22, 8.38] },
  { riskAversion: 0.01, rule: 'inventory', figures: [undefined, 68.39, 8.96, 5.19] },
  { riskAversion: 0.01, rule: 'symmetric', figures: [undefined, 68.59, 13.67, 8.7] },
] as const
const RATIO = 0.494

/** One maker's day: profit, what is held at the end, and the mean spread. */
function playPath(job: Job, random: ReturnType<typeof createRandomStream>) {
  const terms = { riskAversion: job.riskAversion, volatility: DEVIATION, decay: DECAY }
  const dt = 1 / STEPS
  const move = DEVIATION * Math.sqrt(dt)
  const isFilled = (distance: number): boolean =>
    random.chance(Math.min(1, ARRIVALS * exp(-DECAY * distance) * dt))
  let mid = MID
  let held = 0
  let cash = 0
  let spreads = 0
  for (let step = 0; step < STEPS; step++) {
    const { skew, spread } = reservationQuotes(terms, held, 1 - step * dt)
    const middle = job.rule === 'inventory' ? mid + skew : mid
    const bid = middle - spread / 2
    const ask = middle + spread / 2
    spreads += spread
    const isSold = isFilled(ask - mid)
    const isBought = isFilled(mid - bid)
    if (isSold) cash += ask
    if (isBought) cash -= bid
    held += Number(isBought) - Number(isSold)
    mid += random.chance(0.5) ? move : -move
  }
  return { profit: cash + held * mid, held, spread: spreads / STEPS }
}

const deviationOf = (values: readonly number[]): number =>
  meanAndError(values).error * Math.sqrt(values.length)

/** V6: a market maker who minds what it holds. There is no order book in this model. */
export const v06: Validation<Job, Outcome> = {
  id: 'V6',
  title: 'Avellaneda and Stoikov 2008: market making',
  page: 'v06-market-making.md',
  jobs(scale) {
    const [seeds, paths] = scale === 'full' ? [10, 5_000] : [4, 500]
    return PUBLISHED.flatMap(({ riskAversion, rule }) =>
      Array.from({ length: seeds }, (_, nth) => ({ riskAversion, rule, paths, seed: nth + 1 })),
    )
  },
  run(job) {
    const random = createRandomStream(rootKey(job.seed, `v6/${job.rule}/${job.riskAversion}`))
    const days = Array.from({ length: job.paths }, () => playPath(job, random))
    const profits = days.map(({ profit }) => profit)
    const outcome = {
      ...job,
      spread: meanAndError(days.map(({ spread }) => spread)).mean,
      profit: meanAndError(profits).mean,
      profitDeviation: deviationOf(profits),
      inventoryDeviation: deviationOf(days.map(({ held }) => held)),
    }
    return { outcome, tapes: [] }
  },
  judge(outcomes, scale) {
    const of = (riskAversion: number, rule: string) =>
      outcomes.filter((one) => one.riskAversion === riskAversion && one.rule === rule)
    const row = (
      what: string,
      values: readonly number[],
      target: number,
      tolerance: number,
      tell: string,
    ): Row => {
      const at = meanAndError(values)
      const verdict = withinAt(scale, at, target, tolerance)
      return { what, target: `${target} ± ${tell}`, measured: at.mean, error: at.error, verdict }
    }
    const rows = PUBLISHED.flatMap(({ riskAversion, rule, figures }) => {
      const own = of(riskAversion, rule)
      const [spread, profit, profitDeviation, inventoryDeviation] = figures
      const name = `γ = ${riskAversion}, ${rule}`
      const values = (figure: (one: Outcome) => number) => own.map(figure)
      return [
        ...(spread === undefined
          ? []
          : [
              row(
                `${name}: spread`,
                values((one) => one.spread),
                spread,
                0.0005,
                '0.0005',
              ),
            ]),
        row(
          `${name}: profit`,
          values((one) => one.profit),
          profit,
          0.5,
          '0.5',
        ),
        row(
          `${name}: deviation of profit`,
          values((one) => one.profitDeviation),
          profitDeviation,
          profitDeviation * 0.03,
          '3 %',
        ),
        row(
          `${name}: deviation of what is held`,
          values((one) => one.inventoryDeviation),
          inventoryDeviation,
          inventoryDeviation * 0.03,
          '3 %',
        ),
      ]
    })
    const symmetric = of(0.1, 'symmetric')
    const ratios = of(0.1, 'inventory').map(
      (one, nth) => one.profitDeviation / (symmetric[nth] as Outcome).profitDeviation,
    )
    return [...rows, row('γ = 0.1: ratio of deviations of profit', ratios, RATIO, 0.02, '0.02')]
  },
}
