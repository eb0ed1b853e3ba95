import { z } from 'zod'
import { Kind, OrderType, Side, TimeInForce } from '../protocols/kind.ts'
import type { Message, Quote, Trade } from '../protocols/message.ts'
import { lots, type OrderId, PRICE_MAX, ticks } from '../protocols/units.ts'
import type { Actor, ActorContext, Feed, Market, Receive } from './actor.ts'
import { assignmentFields, limitsOf, seedOfLimits, sideOf } from './limits.ts'
import { createOrderNumbers } from './order-numbers.ts'
import { duration, span } from './parameters.ts'

/** What a scenario may say of any trader that has units to trade, each with a limit. */
export const unitTraderFields = {
  ...assignmentFields,
  wakeMean: span().prefault('5 s').describe('mean time between two wake-ups, exponential'),
  turns: z
    .strictObject({
      slot: duration().prefault('0 ns').describe('how far apart wake-ups are at least; 0: at will'),
      of: z.int().min(1).default(1).describe('how many traders take turns'),
      first: z.int().min(0).default(0).describe('the turn of the first of the group'),
    })
    .prefault({})
    .describe('whether nobody wakes before all is settled that the one before him did'),
  cancelsOnTrade: z
    .boolean()
    .default(false)
    .describe('whether it withdraws its quote on hearing of any trade'),
  priceMax: z
    .int()
    .min(1)
    .max(PRICE_MAX)
    .default(200)
    .describe('the highest price that anybody would ask, ticks'),
}
const unitTrader = z.strictObject(unitTraderFields)
/** @see unitTraderFields */
export type UnitTraderParameters = z.output<typeof unitTrader>

/** The best quote as a trader knows it, in ticks; 0 is an empty side. */
export interface Touch {
  readonly bid: number
  readonly ask: number
  /** Its own price that stands, as far as it knows; 0: none. */
  readonly own: number
}

/** How a trader finds its price. Prices are whole ticks. */
export interface Pricing {
  /**
   * What it would quote for a unit of limit `limit`; `undefined`: nothing now. A price that does not
   * better the best of its own side is not sent.
   * @param limits of all its units; that at `next` is `limit`
   */
  quote(limit: number, touch: Touch, limits: readonly number[], next: number): number | undefined
  /** Hears of a trade. `side` is the aggressor's, so that the quote it took was the other's. */
  heardTrade?(price: number, side: Side, limit: number | undefined): void
  /** Hears that the best of `side` became better: the newest quote is at `price`. */
  heardQuote?(price: number, side: Side, limit: number | undefined): void
  /** A new assignment begins. */
  renewed?(): void
}

const WAKE = 1
const RENEW = 2
const ignore: Receive = () => {}

/**
 * A trader with units to buy or to sell, in their order, one order of one lot at a time.
 *
 * Where it has an order that rests it replaces it, and a venue lets a replaced order trade no more
 * than its new total: whatever is on its way, a unit is never traded twice. It wakes at
 * exponential times, and sleeps while it has no unit left. With `turns` each wake-up is put off to
 * the trader's next turn, so that all that one did has arrived before the next acts.
 */
export function createUnitTrader(
  parameters: UnitTraderParameters,
  market: Market,
  price: (context: ActorContext) => Pricing,
): Actor {
  return (context) => {
    const seed = seedOfLimits(context.random)
    const trader = new UnitTrader(parameters, market, context, price(context), seed)
    return {
      receive: (message) => trader.receive(message),
      starting(message) {
        if (message.kind === Kind.start) trader.begin(message.life)
        else trader.receive(message)
      },
      closing: ignore,
    }
  }
}

class UnitTrader {
  private readonly numbers = createOrderNumbers()
  private readonly quotes: Feed<typeof Kind.quote>
  private readonly side: Side
  private readonly parameters: UnitTraderParameters
  private readonly market: Market
  private readonly context: ActorContext
  private readonly pricing: Pricing
  private readonly seed: number
  private readonly index: number
  private limits: readonly number[] = []
  /** Units of this assignment that were traded. */
  private traded = 0
  private assignments = 0
  private isAwake = false
  /** The order that lives, as far as is known: of this assignment, or of one before it. */
  private order: OrderId | undefined
  private isCancelling = false
  /** One object for all that it looks at. */
  private readonly touch = { bid: 0, ask: 0, own: 0 }
  /** The best that it last heard of. */
  private bid = 0
  private ask = 0

  constructor(
    parameters: UnitTraderParameters,
    market: Market,
    context: ActorContext,
    pricing: Pricing,
    seed: number,
  ) {
    this.parameters = parameters
    this.market = market
    this.context = context
    this.pricing = pricing
    this.seed = seed
    this.side = sideOf(parameters)
    this.index = Number(context.key.slice(context.key.lastIndexOf('/') + 1))
    this.quotes = context.feed(market.venue, Kind.quote, market.instrument)
  }

