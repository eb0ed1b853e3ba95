import { Kind, Phase, Reason, Role, type Side } from '../../protocols/kind.ts'
import type {
  Accepted,
  Cancelled,
  Cross,
  ExecutionReport,
  Expired,
  Fill,
  Message,
  PartialFill,
  Replaced,
  Repriced,
  Triggered,
} from '../../protocols/message.ts'
import { BookDepth } from './book-depth.ts'
import { forEachRecord, type TapeSource } from './read-tape.ts'
import { TapeError } from './tape.ts'

/** One change of the book, as a market-by-order feed would tell it. */
export type BookEvent =
  | {
      /**
       * An order, or what rests of it for all to see, was added; lost some of its size; was deleted;
       * traded. An iceberg is added anew with each refresh. `executeHidden`: lots traded that nobody
       * saw, and the book is as it was.
       */
      readonly type: 'add' | 'reduce' | 'delete' | 'execute' | 'executeHidden'
      /** ns since the session's start. */
      readonly at: number
      readonly venueOrder: number
      /** The side of the order that rests. */
      readonly side: Side
      /** Ticks: where the order rests; of hidden lots, at which they traded. */
      readonly price: number
      /** The lots that came or went. */
      readonly size: number
    }
  | {
      /** An auction took place. The executions of what all could see in it came before. */
      readonly type: 'cross'
      readonly at: number
      /** Ticks. */
      readonly price: number
      readonly size: number
      readonly phase: Phase
    }
  | { readonly type: 'halt' | 'auction' | 'resume'; readonly at: number }

/** Hears each event and sees the book after it, which is one reused object. */
export type VisitBook = (event: BookEvent, book: BookDepth) => void

type Change = 'add' | 'reduce' | 'delete' | 'execute'

interface Order {
  readonly venueOrder: number
  readonly side: Side
  /** 0: at whatever price an auction comes to. */
  readonly price: number
  open: number
  /** Lots that are shown at a time; 0: all of them. */
  readonly display: number
  readonly isHidden: boolean
  /** Lots of it that all can see; the rest is hidden, or an iceberg's reserve. */
  shown: number
  /** When the venue took it in, or changed it. */
  readonly at: number
}

type Report = Extract<Message, ExecutionReport>

/**
 * Rebuilds the book of one instrument, as far as all could see it, from the execution reports that
 * its venue said, and shows `visit` each change in order. An order that trades on its way in shows
 * as the executions of those it met, then as an addition of what rests of it; an order that loses
 * its priority when it is replaced, or moves with its peg, as a deletion and an addition.
 *
 * Never shown are hidden orders, an iceberg's reserve, stops that wait, orders without a price that
 * wait for an auction, and what dealers quote on request. Lots of a reserve that trade in an auction
 * were never shown either: the iceberg refreshes itself once, with what is left.
 *
 * @param venue the venue's dense id
 * @param instrument the instrument's number at the venue
 * @returns how many events were shown
 * @throws TapeError where reports contradict each other: the book is not what the venue says
 */
export function rebuildBook(
  tape: TapeSource,
  venue: number,
  instrument: number,
  visit: VisitBook,
): number {
  const rebuild = new Rebuild(visit)
  forEachRecord(tape, (message) => {
    if (message.sender !== venue) return
    if (message.kind === Kind.session) rebuild.enterPhase(message.phase, message.sent)
    else if (message.kind === Kind.cross && message.instrument === instrument) {
      rebuild.cross(message)
    } else if (message.kind === Kind.quoteInvite && message.instrument === instrument) {
      rebuild.isPrivate = true
    } else if (isReport(message) && message.instrument === instrument) rebuild.hear(message)
  })
  rebuild.settle()
  return rebuild.events
}

class Rebuild {
  events = 0
  /** Whether dealers are asked here one by one: then there is no book that all could see. */
  isPrivate = false
  private readonly visit: VisitBook
  private readonly book = new BookDepth()
  private readonly resting = new Map<number, Order>()
  /** Stops that wait. */
  private readonly dormant = new Map<number, Order>()
  /** The order that the venue took in last, until it is known how much of it rests. */
  private entering: Order | undefined
  private isHalted = false

  constructor(visit: VisitBook) {
    this.visit = visit
  }

  hear(report: Report): void {
    if (this.isPrivate) {
      this.overhear(report)
      return
    }
    // All that a venue says of an order's way in, it says at once.
    if (this.entering !== undefined && report.sent > this.entering.at) this.settle()
    switch (report.kind) {
      case Kind.accepted:
        this.settle()
        this.accept(report)
        return
      case Kind.partialFill:
      case Kind.fill:
        this.fill(report)
        return
      case Kind.replaced:
        this.replace(report)
        return
      case Kind.repriced:
        this.settle()
        this.move(this.find(report), report)
        return
      case Kind.triggered:
        this.settle()
        this.trigger(report)
        return
      case Kind.cancelled:
      case Kind.expired:
        this.end(report)
    }
  }

  enterPhase(phase: Phase, at: number): void {
    this.settle()
    if (phase === Phase.halted || phase === Phase.volatilityAuction) {
      this.isHalted = true
      this.show({ type: phase === Phase.halted ? 'halt' : 'auction', at })
    } else if (phase === Phase.continuous && this.isHalted) {
      this.isHalted = false
      this.show({ type: 'resume', at })
    }
  }

  cross({ price, size, phase, sent: at }: Extract<Message, Cross>): void {
    this.settle()
    this.show({ type: 'cross', at, price, size, phase })
  }

