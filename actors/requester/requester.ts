import { Kind, Side } from '../../protocols/kind.ts'
import type { Message, QuoteOffered } from '../../protocols/message.ts'
import { lots, type Nanos, type OrderId } from '../../protocols/units.ts'
import type { Actor, Market, Receive, TimerId } from '../actor.ts'
import { createOrderNumbers } from '../order-numbers.ts'
import { drawOrderSize } from '../order-size.ts'
import type { RequesterParameters } from './parameters.ts'

const Tag = { ask: 1, choose: 2 } as const

/** A quote that it was offered. */
interface Offer {
  readonly venueOrder: number
  readonly price: number
  readonly size: number
  isOver: boolean
}

/** A request of its own that has not ended. */
interface Request {
  readonly orderId: OrderId
  readonly side: Side
  readonly offers: Offer[]
  /** The quote that it has taken and of which it has not heard since. */
  taken: Offer | undefined
  /** When it has waited long enough for quotes; none once it has. */
  patience: TimerId | undefined
}

/**
 * A requester: now and then (Poisson, from the open on) it asks the venue's dealers for a quote, on a
 * side with even chances, waits for `patience`, and takes the best price, as much as that quote is
 * for; of equal prices the larger, and then the earlier. Denied in a last look, it takes the next
 * best. Where none is left it takes the first that comes, until its request ends.
 *
 * One request at a time: it does not ask while one lives. While not trading it only sleeps on.
 */
export function createRequester(parameters: RequesterParameters, market: Market): Actor {
  const { wakeMean, patience, life } = parameters
  const { venue, instrument, open } = market
  return (context) => {
    const { random } = context
    const numbers = createOrderNumbers()
    let request: Request | undefined

    const sleep = (from = 0): void => {
      context.after(from + random.exponential(wakeMean), Tag.ask)
    }

    const ask = (): void => {
      const side = random.chance(0.5) ? Side.buy : Side.sell
      const size = drawOrderSize(parameters.size, random)
      if (size === 0 || request !== undefined) return
      const orderId = numbers.next()
      const expires = (context.now() + life) as Nanos
      const terms = { instrument, orderId, onlySide: side, size: lots(size), expires }
      context.send(venue, { kind: Kind.quoteRequest, ...terms })
      const timer = context.after(patience, Tag.choose)
      request = { orderId, side, offers: [], taken: undefined, patience: timer }
    }

    /** Takes the best of what it was offered, where it is time to and it has taken none. */
    const choose = (): void => {
      if (request === undefined || request.patience !== undefined || request.taken) return
      const { orderId, side, offers } = request
      const best = bestOf(offers, side)
      if (best === undefined) return
      request.taken = best
      const { venueOrder, size } = best
      const take = { instrument, orderId, size: lots(size), venueOrder }
      context.send(venue, { kind: Kind.quoteTake, ...take })
    }

    const offered = ({ venueOrder, price, size }: QuoteOffered): void => {
      request?.offers.push({ venueOrder, price, size, isOver: false })
      choose()
    }

    /** Its request is over. */
    const finish = (): void => {
      if (request?.patience !== undefined) context.cancel(request.patience)
      request = undefined
    }

    /** Something with this number is over, or cannot be taken: one of its offers, or its request. */
    const over = (venueOrder: number): void => {
      const offer = request?.offers.find((known) => known.venueOrder === venueOrder)
      if (request === undefined || offer === undefined) {
        finish()
        return
      }
      offer.isOver = true
      if (request.taken === offer) request.taken = undefined
      choose()
    }

    const hear = (message: Message): void => {
      switch (message.kind) {
        case Kind.quoteOffered:
          if (message.orderId === request?.orderId) offered(message)
          return
        case Kind.refused:
        case Kind.quoteEnded:
          if (message.orderId === request?.orderId) over(message.venueOrder)
          return
        case Kind.fill:
        case Kind.partialFill:
        case Kind.rejected:
          if (message.orderId === request?.orderId) finish()
          return
      }
    }

    const wake = (tag: number): void => {
      if (tag === Tag.ask) sleep()
      else if (request !== undefined) request.patience = undefined
    }

    const asleep: Receive = (message) => {
      if (message.kind === Kind.timer) wake(message.tag)
      else hear(message)
    }

    return {
      receive(message) {
        if (message.kind !== Kind.timer) return hear(message)
        if (message.tag === Tag.ask) ask()
        wake(message.tag)
        choose()
      },
      starting(message) {
        if (message.kind !== Kind.start) return asleep(message)
        numbers.begin(message.life)
        sleep(Math.max(open - context.now(), 0))
      },
      halted: asleep,
      closing: hear,
    }
  }
}

/** The best price for who trades on `side`; of equals the largest, and of those the earliest. */
function bestOf(offers: readonly Offer[], side: Side): Offer | undefined {
  let best: Offer | undefined
  for (const offer of offers) {
    if (offer.isOver) continue
    const gain = best === undefined ? 1 : (best.price - offer.price) * (side === Side.buy ? 1 : -1)
    if (gain > 0 || (gain === 0 && offer.size > (best?.size ?? 0))) best = offer
  }
  return best
}
