import type { MechanismOrder, MechanismSink } from '../../../../actors/exchange/mechanism.ts'
import { copyOf } from '../book/recorder.ts'
import type { PlainEvent, PlainView } from './plain-continuous.ts'

/** A sink that writes down all it hears. */
export function mechanismRecorder(events: PlainEvent[]): MechanismSink {
  return {
    accepted: (order) => events.push({ event: 'accepted', order: viewOf(order) }),
    fill: (maker, taker, price, size) =>
      events.push({ event: 'fill', maker: copyOf(maker), taker: copyOf(taker), price, size }),
    replaced: (order, previousPrice) =>
      events.push({ event: 'replaced', order: viewOf(order), previousPrice }),
    cancelled: (order, reason) => events.push({ event: 'cancelled', order: viewOf(order), reason }),
    expired: (order, reason) => events.push({ event: 'expired', order: viewOf(order), reason }),
    triggered: (order) => events.push({ event: 'triggered', order: viewOf(order) as PlainView }),
    repriced: (order, previousPrice) =>
      events.push({ event: 'repriced', order: copyOf(order), previousPrice }),
    crossed: (order, price, size) =>
      events.push({ event: 'crossed', order: copyOf(order), price, size }),
    uncrossed: (price, size) => events.push({ event: 'uncrossed', price, size }),
    indicative: (price, size, surplus, side) =>
      events.push({ event: 'indicative', price, size, surplus, side }),
  }
}

/** What the view shows, to keep; `dormant` where it says so. */
function viewOf(order: MechanismOrder) {
  const { dormant } = order
  return dormant === undefined ? copyOf(order) : { ...copyOf(order), dormant }
}
