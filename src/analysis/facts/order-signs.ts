import type { MarketSeries } from '../market-series.ts'

/**
 * The sign of each aggressor, +1 or −1, in the order of time: trades of one moment and one side are one
 * order that took several. Auctions, which have no aggressor, are left out.
 *
 * Source: Lillo and Farmer (2004), "The long memory of the efficient market", Studies in Nonlinear
 * Dynamics and Econometrics 8.
 */
export function orderSigns({ prints }: Pick<MarketSeries, 'prints'>): Float64Array {
  const { at, sign } = prints
  return sign.filter((value, trade) => {
    if (Number.isNaN(value)) return false
    return trade === 0 || at[trade] !== at[trade - 1] || value !== sign[trade - 1]
  })
}
