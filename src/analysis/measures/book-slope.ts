/** One side of a book at one moment: best first; ticks and lots. */
export interface Levels {
  readonly price: ArrayLike<number>
  readonly size: ArrayLike<number>
}

/**
 * Slope of one side of the book: how many lots more there are for each tick further from the mid, the
 * least-squares line through 0 of cumulated size on distance. In lots a tick; NaN of an empty side.
 * Steep is deep: a large order moves the price less.
 *
 * Source: Biais, Hillion, Spatt (1995), Journal of Finance 50, and Næs and Skjeltorp (2006), "Order book
 * characteristics and the volume-volatility relation", Journal of Financial Markets 9; here a
 * regression, where theirs averages the slopes of the steps.
 *
 * @param mid ticks
 */
export function bookSlope({ price, size }: Levels, mid: number): number {
  let [products, squares, depth] = [0, 0, 0]
  for (let level = 0; level < price.length; level++) {
    const distance = Math.abs((price[level] as number) - mid)
    depth += size[level] as number
    products += distance * depth
    squares += distance * distance
  }
  return products / squares
}
