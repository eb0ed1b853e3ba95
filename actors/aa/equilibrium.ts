import { exp } from '../../protocols/math.ts'

/** What a trader makes of the trades that it heard of. */
export interface Equilibrium {
  /** Takes in the price of a trade, ticks. */
  traded(price: number): void
  /** The estimate of the competitive price; `undefined` before any trade. */
  readonly price: number | undefined
  /** θ that the volatility of the trades about that price asks for. */
  shape(): number
}

/**
 * The estimate of an AA trader: the mean of the last `window` trades, each weighing `decay` of the
 * one after it; and Smith's α, the root mean square of their distance from it as a share of it, among
 * all α seen so far, which gives θ*(α) = (θmax − θmin)(1 − ᾱ)e^{γ(ᾱ − 1)} + θmin.
 *
 * Source: Vytelingum (2006), "The structure and behaviour of the continuous double auction", thesis,
 * University of Southampton, section 5.2; Vytelingum, Cliff and Jennings (2008), "Strategic bidding
 * in continuous double auctions", Artificial Intelligence 172, section 4.
 */
export function createEquilibrium(options: {
  readonly window: number
  readonly decay: number
  readonly shapeMin: number
  readonly shapeMax: number
  readonly curve: number
}): Equilibrium {
  const { window, decay, shapeMin, shapeMax, curve } = options
  const prices: number[] = []
  let price: number | undefined
  let alpha = 0
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  return {
    traded(next) {
      prices.push(next)
      if (prices.length > window) prices.shift()
      let weight = 1
      let weights = 0
      let sum = 0
      for (let at = prices.length - 1; at >= 0; at--) {
        sum += weight * (prices[at] as number)
        weights += weight
        weight *= decay
      }
      const mean = sum / weights
      price = mean
      const squares = prices.reduce((total, one) => total + (one - mean) * (one - mean), 0)
      alpha = Math.sqrt(squares / prices.length) / mean
      least = Math.min(least, alpha)
      most = Math.max(most, alpha)
    },
    get price() {
      return price
    },
    shape() {
      const share = most > least ? (alpha - least) / (most - least) : 0
      return (shapeMax - shapeMin) * (1 - share) * exp(curve * (share - 1)) + shapeMin
    },
  }
}