  /** The order that was entering has met all that it could: what is left of it rests. */
  settle(): void {
    const order = this.entering
    this.entering = undefined
    if (order === undefined || order.open === 0) return
    this.resting.set(order.venueOrder, order)
    const { open, display } = order
    const isUnseen = order.isHidden || order.price === 0
    order.shown = isUnseen ? 0 : display > 0 ? Math.min(display, open) : open
    if (!isUnseen) this.change('add', order, order.at, order.shown)
  }

  /** What dealers and requesters traded; that they might is between them and the venue. */
  private overhear(report: Report): void {
    if (report.kind !== Kind.fill && report.kind !== Kind.partialFill) return
    const { role, venueOrder, side, price, size, sent: at } = report
    if (role !== Role.maker) return
    this.show({ type: 'executeHidden', at, venueOrder, side, price, size })
  }

  private accept(report: Extract<Report, Accepted>): void {
    const { venueOrder, side, price, size: open, display = 0, sent: at } = report
    const isHidden = report.hidden === 1
    const order: Order = { venueOrder, side, price, open, display, isHidden, shown: 0, at }
    if (report.dormant === 1) this.dormant.set(venueOrder, order)
    else this.entering = order
  }

  private trigger({ venueOrder, price, size, sent: at }: Extract<Report, Triggered>): void {
    const order = this.dormant.get(venueOrder)
    if (order === undefined) throw contradiction(at, venueOrder, 'is no stop that waits')
    this.dormant.delete(venueOrder)
    this.entering = { ...order, price, open: size, at }
  }

  private fill(report: Extract<Report, PartialFill | Fill>): void {
    const { venueOrder, role, price, size, open, sent: at } = report
    const isEntering = role === Role.taker && this.enters(venueOrder)
    // Whoever waited in this trade was there before it.
    if (!isEntering && this.enters(venueOrder)) this.settle()
    const order = isEntering ? (this.entering as Order) : this.find(report)
    order.open -= size
    if (order.open !== open) {
      throw contradiction(at, venueOrder, `has ${order.open} lots left by its fills, not ${open}`)
    }
    if (isEntering) return
    if (order.shown > 0) this.execute(order, at, Math.min(size, order.shown))
    else if (role !== Role.auction) {
      this.show({ type: 'executeHidden', at, venueOrder, side: order.side, price, size })
    }
    if (open === 0) this.resting.delete(venueOrder)
  }

  /** Takes lots off what is shown of the order, and refreshes an iceberg that is used up. */
  private execute(order: Order, at: number, lots: number): void {
    order.shown -= lots
    this.change('execute', order, at, lots)
    if (order.shown > 0 || order.open === 0) return
    order.shown = Math.min(order.display, order.open)
    this.change('add', order, at, order.shown)
  }

  private replace(report: Extract<Report, Replaced>): void {
    const { venueOrder, price, open, sent: at } = report
    const waiting = this.dormant.get(venueOrder)
    if (waiting !== undefined) {
      this.dormant.set(venueOrder, { ...waiting, price, open })
      return
    }
    const entering = this.enters(venueOrder) ? this.entering : undefined
    const order = entering ?? this.find(report)
    if (price !== order.price || open >= order.open) {
      this.settle()
      this.move(order, report)
      return
    }
    // It keeps its place. What is entering may have met it, and be cut or go on entering itself.
    order.open = open
    if (order === entering) return
    const shown = order.display > 0 ? Math.min(order.shown, open) : open
    const size = order.shown === 0 ? 0 : order.shown - shown
    order.shown -= size
    if (size > 0) this.change('reduce', order, at, size)
  }

  /** The order loses its place, and enters at another. */
  private move(order: Order, report: Extract<Report, Replaced | Repriced>): void {
    const { price, open, sent: at } = report
    this.remove(order, at)
    this.entering = { ...order, price, open, shown: 0, at }
  }

  private end(report: Extract<Report, Cancelled | Expired>): void {
    const { kind, venueOrder, reason, sent: at } = report
    if (this.dormant.delete(venueOrder)) return
    const isSelfTrade = reason === Reason.selfTrade
    const isOfItsEntry = isSelfTrade || (kind === Kind.expired && reason !== Reason.sessionEnd)
    if (isOfItsEntry && this.enters(venueOrder)) {
      // What is left of an order that may not rest.
      this.entering = undefined
      return
    }
    // One that the entering order met makes way for it, and it goes on entering.
    if (!isSelfTrade) this.settle()
    this.remove(this.find(report), at)
  }

  private remove(order: Order, at: number): void {
    this.resting.delete(order.venueOrder)
    if (order.shown > 0) this.change('delete', order, at, order.shown)
  }

  private change(type: Change, order: Order, at: number, size: number): void {
    const { venueOrder, side, price } = order
    const left = this.book.change(side, price, type === 'add' ? size : -size)
    if (left < 0) throw contradiction(at, venueOrder, `leaves ${left} lots at ${price}`)
    this.show({ type, at, venueOrder, side, price, size })
  }

  private show(event: BookEvent): void {
    this.events++
    this.visit(event, this.book)
  }

  private enters(venueOrder: number): boolean {
    return this.entering?.venueOrder === venueOrder
  }

  private find({ venueOrder, sent }: Report): Order {
    const order = this.resting.get(venueOrder)
    if (order === undefined) throw contradiction(sent, venueOrder, 'does not rest')
    return order
  }
}

const isReport = (message: Message): message is Report =>
  message.kind >= Kind.accepted && message.kind <= Kind.repriced

const contradiction = (at: number, venueOrder: number, what: string): TapeError =>
  new TapeError(`at ${at} ns the venue's order ${venueOrder} ${what}: its reports contradict it`)
