import { existsSync } from 'node:fs'
import { z } from 'zod'
import { didYouMean } from '../../simulation/scenario/did-you-mean.ts'
import { placed, readBySchema } from '../../simulation/scenario/read-by-schema.ts'
import { ScenarioError } from '../../simulation/scenario/scenario-error.ts'
import { DAY_MEASURES, type DayMeasure } from './day-measures.ts'

/** A targets file that cannot be used: what is wrong with it, one line a problem. */
export class CalibrationError extends Error {
  override readonly name = 'CalibrationError'
}

const bounded = (low: number, high: number) => low < high
const parameter = z
  .strictObject({
    path: z.string().min(1),
    min: z.number(),
    max: z.number(),
    scale: z.enum(['linear', 'log']).default('linear'),
    /** Put behind the number, as in `"12.5 s"`. */
    unit: z.string().optional(),
    /** Rounded to whole numbers. */
    whole: z.boolean().default(false),
  })
  .refine(({ min, max }) => bounded(min, max), { error: 'must be below max', path: ['min'] })
  .refine(({ min, scale }) => scale === 'linear' || min > 0, {
    error: 'must be above 0 on a log scale',
    path: ['min'],
  })

const targetsSchema = z.strictObject({
  /** What may change, and within which bounds. */
  parameters: z.array(parameter).min(1),
  /** What the days should be like: value and standard error, in the measure's unit. */
  targets: z.record(
    z.string(),
    z.strictObject({ value: z.number(), error: z.number().positive() }),
  ),
  /** Days a candidate is judged by: seeds 1 to `days`, the same for each. */
  days: z.int().min(1).max(1000).default(4),
  /** Candidates a generation; by default 4 + ⌊3 ln n⌋. */
  population: z.int().min(4).max(1000).optional(),
  generations: z.int().min(1).max(10_000).default(20),
  /** Of the search alone. */
  seed: z.int().min(0).default(1),
})

/** One thing that a calibration may change. */
export type Parameter = z.output<typeof parameter>
/** What a calibration is to reach, and how. */
export type Targets = Omit<z.output<typeof targetsSchema>, 'targets'> & {
  readonly targets: Readonly<Partial<Record<DayMeasure, { value: number; error: number }>>>
}

/**
 * Reads a targets file.
 * @throws CalibrationError where there is none
 * @throws ScenarioError with all that is wrong, each with its line
 */
export function readTargets(file: string): Targets {
  if (!existsSync(file)) {
    throw new CalibrationError(
      `${file}: there is no such file; scenarios/targets/amzn-like.yaml shows one`,
    )
  }
  const { source, said } = readBySchema(file, targetsSchema, 'a targets file')
  const names = Object.keys(DAY_MEASURES)
  const unknown = Object.keys(said.targets).filter((name) => !names.includes(name))
  if (unknown.length === 0) return said as Targets
  throw new ScenarioError(
    unknown.map((name) => {
      const text = `is no measure${didYouMean(name, names)}: there are ${names.join(', ')}`
      return placed({ path: ['targets', name], text, named: true }, source, '')
    }),
  )
}

/** The value of `parameter` at `share` of its way from min to max, 0..1, as a scenario has it. */
export function valueAt(parameter: Parameter, share: number): number {
  const { min, max, scale, whole } = parameter
  const value =
    scale === 'log'
      ? Math.exp(Math.log(min) + share * (Math.log(max) - Math.log(min)))
      : min + share * (max - min)
  // Six digits: what is logged is what is run, on every machine.
  return whole ? Math.round(value) : Number(value.toPrecision(6))
}

/** What to `--set` for a candidate. */
export function assignments(parameters: readonly Parameter[], values: readonly number[]): string[] {
  return parameters.map(({ path, unit }, index) => {
    const value = values[index] as number
    return unit === undefined ? `${path}=${value}` : `${path}=${value} ${unit}`
  })
}
