import type { Brain } from '../../actors/learner/network/brain.ts'
import type { NetworkShape } from '../../actors/learner/network/shape.ts'
import type { Normaliser } from '../../actors/learner/normalise.ts'

/** The rows that networks are shown, as they are remembered: raw, to be scaled when they are learned from. */
export interface ShownRows {
  /** Numbers of a row. */
  readonly size: number
  /** Forgets: an episode begins. */
  begin(): void
  /** The row of what is seen, raw: with a book, the last looks at it too, NaN for those before the first. */
  rowOf(seen: Float64Array): Float64Array
  /** The same of what comes next, which is not yet taken in. */
  nextOf(seen: Float64Array): Float64Array
  /** A row as networks see it: in deviations from the means, which stand for looks that never were. */
  show(row: Float64Array): Float64Array
  /** The looks that are remembered: a copy. */
  save(): Float64Array
}

/**
 * Rows of an episode's observations, for whoever learns from them later. Without a book a row is what was
 * seen.
 *
 * @param from what `save` gave
 */
export function createShownRows(
  { inputs, book }: NetworkShape,
  { row: size, window, take }: Brain,
  normaliser: Normaliser,
  from?: Float64Array,
): ShownRows {
  if (book === undefined) {
    const [rowOf, save] = [(seen: Float64Array) => seen, () => new Float64Array(0)]
    return { size, begin() {}, rowOf, nextOf: rowOf, show: normaliser.apply, save }
  }
  const memory = from?.slice() ?? new Float64Array(window).fill(Number.NaN)
  // Of which input each number of a row is: what rows of the inputs' own places come to.
  const places = Float64Array.from({ length: inputs }, (_, at) => at)
  const once = new Float64Array(window)
  for (let look = 1; look < book.window; look++) take(places, once)
  const placeOf = Float64Array.from(take(places, once))
  const rowOf = (seen: Float64Array, of: Float64Array): Float64Array =>
    Float64Array.from(take(seen, of))
  return {
    size,
    begin: () => {
      memory.fill(Number.NaN)
    },
    rowOf: (seen) => rowOf(seen, memory),
    nextOf: (seen) => rowOf(seen, memory.slice()),
    show: (row) =>
      row.map((x, at) => (Number.isNaN(x) ? 0 : normaliser.scale(x, placeOf[at] as number))),
    save: () => memory.slice(),
  }
}
