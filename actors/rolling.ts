/** The last few of a sequence of numbers. */
export interface Rolling {
  /**
   * How far `next` lies from the mean of the last `count`, itself among them, in their standard
   * deviations; `undefined` until so many have been taken in, or where they are all equal.
   */
  score(next: number): number | undefined
}

/**
 * Keeps the last `count` numbers, at least 2. Mean and deviation are taken anew each time, so that
 * nothing of what has left stays behind.
 */
export function createRolling(count: number): Rolling {
  const kept = new Float64Array(count)
  let taken = 0
  return {
    score(next) {
      kept[taken++ % count] = next
      if (taken < count) return undefined
      const mean = kept.reduce((sum, x) => sum + x, 0) / count
      const variance = kept.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / count
      return variance === 0 ? undefined : (next - mean) / Math.sqrt(variance)
    },
  }
}
