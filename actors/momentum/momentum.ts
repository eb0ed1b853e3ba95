/** Whether the last few of a sequence of whole numbers are above the last many. */
export interface Momentum {
  /**
   * Takes in the next number.
   * @returns whether the mean of the last `short` is at least that of the last `long`; `undefined`
   *   until more than `long` have been taken in
   */
  rising(next: number): boolean | undefined
}

/**
 * Two moving averages of whole numbers, compared exactly: sums by cross-multiplication, no rounding.
 *
 * @param short 1..long
 * @param long at most 1,000; numbers of up to 2^31 then stay exact
 */
export function createMomentum(short: number, long: number): Momentum {
  const recent = new Float64Array(long)
  let taken = 0
  let shortSum = 0
  let longSum = 0
  return {
    rising(next) {
      const leavingLong = taken % long
      const leavingShort = (taken - short + long) % long
      shortSum += next - (taken >= short ? (recent[leavingShort] as number) : 0)
      longSum += next - (taken >= long ? (recent[leavingLong] as number) : 0)
      recent[leavingLong] = next
      taken += 1
      return taken > long ? shortSum * long >= longSum * short : undefined
    },
  }
}
