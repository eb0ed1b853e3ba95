import { Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createQuotingMaker } from '../quoting-maker.ts'
import { asymptoticQuotes } from './asymptotic-quotes.ts'
import type { GlftParameters } from './parameters.ts'

/**
 * A market maker with a limit to what it holds: each `interval` it withdraws its quotes and sends a
 * bid and an ask as far from the mid that it sees as `asymptoticQuotes` says of what it holds by its
 * fills, counted in orders of `size` lots. The bid is rounded down to a tick and the ask up. Where it
 * holds `limit` orders it sends no bid, where it owes as many no ask. It quotes nothing while a side
 * of the book is empty; a restarted one believes that it holds nothing.
 */
export function createGlft(parameters: GlftParameters, market: Market): Actor {
  const { size, limit } = parameters
  return createQuotingMaker(
    parameters,
    (desk, { mid, held }) => {
      const inventory = held / size
      const { bid, ask } = asymptoticQuotes(parameters, inventory)
      if (inventory < limit) desk.limit(Side.buy, Math.floor(mid - bid), size)
      if (inventory > -limit) desk.limit(Side.sell, Math.ceil(mid + ask), size)
    },
    market,
  )
}
