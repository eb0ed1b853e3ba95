import { Kind, OrderType, Side, TimeInForce } from '../protocols/kind.ts'
import { lots, MINUTE, orderId } from '../protocols/units.ts'
import { type Actor, createSimulation, loadScenario, type Market } from '../src/index.ts'

/** Buys ten lots a minute at the best ask, whatever it is. */
const buyer =
  ({ venue, instrument }: Market): Actor =>
  (context) => {
    const quotes = context.feed(venue, Kind.quote, instrument)
    let orders = 0
    return {
      receive(message) {
        if (message.kind === Kind.start || message.kind === Kind.timer) context.after(MINUTE, 0)
        const quote = context.observe(quotes)
        if (message.kind !== Kind.timer || quote === undefined || quote.askSize === 0) return
        context.send(venue, {
          kind: Kind.newOrder,
          instrument,
          orderId: orderId(++orders),
          side: Side.buy,
          orderType: OrderType.limit,
          timeInForce: TimeInForce.immediateOrCancel,
          price: quote.ask,
          size: lots(10),
        })
      },
    }
  }

const simulation = createSimulation(loadScenario('tiny'), {
  actors: [{ key: 'mine/0', actor: buyer }],
})
const mine = simulation.cast.at(-1)?.first
simulation.reports$.subscribe((report) => {
  if (report.recipient !== mine) return
  if (report.kind !== Kind.fill && report.kind !== Kind.partialFill) return
  console.log(`${report.sent / 1e9} s: bought ${report.size} at ${report.price}`)
})
simulation.runUntil(simulation.end)
console.log(`tape ${simulation.hash()}`)