  begin(life: number): void {
    const { context, market, pricing, parameters } = this
    this.numbers.begin(life)
    const hearsTrades = parameters.cancelsOnTrade || pricing.heardTrade !== undefined
    if (hearsTrades) context.subscribe(context.feed(market.venue, Kind.trade, market.instrument))
    if (pricing.heardQuote !== undefined) context.subscribe(this.quotes)
    context.after(Math.max(market.open - context.now(), 0), RENEW)
  }

  receive(message: Message): void {
    switch (message.kind) {
      case Kind.timer:
        if (message.tag === RENEW) this.renew()
        else this.wake()
        return
      case Kind.trade:
        this.heardTrade(message)
        return
      case Kind.quote:
        this.heardQuote(message)
        return
      case Kind.fill:
        if (message.orderId !== this.order) return
        this.gone()
        this.traded += 1
        return
      case Kind.cancelled:
      case Kind.expired:
      case Kind.rejected:
        if (message.orderId === this.order) this.gone()
        return
    }
  }

  private get limit(): number | undefined {
    return this.limits[this.traded]
  }

  private gone(): void {
    this.order = undefined
    this.touch.own = 0
    this.isCancelling = false
  }

  // ── its own time ──

  private renew(): void {
    const { context, parameters, pricing, seed } = this
    const { renew } = parameters
    // What the order of the assignment before still does is no trade of this one's.
    if (this.order !== undefined) this.cancel()
    this.gone()
    this.limits = limitsOf(parameters.limits, context.key, seed, this.assignments++)
    this.traded = 0
    pricing.renewed?.()
    if (renew.type === 'periodic') context.after(renew.every, RENEW)
    if (renew.type === 'poisson') context.after(context.random.exponential(renew.every), RENEW)
    if (!this.isAwake) this.sleep()
  }

  private sleep(): void {
    const { context, parameters, market } = this
    const { slot, of, first } = parameters.turns
    this.isAwake = true
    let delay = context.random.exponential(parameters.wakeMean)
    if (slot > 0) {
      const since = context.now() - market.open
      const own = (first + this.index + 0.5) * slot
      const round = of * slot
      delay = Math.ceil((since + delay - own) / round) * round + Math.round(own) - since
    }
    context.after(delay, WAKE)
  }

  private wake(): void {
    this.isAwake = false
    const { limit } = this
    if (limit === undefined) return
    const { context, pricing, side, touch, limits, traded } = this
    const seen = context.observe(this.quotes)
    touch.bid = seen?.bid ?? 0
    touch.ask = seen?.ask ?? 0
    const wanted = pricing.quote(limit, touch, limits, traded)
    if (wanted !== undefined && betters(wanted, side, touch)) this.send(wanted)
    this.sleep()
  }

  // ── its order ──

  private send(wanted: number): void {
    if (!(wanted >= 1 && wanted <= PRICE_MAX)) return
    const { context, market, side } = this
    const { venue, instrument } = market
    const price = ticks(wanted)
    const size = lots(1)
    // An order that is being withdrawn is not there to be replaced.
    if (this.isCancelling) return
    this.touch.own = price
    if (this.order !== undefined) {
      const orderId = this.order
      context.send(venue, { kind: Kind.replaceOrder, instrument, orderId, price, size })
      return
    }
    const orderId = this.numbers.next()
    this.order = orderId
    const terms = { orderType: OrderType.limit, timeInForce: TimeInForce.day, price, size }
    context.send(venue, { kind: Kind.newOrder, instrument, orderId, side, ...terms })
  }

  private cancel(): void {
    if (this.order === undefined || this.isCancelling) return
    this.isCancelling = true
    const { venue, instrument } = this.market
    this.context.send(venue, { kind: Kind.cancelOrder, instrument, orderId: this.order })
  }

  // ── what it hears ──

  private heardTrade({ price, side }: Trade): void {
    this.pricing.heardTrade?.(price, side, this.limit)
    if (this.parameters.cancelsOnTrade) this.cancel()
  }

  private heardQuote({ bid, ask }: Quote): void {
    const better = { bid: bid > this.bid, ask: ask > 0 && (this.ask === 0 || ask < this.ask) }
    this.bid = bid
    this.ask = ask
    if (better.bid) this.pricing.heardQuote?.(bid, Side.buy, this.limit)
    if (better.ask) this.pricing.heardQuote?.(ask, Side.sell, this.limit)
  }
}

/** Whether a quote betters the best that stands on its side: only such a quote is one. */
const betters = (price: number, side: Side, { bid, ask }: Touch): boolean =>
  side === Side.buy ? price > bid : ask === 0 || price < ask
