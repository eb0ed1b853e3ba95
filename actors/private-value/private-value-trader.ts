import { Kind, Side } from '../../protocols/kind.ts'
import { exp, log1p } from '../../protocols/math.ts'
import type { Actor, Listing, Market, Receive } from '../actor.ts'
import { bought } from '../bought.ts'
import { createOrderDesk, type OrderDesk } from '../order-desk.ts'
import { drawPrivateValues } from '../private-values.ts'
import { createRouter } from '../router.ts'
import type { PrivateValueParameters } from './parameters.ts'

const ARRIVE = 1
const ACT = 2
const ignore: Receive = () => {}

/**
 * A zero-intelligence trader with private values. It comes to the market at geometric times, a
 * chance of `rate` a step; withdraws what it has there; and then, `settle` later, when all of that
 * is seen, buys or sells one unit, with even chances. A unit is worth what it believes the
 * fundamental will be at the close, plus its private value of one unit more or less. It asks for a
 * surplus uniform on shadeMin..shadeMax, but takes the best quote that it sees where that gives
 * `eta` of it. Orders go where the best quote is if they trade with it, else to its home venue.
 *
 * Each arrival makes the same draws, whatever the market is like, so that one seed has the same
 * arrivals, sides and surpluses in any market.
 *
 * Source: the background traders of Wah and Wellman 2013 (section 3.3) and of Mascioli et al. 2024
 * (PyMarketSim). Deviation: arrivals in one step come at different nanoseconds of it.
 */
export function createPrivateValueTrader(
  parameters: PrivateValueParameters,
  market: Market,
): Actor {
  const { step, rate, mean, kappa, deviation, limit, shadeMin, shadeMax, eta, settle } = parameters
  const { open, close, fundamental } = market
  return (context) => {
    const { random } = context
    const values = drawPrivateValues(random, deviation, limit)
    const router = createRouter(context, market)
    const home: Listing = { venue: market.venue, instrument: market.instrument }
    const listings = [home, ...(market.elsewhere ?? [])]
    const desks = listings.map((at) => createOrderDesk(context, { ...market, ...at }))
    /** Desks at which an order of its own may stand. */
    const used = new Set<OrderDesk>()
    let position = 0
    let side: Side = Side.buy
    let shade = 0

    /** In the step of its arrival, at a nanosecond of its own. */
    const waitForArrival = (): void => {
      const steps = Math.max(1, Math.ceil(gapOf(random.uniform())))
      const offset = Math.floor(random.uniform() * (step - settle))
      const passed = Math.max(0, Math.floor((context.now() - open) / step))
      context.after(open + (passed + steps) * step + offset - context.now(), ARRIVE)
    }
    const gapOf = (uniform: number): number => (rate === 1 ? 1 : log1p(-uniform) / log1p(-rate))

    const arrive = (): void => {
      for (const desk of used) desk.cancelAll()
      used.clear()
      side = random.chance(0.5) ? Side.buy : Side.sell
      shade = shadeMin + random.uniform() * (shadeMax - shadeMin)
      context.after(settle, ACT)
      waitForArrival()
    }

    /** What the fundamental will be at the close, in the mean. */
    const expected = (): number => {
      const left = Math.max(0, Math.ceil((close - context.now()) / step))
      const kept = kappa === 1 ? 0 : exp(left * log1p(-kappa))
      return (1 - kept) * mean + kept * fundamental(context.now())
    }

    const act = (): void => {
      const own = side === Side.buy ? values.toBuy(position) : values.toSell(position)
      if (!Number.isFinite(own)) return
      const value = expected() + own
      const offer = router.best(side)
      const gain =
        offer === undefined ? -1 : side === Side.buy ? value - offer.price : offer.price - value
      const asked = Math.round(side === Side.buy ? value - shade : value + shade)
      const price = offer !== undefined && gain >= eta * shade && gain >= 0 ? offer.price : asked
      const { venue } = router.route(side, price)
      const desk = desks[listings.findIndex((at) => at.venue === venue)] as OrderDesk
      if (desk.limit(side, price, 1) !== undefined) used.add(desk)
    }

    const receive: Receive = (message) => {
      if (message.kind === Kind.timer) {
        if (message.tag === ARRIVE) arrive()
        else act()
      } else position += bought(message)
    }
    return {
      receive,
      starting(message) {
        if (message.kind === Kind.start) {
          desks.forEach((desk) => {
            desk.begin(message.life)
          })
          waitForArrival()
        } else receive(message)
      },
      closing: ignore,
    }
  }
}
