import { Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createQuotingMaker } from '../quoting-maker.ts'
import type { LadderParameters } from './parameters.ts'

/**
 * A market maker who quotes the same ladder whatever it holds: each `interval` it withdraws its
 * quotes and sends `levels` bids and as many asks of `size` lots, the first `spread` ticks apart
 * about the mid that it sees, the others `step` ticks behind one another. The first bid is rounded
 * down to a tick and the first ask up. A ladder of one level is the maker of a fixed spread. It
 * quotes nothing while a side of the book is empty, and no bid below one tick.
 */
export function createLadder(parameters: LadderParameters, market: Market): Actor {
  const { spread, levels, step, size } = parameters
  return createQuotingMaker(
    parameters,
    (desk, { mid }) => {
      const bid = Math.floor(mid - spread / 2)
      const ask = Math.ceil(mid + spread / 2)
      for (let level = 0; level < levels; level++) {
        desk.limit(Side.buy, bid - level * step, size)
        desk.limit(Side.sell, ask + level * step, size)
      }
    },
    market,
  )
}
