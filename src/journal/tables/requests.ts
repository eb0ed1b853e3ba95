import { Kind, Reason } from '../../../protocols/kind.ts'
import type { ExecutionReport, Message, NewOrder, OrderEntry } from '../../../protocols/message.ts'
import { INSTRUMENTS_MAX } from '../../../protocols/units.ts'

/** One order-entry message and, once it came, what first answered it. */
export interface Request {
  readonly kind: number
  readonly actor: number
  readonly venue: number
  readonly instrument: number
  readonly orderId: number
  readonly sequence: number
  readonly sent: number
  readonly arrives: number
  /** NaN where the kind of request has none. */
  readonly price: number
  readonly size: number
  readonly side: number
  readonly orderType: number
  readonly timeInForce: number
  /** What a cancel takes off its order, where that is not all of it. */
  readonly less: number
  /** Of a new order that asks for more than most do. */
  readonly terms: Terms | undefined
  /** The kind of the report that answered, or 0. */
  outcome: number
  reason: number
  venueOrder: number
  matched: number
  reported: number
  /** The answer's place in all that its venue said, from 1; 0 where there is none. */
  answered: number
  /** Whether nothing more is to be learnt of it. */
  settled: boolean
}

/** What few new orders ask for; NaN for each that is not asked. */
export interface Terms {
  readonly display: number
  readonly hidden: number
  readonly postOnly: number
  readonly selfTrade: number
  readonly minimum: number
  readonly stop: number
  readonly expires: number
  readonly peg: number
  /** 0 of a pegged order that has none. */
  readonly offset: number
}

/** An order-entry message or an execution report, as it stands on a tape. */
type Asked = Extract<Message, OrderEntry>
type Answered = Extract<Message, ExecutionReport>

/** Finds for each request the report that answers it. */
export interface Requests {
  ask(message: Asked): void
  answer(message: Answered): void
  /** `message`, the `sequence`-th of `sender`, arrived at a venue that was down. */
  drop(sender: number, sequence: number): void
  /** Gives out what was never answered. */
  close(): void
}

/**
 * Pairs requests with answers and gives each request to `emit`, in the order in which they were
 * said, as soon as it and all before it are settled.
 *
 * A venue answers an actor's requests in the order of their arrival, so an answer belongs to the
 * earliest arrived request that it can be the answer to. What a venue does of itself answers
 * nothing: an order that expires, or is cut or cancelled because it met one of its own owner's. An
 * order that ends because of a mass cancel answers no request of its own. The worst case is a
 * request that is never answered: until the tape ends, all later ones wait in memory behind it.
 */
export function createRequests(emit: (request: Request) => void): Requests {
  const waiting: Request[][] = []
  let rows: Request[] = []
  let first = 0

  const release = (): void => {
    while (first < rows.length && (rows[first] as Request).settled) {
      emit(rows[first++] as Request)
    }
    if (first < 4096 || first * 2 < rows.length) return
    rows = rows.slice(first)
    first = 0
  }
  const settle = (queue: Request[], index: number): Request => {
    const request = queue[index] as Request
    queue.splice(index, 1)
    request.settled = true
    return request
  }

  return {
    ask(message) {
      const request = read(message)
      rows.push(request)
      let queue = waiting[request.actor]
      if (queue === undefined) {
        queue = []
        waiting[request.actor] = queue
      }
      // Links keep their order as a rule, so that this is nearly always the end.
      let place = queue.length
      while (place > 0 && (queue[place - 1] as Request).arrives > request.arrives) place--
      queue.splice(place, 0, request)
    },
    answer(message) {
      const queue = waiting[message.recipient]
      if (queue === undefined) return
      const index = queue.findIndex((request) => isActedOn(request, message))
      if (index < 0) return
      if ((queue[index] as Request).kind === Kind.massCancel && message.kind === Kind.cancelled) {
        return
      }
      const request = settle(queue, index)
      request.outcome = message.kind
      request.reason = reasonOf(message)
      request.venueOrder = message.venueOrder
      request.matched = message.sent
      request.reported = message.arrives
      request.answered = message.sequence
      release()
    },
    drop(sender, sequence) {
      const queue = waiting[sender] ?? []
      const index = queue.findIndex((request) => request.sequence === sequence)
      if (index < 0) return
      settle(queue, index)
      release()
    },
    close() {
      for (const request of rows.slice(first)) emit(request)
      rows = []
      first = 0
    },
  }
}

