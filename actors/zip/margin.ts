/** A profit margin that learns by the Widrow-Hoff rule with momentum. */
export interface Margin {
  /** The price that it asks for a unit of this limit, in ticks, not rounded. */
  price(limit: number): number
  /** Moves towards the price `target`, which is for a unit of this limit. */
  learn(limit: number, target: number): void
  /** The margin: 0 or more to sell, −1..0 to buy. */
  readonly value: number
}

/**
 * The margin of a ZIP trader: p = λ(1 + μ); Δ = β(τ − p); Γ ← γΓ + (1 − γ)Δ; μ ← (p + Γ)/λ − 1, kept
 * where it loses nothing.
 *
 * Source: Cliff (1997), "Minimal-intelligence agents for bargaining behaviors in market-based
 * environments", HP Laboratories technical report HPL-97-91, section 4.2.
 *
 * @param begin its size to begin with, 0 or more
 * @param rate β
 * @param momentum γ, 0..1
 */
export function createMargin(
  isBuyer: boolean,
  begin: number,
  rate: number,
  momentum: number,
): Margin {
  let value = isBuyer ? -Math.min(begin, 1) : begin
  let moving = 0
  return {
    price: (limit) => limit * (1 + value),
    learn(limit, target) {
      const price = limit * (1 + value)
      moving = momentum * moving + (1 - momentum) * rate * (target - price)
      const next = (price + moving) / limit - 1
      value = isBuyer ? Math.min(0, Math.max(-1, next)) : Math.max(0, next)
    },
    get value() {
      return value
    },
  }
}
