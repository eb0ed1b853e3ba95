import { Side } from '../../protocols/kind.ts'
import { HOUR } from '../../protocols/units.ts'
import type { Actor, Market } from '../actor.ts'
import { createQuotingMaker } from '../quoting-maker.ts'
import { reservationQuotes } from '../reservation-quotes.ts'
import type { AvellanedaStoikovParameters } from './parameters.ts'

/**
 * A market maker who minds what it holds: each `interval` it withdraws its quotes and sends a bid
 * and an ask about the reservation price s − qγσ²(T − t), γσ²(T − t) + (2/γ) ln(1 + γ/k) apart, with
 * s the mid that it sees, q the lots that it holds by its fills and T the close. The bid is rounded
 * down to a tick and the ask up. It quotes nothing while a side of the book is empty; a restarted
 * one believes that it holds nothing.
 *
 * Source: Avellaneda and Stoikov 2008, *High-frequency trading in a limit order book*, equations 29
 * and 30.
 */
export function createAvellanedaStoikov(
  parameters: AvellanedaStoikovParameters,
  market: Market,
): Actor {
  const { size } = parameters
  return createQuotingMaker(
    parameters,
    (desk, { mid, held, left }) => {
      const { skew, spread } = reservationQuotes(parameters, held, left / HOUR)
      desk.limit(Side.buy, Math.floor(mid + skew - spread / 2), size)
      desk.limit(Side.sell, Math.ceil(mid + skew + spread / 2), size)
    },
    market,
  )
}
