import { playTwoMarkets } from './two-markets.ts'
import { isAbove, meanAndError, type Row, type Validation, type Verdict } from './validation.ts'

/** Steps by which the consolidated feed is late. */
const DELAYS = [1, 100, 500, 1_000] as const
/** Seeds of one job, which are paired over all markets. */
const BLOCK = 20

interface Job {
  readonly from: number
  readonly count: number
}

/** By seed, and in it by delay. */
interface Outcome {
  readonly apart: readonly (readonly number[])[]
  readonly arbitraged: readonly (readonly number[])[]
  readonly profits: readonly (readonly number[])[]
}

/** V11: what latency costs two markets, and what an arbitrageur makes of it. */
export const v11: Validation<Job, Outcome> = {
  id: 'V11',
  title: 'Wah and Wellman 2013: latency arbitrage across two markets',
  page: 'v11-latency-arbitrage.md',
  jobs: (scale) =>
    Array.from({ length: scale === 'full' ? 60 : 2 }, (_, nth) => ({
      from: 1 + nth * BLOCK,
      count: BLOCK,
    })),
  run({ from, count }) {
    const tapes: string[] = []
    const seeds = Array.from({ length: count }, (_, nth) => from + nth)
    const over = (hasArbitrageur: boolean) =>
      seeds.map((seed) =>
        DELAYS.map((delay) => {
          const market = playTwoMarkets({ seed, delay, isCentral: false, hasArbitrageur })
          tapes.push(market.tape)
          return market
        }),
      )
    const apart = over(false)
    const arbitraged = over(true)
    return {
      outcome: {
        apart: apart.map((each) => each.map(({ surplus }) => surplus)),
        arbitraged: arbitraged.map((each) => each.map(({ surplus }) => surplus)),
        profits: arbitraged.map((each) => each.map(({ arbitrage }) => arbitrage)),
      },
      tapes,
    }
  },
  judge(outcomes) {
    const apart = outcomes.flatMap((one) => one.apart)
    const arbitraged = outcomes.flatMap((one) => one.arbitraged)
    const profits = outcomes.flatMap((one) => one.profits)
    const pairs = DELAYS.slice(1).map((delay, nth) => ({ from: DELAYS[nth] as number, delay, nth }))
    const row = (
      what: string,
      target: string,
      at: { mean: number; error: number },
      verdict: Verdict,
    ): Row => ({ what, target, measured: at.mean, error: at.error, verdict })
    /** How much the figure falls, or with −1 rises, from one delay to the next, seed by seed. */
    const change = (figures: readonly (readonly number[])[], nth: number, direction: 1 | -1) =>
      meanAndError(figures.map((of) => direction * ((of[nth] as number) - (of[nth + 1] as number))))
    const changes = (what: string, figures: readonly (readonly number[])[], direction: 1 | -1) =>
      pairs.map(({ from, delay, nth }) => {
        const at = change(figures, nth, direction)
        const verb = direction === 1 ? 'falls' : 'rises'
        return row(`${what} ${verb} from delay ${from} to ${delay} by`, 'above 0', at, isAbove(at))
      })
    /** What goes missing beside what the arbitrageur has, at the longest delay. */
    const last = DELAYS.length - 1
    const missing = meanAndError(
      apart.map((of, nth) => (of[last] as number) - (arbitraged[nth]?.[last] as number)),
    )
    const made = meanAndError(profits.map((of) => of[last] as number))
    return [
      ...changes('surplus, two markets,', apart, 1),
      ...changes('surplus, with arbitrage,', arbitraged, 1),
      ...changes('profit of the arbitrageur', profits, -1),
      row('surplus missing with arbitrage at delay 1000', 'above 0', missing, isAbove(missing)),
      row('profit of the arbitrageur at delay 1000', 'above 0', made, isAbove(made)),
    ]
  },
}
