/**
 * Amihud's illiquidity: the mean of |return| over money traded, steps without a trade left out. In
 * 1/(ticks × lots) where `volumes` are lots; times 10⁶ it is the return, in millionths, of a tick × lot.
 * NaN where nothing traded.
 *
 * Source: Amihud (2002), "Illiquidity and stock returns", Journal of Financial Markets 5, with days
 * for steps.
 *
 * @param returns log returns of the steps
 * @param volumes lots traded in each
 * @param price ticks, that at which lots are turned into money
 */
export function amihud(
  returns: ArrayLike<number>,
  volumes: ArrayLike<number>,
  price: number,
): number {
  let [sum, count] = [0, 0]
  for (let step = 0; step < returns.length; step++) {
    const volume = volumes[step] as number
    if (volume === 0) continue
    sum += Math.abs(returns[step] as number) / (volume * price)
    count++
  }
  return sum / count
}
