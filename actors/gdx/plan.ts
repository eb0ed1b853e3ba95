/**
 * The best price for the next unit of a trader that may quote `quotes` times more:
 * V(x, n) = max over prices of f·(s + γV(x + 1, n − 1)) + (1 − f)·γV(x, n − 1), with V = 0 where no
 * unit or no quote is left.
 *
 * Source: Tesauro and Bredin (2002), "Strategic sequential bidding in auctions using dynamic
 * programming", AAMAS '02, section 3.
 *
 * @param prices in order of preference: of equal ones the first is taken
 * @param chances what it believes of each price, 0..1
 * @param gain what unit `unit`, 0 the next, gains at a price, ticks
 * @param units 1 or more
 * @param quotes 1 or more
 * @returns the place of the best price in `prices`; −1 where to wait is as good
 */
export function bestPrice(
  prices: readonly number[],
  chances: readonly number[],
  gain: (unit: number, price: number) => number,
  units: number,
  quotes: number,
  discount: number,
): number {
  // A unit that no quote is left for does not matter.
  const count = Math.min(units, quotes)
  let later = new Float64Array(count + 1)
  let best = -1
  for (let left = 1; left <= quotes; left++) {
    const now = new Float64Array(count + 1)
    for (let unit = 0; unit < count; unit++) {
      const kept = discount * (later[unit] as number)
      const next = discount * (later[unit + 1] as number)
      let value = kept
      let found = -1
      for (let at = 0; at < prices.length; at++) {
        const chance = chances[at] as number
        const gained = gain(unit, prices[at] as number)
        const expected = chance * (gained + next) + (1 - chance) * kept
        if (gained <= 0 || expected <= value) continue
        value = expected
        found = at
      }
      now[unit] = value
      if (unit === 0) best = found
    }
    later = now
  }
  return best
}
