import { createHash } from 'node:crypto'

/** What a benchmark measured, and the identity of what it computed. */
export interface BenchResult {
  readonly name: string
  /** What `rate` counts, such as `operations/s`. */
  readonly unit: string
  /** The median of `runs`. */
  readonly rate: number
  /** The rate of each run, in the order in which they were made; the first pays for compilation. */
  readonly runs: number[]
  /** A hash of the result, the same on every machine: a fast wrong answer is no answer. */
  readonly hash: string
  readonly note?: string
  /** What each run counted, for whoever fits a model to it. */
  readonly observations?: readonly object[]
}

/** A bench: its cases, at full size or small. @throws Error where a result is not what it must be */
export type Bench = (size: { readonly small: boolean }) => Promise<BenchResult[]>

/** The middle one of `values`, or the mean of the middle two. @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2
}

/** The least of `values` that so great a share of them is not above. @param values at least one */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number
}

/** The rate of each run of one over the other's of the same turn. */
export const ratiosOf = (of: BenchResult, to: BenchResult): number[] =>
  of.runs.map((rate, turn) => rate / (to.runs[turn] as number))

/** The median of `values`, and the least and most, as text. @param values at least one */
export function spreadOf(values: readonly number[], digits = 2): string {
  const told = (value: number): string => value.toFixed(digits)
  return `${told(median(values))} (${told(Math.min(...values))} to ${told(Math.max(...values))})`
}

/** A short hash of what came out. */
export const hashOf = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join()).digest('hex').slice(0, 16)
