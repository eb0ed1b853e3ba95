import type { Interval } from '../facts/block-bootstrap.ts'
import type { StylizedFacts } from '../facts/stylized-facts.ts'

/** Whether a market shows a fact: its whole interval says so, says the opposite, or neither. */
export type Showing = 'yes' | 'no' | 'unclear'

/** One of Cont's eleven facts as one figure, and where that is in a market that has the fact. */
export interface Fact {
  readonly name: string
  readonly figure: string
  readonly expected: string
  readonly min: number
  readonly max: number
  readonly of: (facts: StylizedFacts) => Interval
}

const NONE = Number.NEGATIVE_INFINITY
const ANY = Number.POSITIVE_INFINITY

/** Autocorrelations that are allowed to differ from 0 are those of the first lags alone. */
export const FREE_LAGS = 3
/** The last lag that is looked at. */
export const LAST_LAG = 10

/** Of the lags 4..10, how many have an autocorrelation whose joint band leaves 0 out. */
export function correlatedLags({ returns }: StylizedFacts): number {
  let count = 0
  for (let lag = FREE_LAGS + 1; lag <= LAST_LAG; lag++) {
    const value = returns.values[lag - 1] ?? Number.NaN
    if (Math.abs(value) > (returns.band[lag - 1] ?? Number.NaN)) count++
  }
  return count
}

const exact = (estimate: number): Interval => ({
  estimate,
  error: 0,
  low: estimate,
  high: estimate,
})

/** The eleven, in the order of Cont (2001), section 2. */
export const FACTS: readonly Fact[] = [
  {
    name: 'Absence of autocorrelation',
    figure: 'lags 4 to 10 at which returns are correlated, by a joint band',
    expected: '0',
    min: 0,
    max: 0,
    of: (facts) => exact(correlatedLags(facts)),
  },
  {
    name: 'Heavy tails',
    figure: 'Hill index of the largest 5 %',
    expected: '2.5 to 5',
    min: 2.5,
    max: 5,
    of: ({ figures }) => figures.tailIndex,
  },
  {
    name: 'Gain/loss asymmetry',
    figure: 'skewness',
    expected: 'below 0',
    min: NONE,
    max: 0,
    of: ({ figures }) => figures.skewness,
  },
  {
    name: 'Aggregational Gaussianity',
    figure: 'excess kurtosis over 1 step less that over 15',
    expected: 'above 0',
    min: 0,
    max: ANY,
    of: ({ figures }) => figures.kurtosisFall,
  },
  {
    name: 'Intermittency',
    figure: 'dispersion of large returns in 30 steps',
    expected: 'above .95',
    min: 0.95,
    max: ANY,
    of: ({ figures }) => figures.burstiness,
  },
  {
    name: 'Volatility clustering',
    figure: 'autocorrelation of absolute returns, lag 1',
    expected: 'above 0',
    min: 0,
    max: ANY,
    of: ({ figures }) => figures.clustering,
  },
  {
    name: 'Conditional heavy tails',
    figure: 'excess kurtosis over expected volatility',
    expected: 'above 0',
    min: 0,
    max: ANY,
    of: ({ figures }) => figures.conditionalKurtosis,
  },
  {
    name: 'Slow decay of volatility',
    figure: 'exponent of the decay over 100 lags',
    expected: '.1 to .5',
    min: 0.1,
    max: 0.5,
    of: ({ decay }) => decay,
  },
  {
    name: 'Leverage',
    figure: 'correlation of a return with the next size',
    expected: 'below 0',
    min: NONE,
    max: 0,
    of: ({ figures }) => figures.leverage,
  },
  {
    name: 'Volume and volatility',
    figure: 'correlation of volume with size',
    expected: 'above .1',
    min: 0.1,
    max: ANY,
    of: ({ figures }) => figures.volumeCorrelation,
  },
  {
    name: 'Time-scale asymmetry',
    figure: 'coarse foretells fine, less the reverse',
    expected: 'above 0',
    min: 0,
    max: ANY,
    of: ({ figures }) => figures.scaleAsymmetry,
  },
]

/** Whether `interval` lies in what `fact` expects; `null` where there is nothing to look at. */
export function showing({ min, max }: Fact, { estimate, low, high }: Interval): Showing | null {
  if (Number.isNaN(estimate)) return null
  if (low >= min && high <= max) return 'yes'
  return high < min || low > max ? 'no' : 'unclear'
}
