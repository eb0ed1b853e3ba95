import { expm1, log1p } from '../../protocols/math.ts'

/** (e^{xθ} − 1)/(e^θ − 1), from 0 at x = 0 to 1 at x = 1; x itself at θ = 0. */
export function bend(x: number, shape: number): number {
  return shape === 0 ? x : expm1(x * shape) / expm1(shape)
}

/** The x in 0..1 at which `bend` is `y`. */
export function unbend(y: number, shape: number): number {
  return shape === 0 ? y : log1p(y * expm1(shape)) / shape
}

/** What prices one trader may aim at. */
export interface Aim {
  readonly isBuyer: boolean
  readonly limit: number
  /** The competitive price as it estimates that. */
  readonly price: number
  readonly priceMax: number
}

/**
 * The price at which a trader of this aggressiveness aims: its limit at 1, the worst price of the
 * market (0, or priceMax) at −1; at 0 the competitive price, or its limit where that is worse.
 *
 * Source: Vytelingum, Cliff and Jennings (2008), "Strategic bidding in continuous double auctions",
 * Artificial Intelligence 172, section 4.2, equations 3 to 6.
 *
 * @param aggressiveness −1..1
 * @returns ticks, not rounded, never beyond the limit
 */
export function targetOf(aim: Aim, aggressiveness: number, shape: number): number {
  const { limit, isBuyer, priceMax } = aim
  const neutral = neutralOf(aim)
  if (aggressiveness >= 0) return neutral + (limit - neutral) * bend(aggressiveness, shape)
  const worst = isBuyer ? 0 : Math.max(priceMax, limit)
  return neutral + (worst - neutral) * bend(-aggressiveness, shape)
}

/**
 * The aggressiveness at which a trader would aim at `price`: −1..1, the nearest where it cannot.
 * Where its limit is worse than the competitive price, its limit is at 0 and all above.
 */
export function aggressivenessOf(aim: Aim, price: number, shape: number): number {
  const { limit, isBuyer, priceMax } = aim
  const neutral = neutralOf(aim)
  const worst = isBuyer ? 0 : Math.max(priceMax, limit)
  const within = (share: number): number => Math.min(1, Math.max(0, share))
  const isBeyond = isBuyer ? price > neutral : price < neutral
  if (isBeyond) {
    return limit === neutral ? 0 : unbend(within((price - neutral) / (limit - neutral)), shape)
  }
  return worst === neutral ? 0 : -unbend(within((price - neutral) / (worst - neutral)), shape)
}

const neutralOf = ({ isBuyer, limit, price }: Aim): number =>
  isBuyer ? Math.min(limit, price) : Math.max(limit, price)
