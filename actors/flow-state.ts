import { Kind, type Side } from '../protocols/kind.ts'
import type { Message } from '../protocols/message.ts'
import type { OrderId } from '../protocols/units.ts'
import type { ActorContext, Market } from './actor.ts'

/** The orders of one flow that rest, or are on their way, in no order that matters. */
export interface Resting {
  readonly count: number
  add(id: OrderId, side: Side, price: number): void
  remove(id: OrderId): void
  /**
   * Removes the order that is told to be wholly filled or over; one that is filled in part rests on,
   * and any other message it lets be.
   */
  hear(message: Message): void
  clear(): void
  at(place: number): { readonly id: OrderId; readonly side: Side; readonly price: number }
}

/** An empty one. */
export function createResting(): Resting {
  const orders: { id: OrderId; side: Side; price: number }[] = []
  const places = new Map<OrderId, number>()
  const remove = (id: OrderId): void => {
    const place = places.get(id)
    if (place === undefined) return
    const last = orders.pop() as { id: OrderId; side: Side; price: number }
    places.delete(id)
    if (last.id === id) return
    orders[place] = last
    places.set(last.id, place)
  }
  return {
    get count() {
      return orders.length
    },
    add(id, side, price) {
      places.set(id, orders.length)
      orders.push({ id, side, price })
    },
    remove,
    hear(message) {
      const { fill, cancelled, rejected, expired } = Kind
      const { kind } = message
      if (kind === fill || kind === cancelled || kind === rejected || kind === expired) {
        remove(message.orderId)
      }
    },
    clear() {
      orders.length = 0
      places.clear()
    },
    at: (place) => orders[place] as { id: OrderId; side: Side; price: number },
  }
}

/**
 * The best prices as last seen; of a side that is empty, as it last was, and at first a tick from
 * what the instrument is worth at the open.
 */
export function createTouch(context: ActorContext, market: Market) {
  const quotes = context.feed(market.venue, Kind.quote, market.instrument)
  const worth = Math.round(market.fundamental(market.open))
  const touch = {
    worth,
    bid: worth - 1,
    ask: worth + 1,
    /** Whether both sides stood when it was last looked at. */
    isTwoSided: false,
    look(): void {
      const quote = context.observe(quotes)
      if (quote === undefined) return
      touch.isTwoSided = quote.bidSize > 0 && quote.askSize > 0
      if (quote.bidSize > 0) touch.bid = quote.bid
      if (quote.askSize > 0) touch.ask = quote.ask
    },
  }
  return touch
}
