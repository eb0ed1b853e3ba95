import type { Side } from '../../../protocols/kind.ts'
import { OrderTerms } from './order-terms.ts'

/**
 * The memory of a book's orders. An order is a small number, `at`, from 1, so that 0 can mean
 * "none"; what is known of it is 32 bytes in one array, half a cache line, and its neighbours in
 * two lists are 16 bytes in another. The two are apart because an order that leaves touches the
 * links of four strangers: at ten thousand orders these still fit the nearest caches.
 *
 * A freed order goes on a list threaded through its own link and is the first to be used again,
 * while it is still in the cache. Nothing is allocated but when the store doubles, which copies
 * it: the worst case of `take` is linear in the orders that ever lived at once.
 *
 * The offsets are this file's own, and others ask by method: the engine folds a method of a known
 * object into its caller, and reads an imported constant anew each time.
 */

// 32 bytes of facts.
const LEVEL = 0
const PRICE = 1
const OPEN = 2
const SIZE = 3
const PARTICIPANT = 4
const ORDER_ID = 5
const VENUE_ORDER = 6
/** @see wordOf */
const WORD = 7
// 16 bytes of links.
const NEXT = 0
const PREVIOUS = 1
const NEXT_OWN = 2
const PREVIOUS_OWN = 3
// Of the word: see `order-word.ts`, which says them again for those who are not in a hurry.
const SIDE_BITS = 3
const ICEBERG = 1 << 3

/** A book's orders by slot: facts and links of each in typed arrays, slots used again. */
export class OrderStore {
  readonly terms = new OrderTerms()
  private facts: Int32Array
  private links: Int32Array
  private free = 0
  private used = 1

  /** @param capacity orders to have room for at first, at least 1 */
  constructor(capacity: number) {
    this.facts = new Int32Array((capacity + 1) << 3)
    this.links = new Int32Array((capacity + 1) << 2)
  }

  /** Takes in an order, all of it open, which is nowhere yet. @param word as `wordOf` makes it */
  take(
    participant: number,
    orderId: number,
    venueOrder: number,
    word: number,
    price: number,
    size: number,
  ): number {
    let at = this.free
    if (at !== 0) {
      this.free = this.links[at << 2] as number
    } else {
      if (this.used << 3 === this.facts.length) this.double()
      at = this.used++
    }
    const { facts } = this
    const fact = at << 3
    facts[fact | PRICE] = price
    facts[fact | OPEN] = size
    facts[fact | SIZE] = size
    facts[fact | PARTICIPANT] = participant
    facts[fact | ORDER_ID] = orderId
    facts[fact | VENUE_ORDER] = venueOrder
    facts[fact | WORD] = word
    return at
  }

  /** Lets the order go. Until the next `take` its facts still read as they were. */
  give(at: number): void {
    this.links[at << 2] = this.free
    this.free = at
  }

  /** The level at which it rests. */
  level(at: number): number {
    return this.facts[(at << 3) | LEVEL] as number
  }
  /** Its limit; 0 in a market order. */
  price(at: number): number {
    return this.facts[(at << 3) | PRICE] as number
  }
  /** Open lots that can trade: an iceberg's, while it rests, without its reserve. */
  open(at: number): number {
    return this.facts[(at << 3) | OPEN] as number
  }
  /** Lots in total, filled ones included. */
  size(at: number): number {
    return this.facts[(at << 3) | SIZE] as number
  }
  participant(at: number): number {
    return this.facts[(at << 3) | PARTICIPANT] as number
  }
  orderId(at: number): number {
    return (this.facts[(at << 3) | ORDER_ID] as number) >>> 0
  }
  venueOrder(at: number): number {
    return (this.facts[(at << 3) | VENUE_ORDER] as number) >>> 0
  }
  side(at: number): Side {
    return ((this.facts[(at << 3) | WORD] as number) & SIDE_BITS) as Side
  }
  /** Its side and how it differs from a plain order, whose word is its side. */
  word(at: number): number {
    return this.facts[(at << 3) | WORD] as number
  }
  isIceberg(at: number): boolean {
    return ((this.facts[(at << 3) | WORD] as number) & ICEBERG) !== 0
  }
  /** All open lots, an iceberg's reserve among them. */
  left(at: number): number {
    const open = this.facts[(at << 3) | OPEN] as number
    return this.isIceberg(at) ? open + this.terms.reserve(at) : open
  }
  /** Whether it is this participant's order of this id. @param orderId as a signed word */
  is(at: number, participant: number, orderId: number): boolean {
    const { facts } = this
    const fact = at << 3
    return facts[fact | ORDER_ID] === orderId && facts[fact | PARTICIPANT] === participant
  }
  setLevel(at: number, level: number): void {
    this.facts[(at << 3) | LEVEL] = level
  }
  setOpen(at: number, open: number): void {
    this.facts[(at << 3) | OPEN] = open
  }
  setSize(at: number, size: number): void {
    this.facts[(at << 3) | SIZE] = size
  }
  /** Gives an order that rests nowhere new terms, all of it that is open able to trade. */
  amend(at: number, price: number, size: number, open: number): void {
    const { facts } = this
    const fact = at << 3
    facts[fact | PRICE] = price
    facts[fact | SIZE] = size
    facts[fact | OPEN] = open
    if (this.isIceberg(at)) this.terms.setReserve(at, 0)
  }

  /** The order behind it at its price, or 0. */
  next(at: number): number {
    return this.links[(at << 2) | NEXT] as number
  }
  /** The order before it at its price, or 0. */
  previous(at: number): number {
    return this.links[(at << 2) | PREVIOUS] as number
  }
  /** Puts the order behind `last`, which has none behind it; 0: it is the first. */
  link(at: number, last: number): void {
    const { links } = this
    links[(at << 2) | PREVIOUS] = last
    links[(at << 2) | NEXT] = 0
    // Order 0 is nobody's: what is written there is never read.
    links[(last << 2) | NEXT] = at
  }
  /** Closes the gap between the orders before and behind it. */
  unlink(at: number): void {
    const { links } = this
    const next = links[(at << 2) | NEXT] as number
    const previous = links[(at << 2) | PREVIOUS] as number
    links[(previous << 2) | NEXT] = next
    links[(next << 2) | PREVIOUS] = previous
  }

  /** Its participant's next order, or 0. */
  nextOwn(at: number): number {
    return this.links[(at << 2) | NEXT_OWN] as number
  }
  /** Its participant's order before, or 0. */
  previousOwn(at: number): number {
    return this.links[(at << 2) | PREVIOUS_OWN] as number
  }
  /** As `link`, among its participant's orders. */
  linkOwn(at: number, last: number): void {
    const { links } = this
    links[(at << 2) | PREVIOUS_OWN] = last
    links[(at << 2) | NEXT_OWN] = 0
    links[(last << 2) | NEXT_OWN] = at
  }
  /** As `unlink`, among its participant's orders. */
  unlinkOwn(at: number): void {
    const { links } = this
    const next = links[(at << 2) | NEXT_OWN] as number
    const previous = links[(at << 2) | PREVIOUS_OWN] as number
    links[(previous << 2) | NEXT_OWN] = next
    links[(next << 2) | PREVIOUS_OWN] = previous
  }

  private double(): void {
    const facts = new Int32Array(this.facts.length * 2)
    facts.set(this.facts)
    this.facts = facts
    const links = new Int32Array(this.links.length * 2)
    links.set(this.links)
    this.links = links
  }
}
