/** How long a row may take: as many runs as its tolerance asks for, or few, to see that it works. */
export type Scale = 'full' | 'quick'

/**
 * Whether a figure came out as published; `inconclusive`: its error is too large to tell;
 * `reported`: nothing was asked of it.
 */
export type Verdict = 'holds' | 'misses' | 'inconclusive' | 'reported'

/** One figure held against the published one. */
export interface Row {
  readonly what: string
  /** The published figure with its tolerance, as text. */
  readonly target: string
  readonly measured: number
  /** Standard error of `measured`; 0 where it is exact. */
  readonly error: number
  /** 95 % by bootstrap, where it is that which judges. */
  readonly interval?: Range
  readonly verdict: Verdict
}

/** From, to. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** What came of one job, with the hashes of the tapes that were made for it. */
export interface Ran<Outcome> {
  readonly outcome: Outcome
  readonly tapes: readonly string[]
}

/**
 * A published result that has to come out of the shipped actors and mechanisms. Jobs and outcomes
 * are plain data: each job runs on some thread, and knows nothing of the others.
 */
export interface Validation<Job = unknown, Outcome = unknown> {
  /** Such as V5. */
  readonly id: string
  readonly title: string
  /** Its page under docs/validation. */
  readonly page: string
  jobs(scale: Scale): readonly Job[]
  /** Runs one job on the runtime, from its beginning to its end. */
  run(job: Job): Ran<Outcome>
  /** Holds the outcomes, in the order of the jobs, against what was published. */
  judge(outcomes: readonly Outcome[], scale: Scale): readonly Row[]
}

/** Whether `measured` lies within `tolerance` of `target`. */
export const within = (measured: number, target: number, tolerance: number): Verdict =>
  Math.abs(measured - target) <= tolerance ? 'holds' : 'misses'

/** Whether a mean is above 0 by two standard errors, below by as many, or cannot be told from it. */
export const isAbove = ({ mean, error }: { mean: number; error: number }): Verdict =>
  Math.abs(mean) <= 2 * error ? 'inconclusive' : mean > 0 ? 'holds' : 'misses'

/**
 * Whether an interval lies above 0, below it, or holds it. In a quick run nothing misses by it: of a few
 * seeds an interval is none.
 */
export const isShown = (scale: Scale, { low, high }: Range): Verdict =>
  low > 0 ? 'holds' : high < 0 && scale === 'full' ? 'misses' : 'inconclusive'

/** The mean of some values, and its standard error: 0 for a single value. */
export function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length < 2) return { mean, error: 0 }
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) }
}

/**
 * As `within`, of a mean with its standard error; in a quick run, what is off by less than three of
 * its errors beyond the tolerance is `inconclusive`, since so few runs do not tell it.
 */
export function withinAt(
  scale: Scale,
  { mean, error }: { readonly mean: number; readonly error: number },
  target: number,
  tolerance: number,
): Verdict {
  const isUnsure = scale === 'quick' && Math.abs(mean - target) <= tolerance + 3 * error
  const verdict = within(mean, target, tolerance)
  return verdict === 'misses' && isUnsure ? 'inconclusive' : verdict
}
