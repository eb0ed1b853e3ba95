import { CHAIN_WORDS, extendChain } from '../../../protocols/hash.ts'
import type { Book } from './book.ts'
import { ICEBERG, SIDE_BITS, TIMED } from './order-word.ts'
import { forEachAt } from './priority.ts'

/**
 * The identity of what stands in the book, 0..2^32 − 1: the same orders in the same queues hash
 * alike, however they came to it. It is a chain (see `extendChain`) of eight words an order, bids
 * and then asks in their order of priority (see `forEachOn`): participant, order id, the book's
 * number, size, open size, price, side, conditions (the order's word without its side, see
 * `wordOf`; 0 in a plain order); behind those of an iceberg and of an order with a time to expire,
 * eight more: display, reserve, the time's low and high word, 0, 0, 0, 0. The chain's four words
 * are folded by exclusive or. Walks the whole book.
 */
export function bookHash(book: Book): number {
  const chain = new Uint32Array(CHAIN_WORDS)
  const row = new Uint32Array(8)
  const { store } = book
  const { terms } = store
  forEachAt(book, (at) => {
    const word = store.word(at)
    row[0] = store.participant(at)
    row[1] = store.orderId(at)
    row[2] = store.venueOrder(at)
    row[3] = store.size(at)
    row[4] = store.left(at)
    row[5] = store.price(at)
    row[6] = word & SIDE_BITS
    row[7] = word & ~SIDE_BITS
    extendChain(chain, 0, row, 0, row.length)
    if ((word & (ICEBERG | TIMED)) === 0) return
    row.fill(0)
    row[0] = terms.display(at)
    row[1] = terms.reserve(at)
    row[2] = terms.expires(at) % 2 ** 32
    row[3] = Math.floor(terms.expires(at) / 2 ** 32)
    extendChain(chain, 0, row, 0, row.length)
  })
  return chain.reduce((hash, word) => hash ^ word) >>> 0
}
