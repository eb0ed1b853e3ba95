import { asOf } from './as-of.ts'
import type { Mids } from './effective-spread.ts'
import type { Span } from './quoted-spread.ts'

/** Moments, ns since the session's start, and the mid that stands at each, ticks: NaN where there is none. */
export interface SampledMids {
  readonly at: Float64Array
  readonly mid: Float64Array
}

/** The mid every `step` ns of `span`, both ends included. */
export function sampledMids({ at, mid }: Mids, { from, to }: Span, step: number): SampledMids {
  const count = Math.max(0, Math.floor((to - from) / step) + 1)
  const grid = Float64Array.from({ length: count }, (_, index) => from + index * step)
  const places = asOf(at, grid)
  return { at: grid, mid: grid.map((_, index) => mid[places[index] as number] ?? Number.NaN) }
}
