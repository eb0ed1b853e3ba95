/**
 * VPIN, the volume-synchronised probability of informed trading: trades fill buckets of equal volume,
 * large ones split over several; the mean over full buckets of |bought − sold|/bucket, 0..1. The last,
 * unfull bucket does not count; NaN where none is full. Here the tape says who was the aggressor;
 * trades of auctions, which have none, are left out.
 *
 * Source: Easley, López de Prado, O'Hara (2012), "Flow toxicity and liquidity in a high-frequency
 * world", Review of Financial Studies 25, whose bulk classification guesses the side.
 *
 * @param bucket lots, above 0
 */
export function vpin(sizes: ArrayLike<number>, signs: ArrayLike<number>, bucket: number): number {
  let [room, balance, sum, count] = [bucket, 0, 0, 0]
  for (let trade = 0; trade < sizes.length; trade++) {
    const sign = signs[trade] as number
    if (Number.isNaN(sign)) continue
    for (let left = sizes[trade] as number; left > 0; ) {
      const taken = Math.min(left, room)
      balance += sign * taken
      room -= taken
      left -= taken
      if (room > 0) continue
      sum += Math.abs(balance) / bucket
      count++
      room = bucket
      balance = 0
    }
  }
  return sum / count
}
