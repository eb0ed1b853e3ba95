import { Kind, OrderType, type Side, TimeInForce } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import type { Lots, OrderId, Ticks } from '../../protocols/units.ts'
import type { Actor, ActorContext, Market } from '../actor.ts'
import { type OrderFlow, Step } from '../order-flow.ts'
import { Known, RecordedOrders } from './recorded-orders.ts'

const WAKE = 1
const CLOSE = 2

/** The subject of the message in which the actor tells, at the close, what came of its record. */
export const FLOW_TALLY = 1

/**
 * A recorded day's orders as a participant of the venue: it sends each at its time, as if nobody
 * else were there, and answers for what others make impossible:
 *
 * - an order that somebody else has taken is gone: what the record still asks of it is dropped;
 * - an aggressor takes what it finds at its limit, whoever's it is, and does not rest;
 * - where it so traded with somebody else, or an older order, the one that it was recorded to trade
 *   with loses the same lots: an order never has more left than its record once it is known.
 *
 * At the close it publishes a `custom` message of subject `FLOW_TALLY`: `a` requests that were
 * dropped or refused, `b` lots withdrawn by the last rule, `c` lots that aggressors did not find.
 * It reads no market data. A restarted one stays out: it has forgotten its orders.
 *
 * @param flow times in ns since the market's open
 */
export function createHistoricalFlow(flow: OrderFlow, market: Market): Actor {
  const { open, close } = market
  const { count, times } = flow
  return (context) => {
    const record = createRecord(context, flow, market)
    let next = 0

    const dueAt = (step: number): number => open + (times[step] as number)

    const play = (): void => {
      const now = context.now()
      while (next < count && dueAt(next) <= now && now < close) record.perform(next++)
      const due = next < count ? dueAt(next) : close
      if (due < close) context.after(due - now, WAKE)
      else if (now < close) context.after(close - now, CLOSE)
    }

    const receive = (message: Message): void => {
      if (message.kind === Kind.start) {
        if (message.life === 0) context.after(Math.max(1, open - context.now()), WAKE)
      } else if (message.kind !== Kind.timer) record.hear(message)
      else if (message.tag === WAKE) play()
      else record.tell()
    }
    return { receive }
  }
}

/** The record in its market: what it asks for, and what reports make of that. */
function createRecord(context: ActorContext, flow: OrderFlow, { venue, instrument }: Market) {
  const { steps, numbers, sides, prices, sizes } = flow
  const at = (list: Uint8Array | Uint32Array, step: number): number => list[step] as number
  const orders = new RecordedOrders(flow.orders)
  /** The step in which each order came in. */
  const begun = new Uint32Array(flow.orders + 1)
  let dropped = 0
  let displaced = 0
  let unfound = 0

  const order = (step: number, timeInForce: TimeInForce): void => {
    const number = at(numbers, step)
    begun[number] = step
    orders.begin(number, at(sizes, step))
    context.send(venue, {
      kind: Kind.newOrder,
      instrument,
      orderId: number as OrderId,
      side: at(sides, step) as Side,
      orderType: OrderType.limit,
      timeInForce,
      price: at(prices, step) as Ticks,
      size: at(sizes, step) as Lots,
    })
  }
  const cancel = (number: number): void => {
    orders.enter(number, Known.ending)
    context.send(venue, { kind: Kind.cancelOrder, instrument, orderId: number as OrderId })
  }
  const resize = (number: number, total: number): void => {
    if (total < 1) {
      cancel(number)
      return
    }
    const price = at(prices, at(begun, number)) as Ticks
    const orderId = number as OrderId
    const size = total as Lots
    context.send(venue, { kind: Kind.replaceOrder, instrument, orderId, price, size })
  }

  /** It is known what the aggressor took: those it should have met keep no more than is due. */
  const settle = (aggressor: number): void => {
    for (let step = at(begun, aggressor) + 1; steps[step] === Step.taken; step++) {
      const maker = at(numbers, step)
      orders.settle(maker, at(sizes, step))
      const surplus = orders.surplus(maker)
      if (surplus === 0 || orders.stateOf(maker) !== Known.live) continue
      displaced += surplus
      resize(maker, orders.cut(maker, surplus))
    }
  }

  const end = (number: number, unfilled: number): void => {
    orders.enter(number, Known.gone)
    if (steps[at(begun, number)] !== Step.aggress) return
    unfound += unfilled
    settle(number)
  }

  return {
    /** Does one step. */
    perform(step: number): void {
      const number = at(numbers, step)
      const size = at(sizes, step)
      const isLive = orders.stateOf(number) === Known.live
      switch (at(steps, step)) {
        case Step.submit:
          order(step, TimeInForce.day)
          return
        case Step.aggress:
          order(step, TimeInForce.immediateOrCancel)
          return
        case Step.taken:
          orders.expect(number, size)
          return
        case Step.cancel:
          orders.withdraw(number)
          if (isLive) cancel(number)
          else dropped++
          return
        case Step.reduce: {
          const total = orders.amend(number, size)
          if (isLive) resize(number, total)
          else dropped++
        }
      }
    },
    /** Takes in a report. */
    hear(message: Message): void {
      switch (message.kind) {
        case Kind.partialFill:
          orders.fill(message.orderId, message.size)
          return
        case Kind.fill:
          orders.fill(message.orderId, message.size)
          end(message.orderId, 0)
          return
        case Kind.cancelled:
        case Kind.expired:
          end(message.orderId, message.size)
          return
        case Kind.rejected:
          dropped++
          end(message.orderId, 0)
          return
        case Kind.refused:
          dropped++
      }
    },
    /** Says what came of it. */
    tell(): void {
      const feed = context.feed(context.id, Kind.custom, instrument)
      const counts = { a: dropped, b: displaced, c: unfound }
      context.publish(feed, { kind: Kind.custom, subject: FLOW_TALLY, ...counts })
      context.log(
        `${dropped} requests dropped or refused, ${displaced} lots withdrawn, ${unfound} not found`,
      )
    },
  }
}
