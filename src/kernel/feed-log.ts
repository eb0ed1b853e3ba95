import { CELL_FLOATS, CELL_WORDS, Cells, copyCells } from '../../protocols/cells.ts'
import type { Directory } from './directory.ts'
import { compareAtOneTime, type EventKey } from './event-order.ts'
import type { FeedTerms, Latency } from './latency.ts'

/** Who reads a feed: when its last publication so far was, or will be, delivered. */
export interface Subscriber {
  readonly reader: number
  /** Which of the reader's subscriptions it is. */
  readonly term: number
  /** When the newest is delivered, and when the one before it was. */
  delivered: number
  before: number
  /** Where the newest waits for its delivery, and the generation of that cell; −1: nowhere. */
  pending: number
  generation: number
  /** When its link is free again, after the newest and before it, where the link has a bandwidth. */
  free: number
  freeBefore: number
}

/** Who subscribes and has been delivered nothing yet. */
export const newSubscriber = (reader: number, term: number): Subscriber => ({
  reader,
  term,
  ...{ delivered: 0, before: 0, pending: -1, generation: 0, free: 0, freeBefore: 0 },
})

/**
 * What one publisher said of one kind about one instrument, as far as somebody may still be waiting
 * for it: a ring of publications, and who subscribes to them here.
 *
 * A reader's delay is a function of (seed, reader, publication), so nothing need be delivered for
 * `observe` to know what would have been. Publications arrive at a reader in order: one that is
 * faster than its forerunner waits for it.
 *
 * On a conflated link what is published leaves at the next multiple of an interval, and only the
 * newest of those that would leave together. By the time at which one could arrive it is known
 * whether another took its place, so that this too can be looked at.
 */
export class FeedLog {
  readonly publisher: number
  readonly kind: number
  readonly instrument: number
  readonly subscribers = new Map<number, Subscriber>()
  /** The shortest delay of any reader that asked for this feed here. */
  shortest = Number.POSITIVE_INFINITY
  private readonly directory: Directory
  private readonly latency: Latency
  private ring = new Cells(16)
  private first = 0
  private count = 0
  /** Publications ever made; the newest has this number. */
  private total = 0

  constructor(
    publisher: number,
    kind: number,
    instrument: number,
    directory: Directory,
    latency: Latency,
  ) {
    this.publisher = publisher
    this.kind = kind
    this.instrument = instrument
    this.directory = directory
    this.latency = latency
  }

  /** Where the publications stand: cells of `slot(nth)`. */
  get cells(): Cells {
    return this.ring
  }

  /** Keeps the publication at `cell`; drops what every reader has surely had replaced by `now`. */
  append(words: Uint32Array, cell: number, now: number): void {
    while (this.count > 1 && this.leaves(1) + this.latency.longest < now) {
      this.first = (this.first + 1) & (this.ring.capacity - 1)
      this.count--
    }
    if (this.count === this.ring.capacity) this.enlarge()
    this.count++
    this.total++
    copyCells(words, cell, this.ring.words, this.slot(this.count - 1), 1)
  }

  private enlarge(): void {
    const larger = new Cells(this.ring.capacity * 2)
    for (let nth = 0; nth < this.count; nth++) {
      copyCells(this.ring.words, this.slot(nth), larger.words, nth, 1)
    }
    this.ring = larger
    this.first = 0
  }

  /** The ring cell of the nth publication kept, 0 the oldest. */
  private slot(nth: number): number {
    return (this.first + nth) & (this.ring.capacity - 1)
  }

  /** When the nth publication kept left its publisher. */
  private leaves(nth: number): number {
    return this.ring.floats[this.slot(nth) * CELL_FLOATS + 3] as number
  }

  private sequence(nth: number): number {
    return this.ring.words[this.slot(nth) * CELL_WORDS + 3] as number
  }

  private termsOf(reader: number): FeedTerms | undefined {
    return this.latency.feed?.(this.publisher, reader)
  }

  /** Why `reader` may not look at the feed; `undefined` where it may. */
  refusal(reader: number): string | undefined {
    if ((this.termsOf(reader)?.occupies ?? 0) === 0) return undefined
    const [from, to] = [this.directory.keys[this.publisher], this.directory.keys[reader]]
    return `${to} cannot observe a feed of ${from}: its link has a bandwidth, and so a state; subscribe to it`
  }

