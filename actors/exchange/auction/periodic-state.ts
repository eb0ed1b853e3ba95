import { CHAIN_WORDS, extendChain } from '../../../protocols/hash.ts'
import { Phase, Reason } from '../../../protocols/kind.ts'
import type { ActorId, OrderId } from '../../../protocols/units.ts'
import { type Book, createBook } from '../book/book.ts'
import { bookHash } from '../book/book-hash.ts'
import type { BookSink } from '../book/order-view.ts'
import { AUCTION_ONLY, UNPRICED } from '../book/order-word.ts'
import { forEachAt } from '../book/priority.ts'
import { expire, find } from '../book/resting.ts'
import { restoreBook, type SavedBook, saveBook } from '../book/save.ts'

/** The state of periodic auctions as plain values. */
export interface SavedPeriodic {
  readonly book: SavedBook
  /** The auction before which each order of the book came, in the order of priority. */
  readonly batches: readonly number[]
  readonly phase: Phase
  readonly began: number
  /** 0: none. */
  readonly due: number
  readonly hasNews: boolean
  readonly gathers: boolean
  readonly held: number
  readonly reference: number
}

/** An order that does not outlive an auction, by its name: its slot may be another's by then. */
interface Fleeting {
  readonly participant: ActorId
  readonly orderId: OrderId
  readonly venueOrder: number
}

const NEVER = Number.POSITIVE_INFINITY

/** All that periodic auctions remember. */
export class PeriodicState {
  book: Book = createBook()
  phase: Phase = Phase.preOpen
  /** When the phase began, in ns since the session's start. */
  began = 0
  /** When the next auction is; Infinity where none is. */
  due = NEVER
  /** Whether something came in since the last auction. */
  hasNews = false
  /** Whether an auction phase began whose auction is still to be held. */
  gathers = false
  /** Auctions held. */
  held = 0
  reference: number
  /** By slot. */
  private batches = new Float64Array(64)
  /** In the order of acceptance. */
  private fleeting: Fleeting[] = []

  /** @param reference as `PeriodicOptions` has it */
  constructor(reference: number) {
    this.reference = reference
  }

  /** How many auctions were held before the order in slot `at` came, or came again. */
  batchAt(at: number): number {
    return this.batches[at] as number
  }

  /** Puts a resting order in the batch that is gathered now. */
  setBatch(at: number): void {
    this.writeBatch(at, this.held)
  }

  /** Notes a resting order, the last accepted, where it does not outlive the next auction. */
  noteFleeting(at: number): void {
    const { store } = this.book
    if ((store.word(at) & (UNPRICED | AUCTION_ONLY)) === 0) return
    this.fleeting.push({
      participant: store.participant(at) as ActorId,
      orderId: store.orderId(at) as OrderId,
      venueOrder: store.venueOrder(at),
    })
  }

  /** An auction is over: ends those that do not outlive it, in the order of acceptance. */
  endFleeting(sink: BookSink): void {
    const { book } = this
    for (const { participant, orderId, venueOrder } of this.fleeting) {
      const at = find(book, participant, orderId)
      if (at === 0 || book.store.venueOrder(at) !== venueOrder) continue
      expire(book, at, Reason.auctionOver, sink)
    }
    this.fleeting = []
  }

  save(): SavedPeriodic {
    const { book, phase, began, hasNews, gathers, held, reference } = this
    const batches: number[] = []
    forEachAt(book, (at) => batches.push(this.batchAt(at)))
    const due = this.due === NEVER ? 0 : this.due
    return { book: saveBook(book), batches, phase, began, due, hasNews, gathers, held, reference }
  }

  /** Takes on a saved state; what it was is gone. */
  restore({ book, batches, due, ...rest }: SavedPeriodic): void {
    Object.assign(this, rest)
    this.due = due === 0 ? NEVER : due
    this.book = restoreBook(book)
    const slots: number[] = []
    forEachAt(this.book, (at) => {
      this.writeBatch(at, batches[slots.length] as number)
      slots.push(at)
    })
    const { store } = this.book
    this.fleeting = []
    slots.sort((a, b) => store.venueOrder(a) - store.venueOrder(b))
    for (const at of slots) this.noteFleeting(at)
  }

  /**
   * The identity of the state, 0..2^32 − 1: a chain (see `extendChain`) of twelve words, then four
   * an order, in the order of priority; its four words are folded by exclusive or. The twelve:
   * the book's hash, orders accepted, phase, whether there is news, auctions held, reference, when
   * the phase began and when the next auction is (0: none) in two words each, low and high, whether
   * an auction phase's auction is still to be held, 0.
   * An order's: its number, its batch, 0, 0.
   */
  hash(): number {
    const chain = new Uint32Array(CHAIN_WORDS)
    const absorb = (row: readonly number[]): void =>
      extendChain(chain, 0, Uint32Array.from(row), 0, row.length)
    const { book, phase, began, hasNews, gathers, held, reference } = this
    const due = this.due === NEVER ? 0 : this.due
    absorb([bookHash(book), book.numbered, phase, Number(hasNews)])
    absorb([held, reference, began % 2 ** 32, Math.floor(began / 2 ** 32)])
    absorb([due % 2 ** 32, Math.floor(due / 2 ** 32), Number(gathers), 0])
    forEachAt(book, (at) => absorb([book.store.venueOrder(at), this.batchAt(at), 0, 0]))
    return chain.reduce((hash, word) => hash ^ word) >>> 0
  }

  private writeBatch(at: number, batch: number): void {
    if (at >= this.batches.length) {
      const larger = new Float64Array(2 * Math.max(at, this.batches.length))
      larger.set(this.batches)
      this.batches = larger
    }
    this.batches[at] = batch
  }
}
