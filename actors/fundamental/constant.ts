import type { Nanos } from '../../protocols/units.ts'
import type { Fundamental } from '../actor.ts'
import type { ConstantParameters } from './parameters.ts'

/**
 * A value that stands still: `value` ticks, and from each of its `shifts` on so much more or less, a
 * share of what it was; rounded to whole ticks, at least 1. What is told of one time acts in the order
 * in which it is told.
 */
export function createConstant({ value, shifts }: ConstantParameters): Fundamental {
  if (shifts.length === 0) return () => value
  const sorted = [...shifts].sort((a, b) => a.at - b.at)
  const valueAt = (at: number): number => {
    let now: number = value
    for (const shift of sorted) if (shift.at <= at) now *= 1 + shift.by
    return Math.max(1, Math.round(now))
  }
  const nextJump = (after: Nanos): Nanos =>
    (sorted.find(({ at }) => at > after)?.at ?? Number.POSITIVE_INFINITY) as Nanos
  return Object.assign(valueAt, { nextJump })
}
