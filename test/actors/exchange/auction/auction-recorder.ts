import type { MechanismSink } from '../../../../actors/exchange/mechanism.ts'
import type { BookEvent } from '../book/plain-order.ts'
import { copyOf, recorder } from '../book/recorder.ts'
import type { AuctionsEvent } from './plain-auctions.ts'

const never = (): never => {
  throw new Error('an auction says no such thing')
}

/** A sink that writes down all that auctions say, and wants to hear nothing else. */
export function auctionsRecorder(events: AuctionsEvent[]): MechanismSink {
  return {
    ...recorder(events as BookEvent[]),
    ...{ fill: never, triggered: never, repriced: never },
    crossed: (order, price, size) =>
      events.push({ event: 'crossed', order: copyOf(order), price, size }),
    uncrossed: (price, size) => events.push({ event: 'uncrossed', price, size }),
    indicative: (price, size, surplus, side) =>
      events.push({ event: 'indicative', told: { price, size, surplus, side } }),
  }
}
