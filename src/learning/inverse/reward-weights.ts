import { OBSERVATIONS } from '../../../actors/learner/observations.ts'
import { createPiece, type Named, pieceOf } from '../../../actors/learner/pieces.ts'
import type { RewardNetwork } from './reward-network.ts'

/** A name for each number that a task shows: its piece's, with a count where that has several. */
export function namesOf(task: Readonly<Record<string, unknown>>): readonly string[] {
  return (task.observe as readonly unknown[]).flatMap((given) => {
    const named = pieceOf(OBSERVATIONS).parse(given) as Named
    const { size } = createPiece(OBSERVATIONS, named)
    return Array.from({ length: size }, (_, nth) =>
      size === 1 ? named.type : `${named.type} ${nth}`,
    )
  })
}

/**
 * What a linear reward pays for one of each number seen; of a reward with hidden layers its mean slopes
 * from −1 to 1 deviation of each number, the others at their root mean squares.
 */
export function weightsOf(
  { shape, numbers, scales }: RewardNetwork,
  of: (seen: Float64Array) => number,
): readonly number[] {
  if (shape.hidden.length === 0) {
    return scales.map((scale, nth) => (numbers[nth] as number) / scale)
  }
  return scales.map((scale, nth) => {
    const at = (x: number): number =>
      of(Float64Array.from(scales, (own, k) => (k === nth ? x : own)))
    return (at(scale) - at(-scale)) / (2 * scale)
  })
}
