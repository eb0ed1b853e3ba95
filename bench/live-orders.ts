import { encode } from '../protocols/codec.ts'
import { Kind, OrderType, Side, TimeInForce } from '../protocols/kind.ts'

/** A participant's order of this number; two in a row trade, so that the book stays small. */
export const orderOf = (number: number): Uint8Array =>
  encode({
    ...{ kind: Kind.newOrder, instrument: 0, orderId: number, price: 10_000, size: 1 },
    ...{ side: number % 2 === 0 ? Side.buy : Side.sell, orderType: OrderType.limit },
    timeInForce: TimeInForce.day,
    ...{ sender: 1, recipient: 0, sequence: number, sent: 0, arrives: 0 },
  } as never)
