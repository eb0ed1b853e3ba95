import { forEachOrder } from '../../../../actors/exchange/book/priority.ts'
import { createContinuous } from '../../../../actors/exchange/continuous/continuous.ts'
import type { Mechanism } from '../../../../actors/exchange/mechanism.ts'
import { nameOf, OrderType, Phase, Reason, Side, TimeInForce } from '../../../../protocols/kind.ts'

import { mechanismRecorder } from './mechanism-recorder.ts'
import type { PlainEvent, PlainWish } from './plain-continuous.ts'
import { perform } from './steps.ts'

/** A mechanism whose sayings are read as lines, each order by its owner and id: `1.2` is owner 1's. */
export interface Told {
  readonly mechanism: Mechanism
  /** Does something, and gives what was said meanwhile; a refusal by its reason's name. */
  buy(order: string, price: number, size: number, more?: Partial<PlainWish>): string[]
  sell(order: string, price: number, size: number, more?: Partial<PlainWish>): string[]
  cancel(order: string, less?: number): string[]
  replace(order: string, price: number, size: number): string[]
  enter(phase: Phase): string[]
  /** Lets time pass until `now`, in ns. */
  wait(now: number): string[]
  /** Who rests on a side, in order of priority, as `1.2 5@100`. */
  queue(side: Side): string[]
}

/** A mechanism in continuous trading, at 0 ns. A price of 0 makes a market order, unless pegged. */
export function told(): Told {
  const events: PlainEvent[] = []
  const mechanism = createContinuous({}, mechanismRecorder(events))
  let now = 0
  const act = (step: Parameters<typeof perform>[1]): string[] => {
    events.length = 0
    const answer = perform(mechanism, step, now)
    const isRefusal = answer !== undefined && answer !== Reason.none && step.do !== 'cancelAll'
    return isRefusal ? [nameOf(Reason, answer) ?? '?'] : events.map(lineOf)
  }
  const submit =
    (side: Side) =>
    (order: string, price: number, size: number, more = {}) => {
      const [participant, orderId] = order.split('.').map(Number) as [number, number]
      const isMarket = price === 0 && !('peg' in more)
      const orderType = isMarket ? OrderType.market : OrderType.limit
      const terms = { orderId, side, orderType, timeInForce: TimeInForce.day, price, size }
      return act({ after: 0, do: 'submit', participant, wish: { ...terms, ...more } })
    }
  const named = (order: string) => {
    const [participant, orderId] = order.split('.').map(Number) as [number, number]
    return { after: 0, participant, orderId }
  }
  act({ after: 0, do: 'enter', phase: Phase.continuous })
  return {
    mechanism,
    buy: submit(Side.buy),
    sell: submit(Side.sell),
    cancel: (order, less = 0) => act({ ...named(order), do: 'cancel', less }),
    replace: (order, price, size) => act({ ...named(order), do: 'replace', price, size }),
    enter: (phase) => act({ after: 0, do: 'enter', phase }),
    wait(until) {
      now = until
      return act({ after: 0, do: 'advance' })
    },
    queue(side) {
      const lines: string[] = []
      const { book } = mechanism
      if (book !== undefined) {
        forEachOrder(book, side, ({ participant, orderId, open, price }) =>
          lines.push(`${participant}.${orderId} ${open}@${price}`),
        )
      }
      return lines
    },
  }
}

function lineOf(each: PlainEvent): string {
  if (each.event === 'fill') {
    const { maker, taker, price, size } = each
    const [buyer, seller] = taker.side === Side.buy ? [taker, maker] : [maker, taker]
    return `${nameOfOrder(buyer)} buys ${size}@${price} of ${nameOfOrder(seller)}`
  }
  if (each.event === 'uncrossed') return `${each.size}@${each.price} change hands`
  if (each.event === 'indicative') return `would be ${each.size}@${each.price}`
  const { order } = each
  const line = `${nameOfOrder(order)} ${each.event} ${order.open}@${order.price}`
  return 'reason' in each ? `${line} ${nameOf(Reason, each.reason)}` : line
}

const nameOfOrder = (order: { readonly participant: number; readonly orderId: number }): string =>
  `${order.participant}.${order.orderId}`
