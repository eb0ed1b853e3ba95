import { type Book, type BookOptions, createBook } from './book.ts'
import { scheduleExpiry } from './expiry.ts'
import { orderHash } from './order-table.ts'
import { ICEBERG, TIMED } from './order-word.ts'
import { forEachAt } from './priority.ts'
import { ladderOf } from './resting.ts'

/** A resting order as plain numbers. */
export interface SavedOrder {
  readonly participant: number
  readonly orderId: number
  readonly venueOrder: number
  /** Its side and conditions. @see wordOf */
  readonly word: number
  readonly price: number
  readonly size: number
  /** All its open lots, and those of them that are an iceberg's reserve. */
  readonly open: number
  readonly reserve: number
  readonly display: number
  readonly expires: number
  /** Its place among its participant's orders, from 0 for the one that has rested longest. */
  readonly turn: number
}

/** A book's state as plain values that JSON carries exactly. */
export interface SavedBook {
  readonly numbered: number
  /** Every resting order: bids and then asks, in their order of priority. */
  readonly orders: readonly SavedOrder[]
}

/** All of a book's state but what it was made with. */
export function saveBook(book: Book): SavedBook {
  const { store, numbered } = book
  const { terms } = store
  const turns = turnsOf(book)
  const orders: SavedOrder[] = []
  forEachAt(book, (at) => {
    const word = store.word(at)
    const hasTerms = (word & (ICEBERG | TIMED)) !== 0
    orders.push({
      participant: store.participant(at),
      orderId: store.orderId(at),
      venueOrder: store.venueOrder(at),
      word,
      price: store.price(at),
      size: store.size(at),
      open: store.left(at),
      reserve: store.left(at) - store.open(at),
      display: hasTerms ? terms.display(at) : 0,
      expires: hasTerms ? terms.expires(at) : 0,
      turn: turns.get(at) as number,
    })
  })
  return { numbered, orders }
}

/** Each order's place among its participant's. */
function turnsOf(book: Book): Map<number, number> {
  const { store } = book
  const turns = new Map<number, number>()
  forEachAt(book, (first) => {
    if (store.previousOwn(first) !== 0) return
    for (let at = first, turn = 0; at !== 0; at = store.nextOwn(at)) turns.set(at, turn++)
  })
  return turns
}

/**
 * A book in the state that `saveBook` gave: the same calls make of both the same.
 * @param options what the saved book was made with
 * @throws RangeError where a participant of it is no actor's number
 */
export function restoreBook(saved: SavedBook, options: BookOptions = {}): Book {
  const book = createBook({ capacity: Math.max(saved.orders.length, 1), ...options })
  const { store, table, owners } = book
  book.numbered = saved.numbered
  const turns: { readonly at: number; readonly turn: number }[] = []
  for (const order of saved.orders) {
    const { participant, orderId, venueOrder, word, price, size, open, reserve } = order
    owners.admit(participant)
    const at = store.take(participant, orderId, venueOrder, word, price, size)
    store.setOpen(at, open - reserve)
    if ((word & (ICEBERG | TIMED)) !== 0) {
      store.terms.set(at, order.display, order.expires)
      store.terms.setReserve(at, reserve)
    }
    if ((word & ICEBERG) !== 0) book.hasIcebergs = true
    ladderOf(book, at).append(at)
    table.add(at, orderHash(participant, orderId))
    if ((word & TIMED) !== 0) scheduleExpiry(book, at)
    turns.push({ at, turn: order.turn })
  }
  turns.sort((a, b) => a.turn - b.turn)
  for (const { at } of turns) owners.append(at)
  return book
}
