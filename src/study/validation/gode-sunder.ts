import { Kind, Side } from '../../../protocols/kind.ts'
import type { Envelope, ExecutionReport } from '../../../protocols/message.ts'
import { allocativeEfficiency, type Exchange } from '../../analysis/measures/surplus.ts'
import { parseScenario } from '../../simulation/scenario/load.ts'
import { createSimulation } from '../../simulation/simulation.ts'
import type { Ran, Scale } from './validation.ts'

/** A market of Gode and Sunder's: what each buyer's and each seller's units are worth and cost. */
export interface LimitMarket {
  readonly values: readonly number[]
  readonly costs: readonly number[]
}

/** Their markets 1 to 4, six buyers and six sellers each. */
export const MARKETS: readonly LimitMarket[] = [
  { values: [102, 97, 92, 87, 82, 77], costs: [34, 46, 58, 70, 82, 94] },
  { values: [117, 105, 93, 81, 69, 57], costs: [49, 54, 59, 64, 69, 74] },
  { values: [133, 95, 90], costs: [90, 95, 100] },
  { values: [180, 175, 170, 165, 160], costs: [90, 142, 170, 190, 198] },
]
const SIDE = 6

/** Some periods of one market, all in one simulation. */
export interface PeriodsJob {
  /** 0..3. */
  readonly market: number
  readonly periods: number
  readonly seed: number
}

/** What came of the periods. */
export interface PeriodsOutcome {
  readonly market: number
  /** The share of the most possible surplus that was created in each period. */
  readonly efficiencies: readonly number[]
  /** Trades in each period. */
  readonly trades: readonly number[]
}

/** Between two turns, ns: far more than it takes until all has arrived that the one before did. */
const SLOT = 1_000
/** Shouts in a period in the mean: its standard deviation is 49, so that there are 2,000 or more. */
const SHOUTS = 2_400

/** A thousand periods of each market, in four parts; or forty. */
export function periodsJobs(scale: Scale): readonly PeriodsJob[] {
  const [parts, periods] = scale === 'full' ? [4, 250] : [1, 40]
  return MARKETS.flatMap((_, market) =>
    Array.from({ length: parts }, (_, part) => ({ market, periods, seed: part + 1 })),
  )
}

function scenarioOf(type: string, { market, periods, seed }: PeriodsJob) {
  const { values, costs } = MARKETS[market] as LimitMarket
  const group = (name: string, side: 'buy' | 'sell', limits: readonly number[], first: number) => ({
    ...{ name, type, count: SIDE },
    parameters: {
      ...{ side, limits: { type: 'list', values: limits }, priceMax: 200, cancelsOnTrade: true },
      renew: { type: 'periodic', every: `${SHOUTS * SLOT} ns` },
      wakeMean: `${2 * SIDE * SLOT} ns`,
      turns: { slot: `${SLOT} ns`, of: 2 * SIDE, first },
    },
  })
  const text = JSON.stringify({
    ...{ name: 'gode-sunder', description: 'Zero-intelligence traders, 1993', seed },
    session: { start: '00:00:00', open: '00:00:00', close: '01:00:00' },
    until: `${periods * SHOUTS * SLOT - 1} ns`,
    instruments: [{ symbol: 'UNIT', tick: 1, fundamental: { type: 'constant', value: 100 } }],
    venues: [{ name: 'market' }],
    latency: { type: 'constant', delay: '1 ns' },
    groups: [group('buyers', 'buy', values, 0), group('sellers', 'sell', costs, SIDE)],
  })
  return parseScenario(text, 'gode-sunder')
}

/**
 * Runs periods of traders of `type` on the runtime, and reckons the surplus from the fills: the nth
 * that a trader has in a period is of its nth unit.
 */
export function runPeriods(type: string, job: PeriodsJob): Ran<PeriodsOutcome> {
  const { values, costs } = MARKETS[job.market] as LimitMarket
  const simulation = createSimulation(scenarioOf(type, job))
  const buyers = simulation.cast.find(({ group }) => group === 'buyers')?.first as number
  const period = SHOUTS * SLOT
  const fills = Array.from({ length: job.periods }, () => ({
    count: new Map<number, number>(),
    values: [] as number[],
    costs: [] as number[],
  }))
  simulation.reports$.subscribe((report: ExecutionReport & Envelope) => {
    if (report.kind !== Kind.fill) return
    const own = fills[Math.floor(report.sent / period)]
    if (own === undefined) return
    const unit = own.count.get(report.recipient) ?? 0
    own.count.set(report.recipient, unit + 1)
    const isBuyer = report.side === Side.buy
    if (isBuyer !== report.recipient < buyers + SIDE) throw new Error('a trader changed sides')
    if (isBuyer) own.values.push(values[unit] as number)
    else own.costs.push(costs[unit] as number)
  })
  simulation.runUntil(simulation.end)
  const all = (units: readonly number[]) => Array.from({ length: SIDE }, () => units).flat()
  const efficiencies = fills.map((own) => {
    const exchanges: Exchange[] = own.values.map((value, nth) => ({
      value,
      cost: own.costs[nth] as number,
    }))
    return allocativeEfficiency(exchanges, all(values), all(costs))
  })
  const trades = fills.map((own) => own.values.length)
  const outcome = { market: job.market, efficiencies, trades }
  return { outcome, tapes: [simulation.hash()] }
}
