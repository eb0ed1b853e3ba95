import { box, contains } from '../../../actors/learner/space.ts'
import { type LiquidationTerms, planLiquidation } from '../../../actors/liquidation.ts'
import type { Environment } from '../environment.ts'

/** The example of Almgren and Chriss 2000, section 3.4, at λ = 1e-6. */
export const LIQUIDATION: LiquidationTerms = {
  ...{ shares: 1e6, horizon: 5, trades: 5, volatility: 0.95, fixedCost: 0.0625 },
  ...{ permanentImpact: 2.5e-7, temporaryImpact: 2.5e-6, riskAversion: 1e-6 },
}

/**
 * An order to be sold in equal intervals. Seen are the shares of time and of the order that are left; an
 * action is the share of what is left to sell now, 0..1, and the last trade sells all of it. Each trade
 * costs what a schedule can change of Almgren and Chriss's objective: (η − γτ/2) n²/τ + λσ²τ x², n sold and
 * x left after it. The reward is −1 times that, in units of an even schedule's whole cost, so that this
 * pays −1. The price's way is not drawn: its variance is in the cost already.
 *
 * Source: Almgren and Chriss (2000), "Optimal execution of portfolio transactions", eqs. 4 to 6.
 */
export function createOptimalLiquidation(
  terms: LiquidationTerms = LIQUIDATION,
): Environment<Float64Array, Float64Array> {
  const { trades } = terms
  const unit = scheduleCost(
    Array.from({ length: trades + 1 }, (_, nth) => (terms.shares * (trades - nth)) / trades),
    terms,
  )
  let [nth, held, isOpen] = [0, terms.shares, false]
  const seen = (): Float64Array => Float64Array.of(1 - nth / trades, held / terms.shares)
  const actionSpace = box(0, 1, [1])
  return {
    observationSpace: box(0, 1, [2]),
    actionSpace,
    reset() {
      ;[nth, held, isOpen] = [0, terms.shares, true]
      return { observation: seen(), info: {} }
    },
    step(action) {
      if (!isOpen) throw new Error('no episode is under way: reset first')
      const share = action[0] as number
      if (!contains(actionSpace, action)) throw new RangeError(`${share} is no share of an order`)
      const before = held
      nth++
      held = nth === trades ? 0 : before * (1 - share)
      isOpen = nth < trades
      const reward = -scheduleCost([before, held], terms) / unit
      return {
        ...{ observation: seen(), reward, terminated: !isOpen, truncated: false },
        info: { held },
      }
    },
    close() {
      isOpen = false
    },
  }
}

/**
 * What a schedule can change of expected shortfall + λ · variance: without γX²/2 and εX, which every
 * schedule pays.
 *
 * @param holdings shares before the first trade and after each
 */
export function scheduleCost(holdings: readonly number[], terms: LiquidationTerms): number {
  const step = terms.horizon / terms.trades
  const impact = terms.temporaryImpact - (terms.permanentImpact * step) / 2
  const risk = terms.riskAversion * terms.volatility * terms.volatility * step
  let cost = 0
  for (let nth = 1; nth < holdings.length; nth++) {
    const after = holdings[nth] as number
    const sold = (holdings[nth - 1] as number) - after
    cost += (impact * sold * sold) / step + risk * after * after
  }
  return cost
}

/** The best schedule's cost, in closed form. */
export const bestLiquidation = (terms: LiquidationTerms = LIQUIDATION): number =>
  scheduleCost(planLiquidation(terms).holdings, terms)
