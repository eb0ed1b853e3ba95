import type { Nanos } from '../../protocols/units.ts'
import type { Fundamental } from '../actor.ts'

/** One instrument of an index: so many lots of it are in one lot of the index. */
export interface IndexPart {
  readonly lots: number
  readonly value: Fundamental
}

/**
 * The value of an index: Σ lots × value of its parts, at the same moment. It jumps when a part does.
 *
 * @param parts one at least; none an index itself
 */
export function createIndexValue(parts: readonly IndexPart[]): Fundamental {
  const valueAt = (at: Nanos): number =>
    parts.reduce((sum, { lots, value }) => sum + lots * value(at), 0)
  const jumps = parts.flatMap(({ value }) => (value.nextJump === undefined ? [] : [value.nextJump]))
  if (jumps.length === 0) return valueAt
  const nextJump = (after: Nanos): Nanos =>
    Math.min(...jumps.map((jump) => jump(after) as number)) as Nanos
  return Object.assign(valueAt, { nextJump })
}
