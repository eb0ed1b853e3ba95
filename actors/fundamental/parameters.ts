import { z } from 'zod'
import { MILLISECOND } from '../../protocols/units.ts'
import { duration, nonNegative, price, span } from '../parameters.ts'

const shocks = z.strictObject({
  meanInterval: z
    .union([z.literal('never'), duration(MILLISECOND)], {
      error: '"never", or a duration of at least 1 ms, as in "30 min"',
    })
    .default('never')
    .describe('mean time between two mega-shocks, exponential, or "never"'),
  mean: nonNegative().default(1_000).describe('mean magnitude of a mega-shock, ticks'),
  variance: nonNegative().default(50_000).describe('variance of the magnitude, ticks²'),
})

/** A fundamental that reverts to its mean; the defaults are RMSC04's, mega-shocks in effect off. */
export const meanRevertingParameters = z.strictObject({
  type: z.literal('mean-reverting'),
  mean: price().default(100_000).describe('the mean, and the value to begin with, ticks'),
  halfLife: span()
    .prefault('48.04 d')
    .describe('time in which a deviation from the mean halves (κ = 1.67e-16 a ns)'),
  volatility: nonNegative()
    .default(1.5811388300841898)
    .describe('standard deviation of the change over one second, ticks a √s'),
  shocks: shocks
    .prefault({})
    .describe('rare jumps, up or down alike, that revert as the rest does'),
})
export type MeanRevertingParameters = z.output<typeof meanRevertingParameters>

const scale = z.strictObject({
  halfLife: span().describe('time in which a deviation of the log volatility halves'),
  deviation: nonNegative().describe('stationary standard deviation of this part of it'),
})

/** A fundamental whose volatility wanders on several time scales. */
export const stochasticVolatilityParameters = z.strictObject({
  type: z.literal('stochastic-volatility'),
  value: price().default(100_000).describe('the value to begin with, ticks'),
  volatility: nonNegative()
    .default(2)
    .describe('root of the mean squared change over one second, ticks a √s'),
  step: duration(MILLISECOND).prefault('1 s').describe('time between two changes, at least 1 ms'),
  scales: z
    .array(scale)
    .max(8)
    .prefault([
      { halfLife: '5 min', deviation: 0.25 },
      { halfLife: '40 min', deviation: 0.25 },
      { halfLife: '10 h', deviation: 0.25 },
    ])
    .describe('the parts of the log volatility; none: it never changes'),
  leverage: z
    .number()
    .min(-1)
    .max(1)
    .default(0)
    .describe('correlation of a change of the value with one of its volatility'),
})
export type StochasticVolatilityParameters = z.output<typeof stochasticVolatilityParameters>

/** A fundamental that wanders and forgets nothing, perhaps with others. */
export const randomWalkParameters = z.strictObject({
  type: z.literal('random-walk'),
  value: price().default(100_000).describe('the value to begin with, ticks'),
  volatility: nonNegative()
    .default(1.5811388300841898)
    .describe('standard deviation of the change over one second, ticks a √s'),
  factor: z
    .strictObject({
      name: z.string().min(1).default('market').describe('what it shares with others that name it'),
      correlation: z
        .number()
        .min(-1)
        .max(1)
        .default(0.5)
        .describe('of its changes with those of the factor'),
    })
    .optional()
    .describe('what moves it together with others; left out: nothing'),
})
export type RandomWalkParameters = z.output<typeof randomWalkParameters>

/** A fundamental whose variance reverts to its mean. */
export const hestonParameters = z.strictObject({
  type: z.literal('heston'),
  value: price().default(100_000).describe('the value to begin with, ticks'),
  volatility: nonNegative()
    .default(0.16)
    .describe('√θ: root of the mean variance of returns over one second, basis points a √s'),
  halfLife: span().prefault('20 min').describe('time in which a deviation of the variance halves'),
  variation: nonNegative()
    .max(10)
    .default(0.5)
    .describe('stationary standard deviation of the variance, over its mean'),
  leverage: z
    .number()
    .min(-1)
    .max(1)
    .default(-0.5)
    .describe('ρ: correlation of a return with the change of its variance'),
  step: duration(MILLISECOND).prefault('1 s').describe('time between two changes, at least 1 ms'),
})
export type HestonParameters = z.output<typeof hestonParameters>

/** A fundamental that a file has recorded. */
export const recordedParameters = z.strictObject({
  type: z.literal('file'),
  file: z
    .string()
    .default('')
    .describe('a CSV with a line of names, perhaps .gz; found from where the scenario stands'),
  column: z.string().default('value').describe('the column of the value'),
  time: z
    .string()
    .optional()
    .describe('the column of the time, seconds from the open, ascending; left out: `every`'),
  every: span().prefault('1 min').describe('time between two rows, where no column tells it'),
  from: z.int().min(0).default(0).describe('rows that are passed over'),
  scale: z.number().positive().default(1).describe('ticks for one of the file’s units'),
  between: z
    .enum(['hold', 'line'])
    .default('hold')
    .describe('between two rows: the first of them, or the straight line'),
})
export type RecordedParameters = z.output<typeof recordedParameters>

/** A fundamental that stands still and jumps. */
export const jumpsParameters = z.strictObject({
  type: z.literal('jumps'),
  value: price().default(100_000).describe('the value to begin with, ticks'),
  meanInterval: span().prefault('4 s').describe('mean time between two jumps, exponential'),
  deviation: nonNegative().default(7_071).describe('standard deviation of a jump, around 0, ticks'),
})
export type JumpsParameters = z.output<typeof jumpsParameters>

/** A fundamental that reverts to its mean step by step. */
export const steppedParameters = z.strictObject({
  type: z.literal('mean-reverting-steps'),
  mean: price().default(100_000).describe('the mean, and the value to begin with, ticks'),
  kappa: z.number().min(0).max(1).default(0.05).describe('share by which it reverts in a step'),
  deviation: nonNegative().default(1_000).describe('standard deviation of a shock, ticks'),
  step: duration(MILLISECOND).prefault('1 s').describe('one step of time, at least 1 ms'),
})
export type SteppedParameters = z.output<typeof steppedParameters>

/** The value of an index, which is what its parts are worth. */
export const indexParameters = z.strictObject({
  type: z.literal('index'),
  of: z
    .array(
      z.strictObject({
        symbol: z.string().describe('an instrument of the scenario that is no index'),
        lots: z.int().min(1).max(10_000).default(1).describe('lots of it in one of the index'),
      }),
    )
    .min(1)
    .max(100)
    .describe('what one lot of the index is made of'),
})
export type IndexParameters = z.output<typeof indexParameters>

/** A fundamental that never moves. */
export const constantParameters = z.strictObject({
  type: z.literal('constant'),
  value: price().default(100_000).describe('the value, ticks'),
  shifts: z
    .array(
      z.strictObject({
        at: duration().describe('when, from time 0'),
        by: z.number().gt(-1).max(10).describe('share of the value before by which it changes'),
      }),
    )
    .max(1_000)
    .default([])
    .describe('changes for good, in the order of their times'),
})
export type ConstantParameters = z.output<typeof constantParameters>