/** Whether `report` is the venue's act on `request`. */
function isActedOn(request: Request, report: Answered): boolean {
  if (request.venue !== report.sender || request.arrives > report.sent) return false
  const isHere = request.instrument === report.instrument || request.instrument === INSTRUMENTS_MAX
  if (!isHere) return false
  const named = request.orderId === report.orderId
  switch (report.kind) {
    case Kind.accepted:
    case Kind.rejected:
      return named && request.kind === Kind.newOrder
    case Kind.replaced:
      // A replace is done as it was asked; one that cuts an order for another reason is none.
      if (request.kind === Kind.replaceOrder) return named && request.size === report.size
      return named && request.kind === Kind.cancelOrder && request.less > 0
    case Kind.cancelled:
      return isCancelledBy(request, report.reason, named)
    case Kind.refused:
      // What is of no known kind was no request of these.
      return named && request.kind !== Kind.newOrder && report.reason !== Reason.unknownKind
    case Kind.massCancelled:
      return request.kind === Kind.massCancel
    default:
      return false
  }
}

function isCancelledBy({ kind }: Request, reason: Reason, named: boolean): boolean {
  if (reason === Reason.replacedBelowFilled) return named && kind === Kind.replaceOrder
  if (reason !== Reason.requested) return false
  return kind === Kind.massCancel || (named && kind === Kind.cancelOrder)
}

/** Why the order ended or the request was refused; 0 for a report that gives no reason. */
export function reasonOf(report: Answered): number {
  switch (report.kind) {
    case Kind.rejected:
    case Kind.refused:
    case Kind.cancelled:
    case Kind.expired:
      return report.reason
    default:
      return Reason.none
  }
}

function read(message: Asked): Request {
  const isNew = message.kind === Kind.newOrder
  const isPriced = isNew || message.kind === Kind.replaceOrder
  return {
    kind: message.kind,
    actor: message.sender,
    venue: message.recipient,
    instrument: message.instrument,
    orderId: message.kind === Kind.massCancel ? 0 : message.orderId,
    sequence: message.sequence,
    sent: message.sent,
    arrives: message.arrives,
    price: isPriced ? message.price : Number.NaN,
    size: isPriced ? message.size : Number.NaN,
    side: isNew
      ? message.side
      : message.kind === Kind.massCancel
        ? orNone(message.onlySide)
        : Number.NaN,
    orderType: isNew ? message.orderType : Number.NaN,
    timeInForce: isNew ? message.timeInForce : Number.NaN,
    less: message.kind === Kind.cancelOrder ? orNone(message.less) : Number.NaN,
    terms: isNew ? termsOf(message) : undefined,
    outcome: 0,
    reason: 0,
    venueOrder: 0,
    matched: Number.NaN,
    reported: Number.NaN,
    answered: 0,
    settled: false,
  }
}

/** A plain order has none: then there is nothing to make. */
function termsOf(order: Extract<Message, NewOrder>): Terms | undefined {
  const { display, hidden, postOnly, selfTrade, minimum, stop, expires, peg, offset } = order
  const isPlain =
    !display && !hidden && !postOnly && !selfTrade && !minimum && !stop && !expires && !peg
  if (isPlain && !offset) return undefined
  return {
    display: orNone(display),
    hidden: orNone(hidden),
    postOnly: orNone(postOnly),
    selfTrade: orNone(selfTrade),
    minimum: orNone(minimum),
    stop: orNone(stop),
    expires: orNone(expires),
    peg: orNone(peg),
    offset: peg ? (offset ?? 0) : orNone(offset),
  }
}

/** What is optional and was not said is NaN. */
const orNone = (value: number | undefined): number => (value ? value : Number.NaN)
