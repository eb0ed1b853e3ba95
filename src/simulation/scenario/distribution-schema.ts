import { z } from 'zod'
import { duration, span } from '../../../actors/parameters.ts'
import { MICROSECOND, MILLISECOND, SECOND } from '../../../protocols/units.ts'

const positive = () => z.number().positive()

/** A distribution of spans of time: delays, thinking. */
export const distribution = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant'), value: duration().describe('Always so long.') }),
  z.strictObject({
    type: z.literal('uniform'),
    min: duration().prefault('0 ns').describe('The least.'),
    max: duration().describe('The greatest, at least `min`.'),
  }),
  z.strictObject({
    type: z.literal('log-normal'),
    median: span().describe('The median.'),
    sigma: z.number().min(0).max(5).describe("The logarithm's standard deviation."),
  }),
  z.strictObject({
    type: z.literal('gamma'),
    shape: z.number().min(0.5).max(1000).describe('1 is an exponential, more is narrower.'),
    mean: span().describe('The mean.'),
  }),
  z.strictObject({
    type: z.literal('exponential'),
    mean: span().describe('The mean, without the shift.'),
    shift: duration().prefault('0 ns').describe('The least.'),
  }),
  z.strictObject({
    type: z.literal('cubic'),
    scale: span().describe('The time that the shape multiplies.'),
    shape: positive().default(0.5).describe('Of the jitter scale · shape / x³.'),
    clip: positive().max(1).default(0.1).describe('The least x, above 0: how long the tail is.'),
  }),
  z
    .strictObject({
      type: z.literal('empirical'),
      values: z
        .array(duration())
        .min(1)
        .optional()
        .describe('Spans seen; drawn between neighbours in size.'),
      file: z
        .string()
        .min(1)
        .optional()
        .describe('A file of them: a CSV with a header, or a recorded feed, gzipped or not.'),
      column: z.string().optional().describe('The column of the CSV that has them.'),
      unit: z
        .enum(['ns', 'us', 'ms', 's'])
        .default('ns')
        .describe('The unit of the column. A recorded feed has its own.'),
    })
    .refine(({ values, file }) => (values === undefined) !== (file === undefined), {
      error: 'must have either values or a file',
    }),
])
/** A distribution as a scenario says it; spans in ns. */
export type ScenarioDistribution = z.output<typeof distribution>

/** ns of the units in which files have spans. */
export const UNITS = { ns: 1, us: MICROSECOND, ms: MILLISECOND, s: SECOND } as const
