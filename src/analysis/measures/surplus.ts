/**
 * The most surplus that a market of single units can create: the highest values with the lowest costs,
 * as long as the value is not below the cost. In ticks.
 *
 * Source: Smith (1962), "An experimental study of competitive market behavior", Journal of Political
 * Economy 70.
 *
 * @param values what each wanted unit is worth to its buyer
 * @param costs what each offered unit costs its seller
 */
export function maximumSurplus(values: ArrayLike<number>, costs: ArrayLike<number>): number {
  const high = Array.from(values).sort((left, right) => right - left)
  const low = Array.from(costs).sort((left, right) => left - right)
  let sum = 0
  for (let unit = 0; unit < Math.min(high.length, low.length); unit++) {
    sum += Math.max(0, (high[unit] as number) - (low[unit] as number))
  }
  return sum
}

/** A unit that changed hands: its worth to the buyer and its cost to the seller, ticks. */
export interface Exchange {
  readonly value: number
  readonly cost: number
}

/**
 * Allocative efficiency: the surplus that trades created over the most that they could have. 1 where
 * the right units changed hands, whatever the prices; below 0 where trades destroyed surplus; NaN
 * where there was none to create.
 *
 * Source: Smith (1962); Gode and Sunder (1993), Journal of Political Economy 101.
 */
export function allocativeEfficiency(
  exchanges: readonly Exchange[],
  values: ArrayLike<number>,
  costs: ArrayLike<number>,
): number {
  const created = exchanges.reduce((sum, { value, cost }) => sum + value - cost, 0)
  const most = maximumSurplus(values, costs)
  return most === 0 ? Number.NaN : created / most
}
