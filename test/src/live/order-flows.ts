import fc from 'fast-check'
import { encode } from '../../../protocols/codec.ts'
import { Kind, OrderType, Side, TimeInForce } from '../../../protocols/kind.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'

export const SECOND = 1e9
/** `tiny` under four mechanisms. */
export const scenarios = [
  [],
  ['venues.exchange.mechanism={type: batch-auction, interval: "100 ms"}'],
  ['venues.exchange.speedBump={type: random, min: "1 ms", max: "50 ms"}'],
  ['venues.exchange.service=2000000'],
].map((set) => loadScenario('tiny', { set }))

/** What a participant sends: so many ns after what came before, its own number, a frame. */
export interface Sent {
  readonly after: number
  readonly who: number
  readonly number: number
  readonly frame: Uint8Array
}

/** Orders and cancels of four participants that meet, some of which repeat a number. */
export const sent: fc.Arbitrary<Sent> = fc
  .record({
    after: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3 * SECOND })),
    who: fc.integer({ min: 1, max: 4 }),
    number: fc.integer({ min: 1, max: 60 }),
    kind: fc.constantFrom(Kind.newOrder, Kind.newOrder, Kind.newOrder, Kind.cancelOrder),
    side: fc.constantFrom(Side.buy, Side.sell),
    price: fc.integer({ min: 9_998, max: 10_002 }),
    size: fc.integer({ min: 1, max: 9 }),
    orderId: fc.integer({ min: 1, max: 30 }),
  })
  .map(({ after, who, number, kind, side, price, size, orderId }): Sent => {
    const envelope = { sender: who, recipient: 0, sequence: number, sent: 0, arrives: 0 }
    const terms = { side, price, size, orderType: OrderType.limit, timeInForce: TimeInForce.day }
    const about = { kind, instrument: 0, orderId }
    const message = kind === Kind.newOrder ? { ...about, ...terms } : about
    return { after, who, number, frame: encode({ ...message, ...envelope } as never) }
  })
