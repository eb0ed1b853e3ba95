import { loadScenario } from '../../simulation/scenario/load.ts'
import { createSimulation } from '../../simulation/simulation.ts'
import { keepValueAccounts } from '../value-accounts.ts'
import { meanAndError, type Ran, type Row, type Validation, within } from './validation.ts'

/** Ticks of one unit of the model's value. */
const UNIT = 10_000
/** Seconds of a run: so many that it fits one day. */
const SECONDS = 25_000
const CLOSE = '06:56:40'
/** The published zero-profit spread, and the profit of all at it, a second. */
const SPREAD = 0.3154
const TOTAL = 0.1051
/**
 * By how much maker and sniper may differ at the published spread: what 1 % of the spread makes of
 * it, by the slope λ_I/2 + λ_J·P(|J| > s/2)/2 = 0.436.
 */
const GAP = 0.436 * 0.01 * SPREAD
const SNIPERS = 3
const BATCHES = 'venues.exchange.mechanism={type: batch-auction, interval: 100 ms}'

type Job = { readonly what: 'spread' | 'profits' | 'batches'; readonly seed: number }

/** Profits in units of value a second. */
interface Outcome {
  readonly what: Job['what']
  /** The spread at which quoting and sniping earn the same, by bisection; of `spread` jobs alone. */
  readonly spread: number
  readonly maker: number
  /** Of one sniper. */
  readonly sniper: number
  /** What the maker lost to snipers by quotes that the news had made stale. */
  readonly rents: number
}

/** What one market came to: profits against the value at the time of each trade. */
function play(seed: number, halfSpread: number, more: readonly string[] = []) {
  const scenario = loadScenario('sniping', {
    seed,
    set: [
      `session={start: "00:00:00", open: "00:00:00", close: "${CLOSE}"}`,
      `groups.maker.parameters.halfSpread=${halfSpread}`,
      `groups.sniper.count=${SNIPERS}`,
      ...more,
    ],
  })
  const simulation = createSimulation(scenario)
  let value = Number.NaN
  simulation.news$.subscribe((news) => {
    value = news.value
  })
  const accounts = keepValueAccounts(simulation, () => value, [['maker', 'sniper']])
  simulation.runUntil(simulation.end)
  const of = (ticks: number): number => ticks / UNIT / SECONDS
  return {
    maker: of(accounts.profit('maker')),
    sniper: of(accounts.profit('sniper')) / SNIPERS,
    rents: of(accounts.transfer('maker', 'sniper')),
    tape: simulation.hash(),
  }
}

/** The spread at which a maker earns what a sniper does, to a tick, under one seed. */
function zeroProfitSpread(seed: number): Ran<number> {
  const tapes: string[] = []
  let low = 1_000
  let high = 2_200
  while (high - low > 1) {
    const half = Math.floor((low + high) / 2)
    const { maker, sniper, tape } = play(seed, half)
    tapes.push(tape)
    if (maker < sniper) low = half
    else high = half
  }
  return { outcome: (low + high) / UNIT, tapes }
}

/** V5: sniping and the spread, in the continuous market and in frequent batch auctions. */
export const v05: Validation<Job, Outcome> = {
  id: 'V5',
  title: 'Budish, Cramton and Shim 2015: sniping and the spread',
  page: 'v05-sniping.md',
  jobs(scale) {
    const seeds = Array.from({ length: scale === 'full' ? 40 : 2 }, (_, nth) => nth + 1)
    const kinds = ['spread', 'profits', 'batches'] as const
    return kinds.flatMap((what) => seeds.map((seed) => ({ what, seed })))
  },
  run({ what, seed }) {
    if (what === 'spread') {
      const { outcome, tapes } = zeroProfitSpread(seed)
      return { outcome: { what, spread: outcome, maker: 0, sniper: 0, rents: 0 }, tapes }
    }
    const half = Math.round((SPREAD / 2) * UNIT)
    const { tape, ...profits } = play(seed, half, what === 'batches' ? [BATCHES] : [])
    return { outcome: { what, spread: SPREAD, ...profits }, tapes: [tape] }
  },
  judge(outcomes, scale) {
    const of = (what: Job['what'], figure: (outcome: Outcome) => number) =>
      meanAndError(outcomes.filter((one) => one.what === what).map(figure))
    const spread = of('spread', (one) => one.spread)
    const gap = of('profits', ({ maker, sniper }) => maker - sniper)
    const total = of('profits', ({ maker, sniper }) => maker + SNIPERS * sniper)
    const rents = of('profits', (one) => one.rents)
    const batched = of('batches', (one) => one.rents)
    /** Two runs tell little: what is off by less than three of their errors is not off. */
    const judged = (at: { mean: number; error: number }, target: number, tolerance: number) => {
      const verdict = within(at.mean, target, tolerance)
      const isUnsure = scale === 'quick' && Math.abs(at.mean - target) <= tolerance + 3 * at.error
      return verdict === 'misses' && isUnsure ? 'inconclusive' : verdict
    }
    const row = (
      what: string,
      target: string,
      { mean, error }: { mean: number; error: number },
      verdict: Row['verdict'],
    ): Row => ({ what, target, measured: mean, error, verdict })
    return [
      row('zero-profit spread', '0.3154 ± 1 %', spread, judged(spread, SPREAD, SPREAD * 0.01)),
      row('maker less sniper, profit a second at 0.3154', '0 ± 0.0014', gap, judged(gap, 0, GAP)),
      row(
        'profit of all a second at 0.3154',
        '0.1051 ± 1 %',
        total,
        judged(total, TOTAL, TOTAL * 0.01),
      ),
      row(
        'sniping rents a second, continuous',
        'above 0',
        rents,
        rents.mean > 2 * rents.error ? 'holds' : 'misses',
      ),
      row(
        'sniping rents a second, batches of 100 ms',
        '0',
        batched,
        batched.mean === 0 ? 'holds' : 'misses',
      ),
    ]
  },
}
