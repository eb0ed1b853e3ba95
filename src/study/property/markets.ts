import fc from 'fast-check'
import type { ScenarioFile } from '../../simulation/scenario/schema.ts'

/** Which markets `smallMarkets` makes. */
export interface SmallMarkets {
  /** The longest, in minutes, 1 to 59; by default 10. */
  readonly minutes?: number
  /** Noise traders at most; by default 40. */
  readonly noise?: number
  /** Traders who know the value, at most; by default 10. */
  readonly value?: number
  /** Market makers at most; by default 2. */
  readonly makers?: number
  /** In place of a day of whole minutes without auctions and halts. */
  readonly session?: fc.Arbitrary<NonNullable<ScenarioFile['session']>>
  /** In place of a constant one. */
  readonly latency?: fc.Arbitrary<NonNullable<ScenarioFile['latency']>>
}

/** A latency in µs: constant, the same to everybody. It shrinks to a microsecond. */
export const delays = (): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: 100_000 }).map((micros) => `${micros} us`)

/**
 * Markets of one instrument, `ANY`, at one venue, `exchange`, with groups `noise`, `value` and `maker`,
 * from 09:30:00 on. They shrink towards fewer traders, fewer minutes, less latency and a low seed.
 */
export function smallMarkets(limits: SmallMarkets = {}): fc.Arbitrary<ScenarioFile> {
  const { minutes = 10, noise = 40, value = 10, makers = 2 } = limits
  const most = (max: number, min = 0) => fc.integer({ min, max })
  return fc
    .record({
      ...{ minutes: most(minutes, 1), noise: most(noise), value: most(value) },
      ...{ makers: most(makers), delay: delays(), seed: most(1_000, 1) },
    })
    .map((one) => marketOf(one))
    .chain((market) =>
      fc
        .record({
          session: limits.session ?? fc.constant(market.session),
          latency: limits.latency ?? fc.constant(market.latency),
        })
        .map((own): ScenarioFile => ({ ...market, ...own }) as ScenarioFile),
    )
}

/**
 * Markets of two to `most` traders with private values, who come a few times each in 100 s and ask for
 * some of the surplus: what they gain is what their market is worth. Nobody else trades.
 */
export function valueMarkets(most = 10): fc.Arbitrary<ScenarioFile> {
  const shape = {
    traders: fc.integer({ min: 2, max: Math.max(2, most) }),
    shade: fc.integer({ min: 0, max: 500 }),
    seed: fc.integer({ min: 1, max: 1_000 }),
  }
  return fc.record(shape).map(({ traders, shade, seed }) => ({
    ...{ name: 'found', seed },
    session: { start: '09:30:00', open: '09:30:00', close: '09:31:40' },
    instruments: [{ symbol: 'ANY', tick: 0.01, fundamental: { type: 'constant', value: 100_000 } }],
    venues: [{ name: 'exchange', instruments: ['ANY'], feeds: ['trade', 'quote'] }],
    latency: { type: 'constant', delay: '1 us' },
    groups: [
      {
        ...{ name: 'trader', type: 'private-value', count: traders },
        parameters: {
          ...{ step: '1 s', rate: 0.05, mean: 100_000, kappa: 0, deviation: 1_000 },
          ...{ limit: 5, shadeMin: 0, shadeMax: shade, eta: 1 },
        },
      },
    ],
  }))
}

interface Sizes {
  readonly minutes: number
  readonly noise: number
  readonly value: number
  readonly makers: number
  readonly delay: string
  readonly seed: number
}

function marketOf({ minutes, noise, value, makers, delay, seed }: Sizes): ScenarioFile {
  const close = `09:${String(Math.min(59, 30 + minutes)).padStart(2, '0')}:00`
  return {
    name: 'found',
    seed,
    session: { start: '09:30:00', open: '09:30:00', close },
    instruments: [
      {
        ...{ symbol: 'ANY', tick: 0.01 },
        fundamental: { type: 'mean-reverting', mean: 10_000, halfLife: '1 h', volatility: 0.5 },
      },
    ],
    venues: [{ name: 'exchange', instruments: ['ANY'], feeds: ['trade', 'quote'], imbalance: 0.9 }],
    latency: { type: 'constant', delay },
    groups: [
      {
        ...{ name: 'noise', type: 'noise', count: noise },
        parameters: { wakeFrom: '1 s', wakeTo: `${minutes} min` },
      },
      {
        ...{ name: 'value', type: 'value', count: value },
        parameters: { mean: 10_000, halfLife: '1 h', wakeMean: '20 s' },
      },
      {
        ...{ name: 'maker', type: 'adaptive-market-maker', count: makers },
        parameters: { wakeMean: '5 s', initialSpread: 4 },
      },
    ],
  }
}
