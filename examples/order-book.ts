import {
  bestAsk,
  bestBid,
  cancel,
  createBook,
  forEachLevel,
  type OrderView,
  submit,
} from '../actors/exchange/index.ts'
import { OrderType, Reason, Side, TimeInForce } from '../protocols/kind.ts'
import { actorId, lots, orderId, ticks } from '../protocols/units.ts'

// The order book by itself: no simulation, no clock, no chance. A refusal is an answer, and what
// happens to orders is told to a sink as it happens.
const book = createBook()
const [ann, ben] = [actorId(1), actorId(2)]

const said = (what: string) => (order: OrderView) =>
  console.log(`order ${order.orderId} of ${order.participant}: ${what}, ${order.open} open`)
const sink = {
  accepted: said('accepted'),
  replaced: said('replaced'),
  cancelled: said('cancelled'),
  expired: said('expired'),
  fill: (maker: OrderView, taker: OrderView, price: number, size: number) =>
    console.log(`${taker.participant} takes ${size} from ${maker.participant} at ${price}`),
}

const limit = (id: number, side: Side, price: number, size: number) => ({
  orderId: orderId(id),
  side,
  orderType: OrderType.limit,
  timeInForce: TimeInForce.day,
  price: ticks(price),
  size: lots(size),
})

submit(book, ann, { ...limit(1, Side.sell, 101, 30), display: lots(10) }, sink) // an iceberg
submit(book, ann, limit(2, Side.buy, 99, 20), sink)
submit(book, ben, limit(1, Side.buy, 101, 15), sink) // trades with the iceberg, twice

const verdict = cancel(book, ben, orderId(7), sink)
console.log(`cancelling what is not there: ${verdict === Reason.unknownOrder ? 'unknown' : '?'}`)
console.log(`best bid ${bestBid(book)}, best ask ${bestAsk(book)}`)
for (const side of [Side.buy, Side.sell]) {
  forEachLevel(book, side, 5, (price, shown, count) =>
    console.log(
      `${side === Side.buy ? 'bid' : 'ask'} ${price}: ${shown} lots in ${count} order(s)`,
    ),
  )
}
