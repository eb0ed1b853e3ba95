import { CHAIN_WORDS, extendChain } from '../../../protocols/hash.ts'
import type { Phase } from '../../../protocols/kind.ts'
import type { SavedIndication } from '../auction/indication.ts'
import type { Book } from '../book/book.ts'
import { bookHash } from '../book/book-hash.ts'
import type { SavedBook } from '../book/save.ts'
import type { PeggedOrder } from './pegs.ts'
import type { Stop } from './stops.ts'

/** A continuous auction's state as plain values. */
export interface SavedContinuous {
  readonly book: SavedBook
  /** In the order of acceptance. */
  readonly stops: readonly Stop[]
  /** In the order of acceptance. */
  readonly pegs: readonly PeggedOrder[]
  readonly phase: Phase
  /** Whether orders gather, or did when a halt came. */
  readonly gathers: boolean
  /** What auctions refer to, in ticks; 0: nothing. */
  readonly last: number
  readonly indication: SavedIndication
}

/**
 * The identity of the state, 0..2^32 − 1: a chain (see `extendChain`) of its rows, whose four words
 * are folded by exclusive or. First eight words: the book's hash, orders accepted, phase, 1 where
 * orders gather, the auctions' reference, 0, 0, 0. Then sixteen for each stop: participant, order
 * id, the venue's number, side, order type, time in force, limit, size, display, hidden, self-trade,
 * minimum, stop price, `expires` in two words, low and high, 0. Then eight for each pegged order:
 * participant, the venue's number, peg, offset, limit, and 0 three times. Stops and pegged orders
 * come in the order of acceptance.
 */
export function hashState(state: SavedContinuous, book: Book): number {
  const { stops, pegs, phase, gathers, last } = state
  const chain = new Uint32Array(CHAIN_WORDS)
  const absorb = (row: readonly number[]): void =>
    extendChain(chain, 0, Uint32Array.from(row), 0, row.length)
  absorb([bookHash(book), book.numbered, phase, gathers ? 1 : 0, last, 0, 0, 0])
  for (const { participant, venueOrder, terms } of stops) {
    const { orderId, side, orderType, timeInForce, price, size } = terms
    const { display, hidden, selfTrade, minimum, stop, expires } = terms
    absorb([
      ...[participant, orderId, venueOrder, side, orderType, timeInForce, price, size],
      ...[display, hidden, selfTrade, minimum, stop, expires, Math.floor(expires / 2 ** 32), 0],
    ])
  }
  for (const { participant, venueOrder, terms } of pegs) {
    const { peg, offset, price } = terms
    absorb([participant, venueOrder, peg, offset, price, 0, 0, 0])
  }
  return chain.reduce((hash, word) => hash ^ word) >>> 0
}
