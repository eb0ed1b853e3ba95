/** Volume of eleven equal parts of a usual day, in any one unit: a U. */
export const USUAL_VOLUME: readonly number[] = [
  ...[1.6, 1.1, 0.9, 0.8, 0.75, 0.7, 0.7, 0.75, 0.85, 1, 1.85],
]

/**
 * The share of a day's volume expected by a moment, where volume is even within each part.
 *
 * @param curve volume of each of equal parts of the day, 0 or more, not all 0
 * @param elapsed 0..1 of the day
 * @returns 0..1, never falling; 1 at the end
 */
export function volumeShare(curve: readonly number[], elapsed: number): number {
  if (elapsed >= 1) return 1
  const place = elapsed * curve.length
  let before = 0
  let total = 0
  curve.forEach((volume, part) => {
    total += volume
    before += volume * Math.min(1, Math.max(0, place - part))
  })
  return Math.min(1, before / total)
}