  /** Whether the next publication takes the nth kept's place: both would leave together. */
  private isReplaced(nth: number, terms: FeedTerms | undefined): boolean {
    if (terms === undefined || terms.interval === 0 || nth + 1 >= this.count) return false
    return released(this.leaves(nth), terms) === released(this.leaves(nth + 1), terms)
  }

  /** When `reader` has the nth publication kept, were it alone on the link. */
  private alone(nth: number, reader: number, terms: FeedTerms | undefined): number {
    const { latency, publisher, kind } = this
    const leaves = released(this.leaves(nth), terms)
    const fixed = leaves + latency.base(publisher, reader, kind)
    if (latency.spread(kind) === 0) return fixed
    const number = this.total - this.count + nth + 1
    const channel = Math.imul(this.instrument, 256) + kind
    const uniform = this.directory.uniformOn(reader, publisher, number, channel)
    const turn = terms?.turn(publisher, reader, channel, number) ?? 0
    return fixed + turn + latency.jitter(publisher, reader, kind, uniform, leaves)
  }

  /**
   * Delivery of the newest publication to a subscriber, which it takes note of.
   * @param supersede told where it takes the place of the one before, which is on its way
   */
  deliverNewest(subscriber: Subscriber, supersede: (subscriber: Subscriber) => void): number {
    const { reader } = subscriber
    const terms = this.termsOf(reader)
    const newest = this.count - 1
    if (newest > 0 && this.isReplaced(newest - 1, terms)) {
      supersede(subscriber)
    } else {
      subscriber.before = subscriber.delivered
      subscriber.freeBefore = subscriber.free
    }
    let at = this.alone(newest, reader, terms)
    if (terms !== undefined && terms.occupies > 0) {
      const leaves = released(this.leaves(newest), terms)
      subscriber.free = Math.max(leaves, subscriber.freeBefore) + terms.occupies
      at += subscriber.free - leaves
    }
    subscriber.delivered = Math.max(subscriber.before, at)
    return subscriber.delivered
  }

  /**
   * Calls `visit` with the ring cell and delivery time of each publication that is on its way to a
   * new subscriber when `event` is in hand, in order. On a link with a state nothing is: there was
   * nobody to whom it would have been sent.
   */
  forEachOnItsWay(
    subscriber: Subscriber,
    event: EventKey,
    visit: (cell: number, at: number) => void,
  ): void {
    const { reader } = subscriber
    const terms = this.termsOf(reader)
    if (terms !== undefined && terms.occupies > 0) return
    for (let nth = 0; nth < this.count; nth++) {
      if (this.isReplaced(nth, terms)) continue
      subscriber.before = subscriber.delivered
      subscriber.delivered = Math.max(subscriber.before, this.alone(nth, reader, terms))
      if (!this.hasArrived(nth, subscriber.delivered, event)) {
        visit(this.slot(nth), subscriber.delivered)
      }
    }
  }

  /** The ring cell of the newest publication, as its publisher knows it; or −1. */
  get newest(): number {
    return this.count === 0 ? -1 : this.slot(this.count - 1)
  }

  /**
   * The ring cell of the newest publication whose delivery to `reader` comes before `event`, or is
   * that event itself; or −1. What left early enough to have arrived whatever its jitter is found
   * by bisection; only what left within the last longest delay of the link is looked at one by one.
   */
  observed(reader: number, event: EventKey): number {
    const base = this.latency.base(this.publisher, reader, this.kind)
    const spread = this.latency.spread(this.kind)
    const terms = this.termsOf(reader)
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.leaves(middle) + base + spread < event.time) low = middle + 1
      else high = middle
    }
    let newest = low - 1
    let delivered = 0
    for (let nth = low; nth < this.count; nth++) {
      if (this.leaves(nth) + base > event.time) break
      if (this.isReplaced(nth, terms)) continue
      delivered = Math.max(delivered, this.alone(nth, reader, terms))
      if (!this.hasArrived(nth, delivered, event)) break
      newest = nth
    }
    return newest < 0 ? -1 : this.slot(newest)
  }

  private hasArrived(nth: number, delivered: number, event: EventKey): boolean {
    if (delivered !== event.time) return delivered < event.time
    const { directory, publisher } = this
    const { time, sender, sequence } = event
    return compareAtOneTime(directory, time, publisher, this.sequence(nth), sender, sequence) <= 0
  }
}

/** When what is published at `leaves` leaves: at once, or on the grid of a conflated link. */
function released(leaves: number, terms: FeedTerms | undefined): number {
  if (terms === undefined || terms.interval === 0) return leaves
  return Math.ceil(leaves / terms.interval) * terms.interval
}
