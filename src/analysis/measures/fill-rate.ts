/**
 * Fill rate of each group: the share of its new orders that traded at all, 0..1. An order that was
 * refused counts as one that did not trade; a group without orders is not there.
 *
 * Source: the "fill ratio" of Hasbrouck and Saar (2009), "Technology and liquidity provision",
 * Journal of Financial Markets 12, without regard to how long it took.
 *
 * @param groups who sent each order
 * @param filled lots of each order that traded
 */
export function fillRates(
  groups: ArrayLike<string>,
  filled: ArrayLike<number>,
): Map<string, number> {
  const tallies = new Map<string, { orders: number; traded: number }>()
  for (let order = 0; order < groups.length; order++) {
    const group = groups[order] as string
    const tally = tallies.get(group) ?? { orders: 0, traded: 0 }
    tally.orders++
    if ((filled[order] as number) > 0) tally.traded++
    tallies.set(group, tally)
  }
  return new Map([...tallies].map(([group, { orders, traded }]) => [group, traded / orders]))
}
