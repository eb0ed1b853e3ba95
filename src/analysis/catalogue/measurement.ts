/** One figure of a run. */
export interface Measurement {
  /** The measure, by its name in the catalogue. */
  readonly measure: string
  /** Which market, group or pair of venues it is of. */
  readonly of: string
  /** Which of a measure's figures, such as `60 s`; empty where it has one. */
  readonly what: string
  /** `null` where there is nothing to measure. */
  readonly value: number | null
  readonly unit: string
}

/** A figure before it knows whose it is. */
export type Value = readonly [what: string, value: number, unit: string]
