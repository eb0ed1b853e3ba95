import { Kind, OrderType, Side, TimeInForce } from '../../protocols/kind.ts'
import { log } from '../../protocols/math.ts'
import { lots, nanos, PRICE_MAX, ticks } from '../../protocols/units.ts'
import type { Actor, Market, Random, Receive } from '../actor.ts'
import { createOrderNumbers } from '../order-numbers.ts'
import { forecast, type Leaning } from './forecast.ts'
import type { FcnParameters } from './parameters.ts'

const WAKE = 1
const ignore: Receive = () => {}

/**
 * A trader that is part fundamentalist, part chartist and part noise: once a step, at a moment of its
 * own in it, it forecasts the price a window ahead, and orders a margin below the forecast to buy,
 * if that is above the price, and a margin above it to sell, if it is below. An order lives for a
 * window.
 *
 * The price is that of the last trade that it heard of or, before any, the fundamental. Prices are
 * rounded away from the forecast, to 1 tick at least.
 *
 * Source: Chiarella and Iori (2002), "A simulation analysis of the microstructure of double auction
 * markets", Quantitative Finance 2, 346–353; the FCN agents of PAMS (Hirano and Izumi 2023).
 */
export function createFcnTrader(parameters: FcnParameters, market: Market): Actor {
  const { step, noiseScale, size } = parameters
  const { venue, instrument, open, fundamental } = market
  return (context) => {
    const { random } = context
    const numbers = createOrderNumbers()
    const trades = context.feed(venue, Kind.trade, instrument)
    const leaning = leaningOf(parameters, random)
    const { marginMin, marginMax } = parameters
    const margin = marginMin + random.uniform() * (marginMax - marginMin)
    const offset = Math.floor(random.uniform() * step)
    /** The price at each of its last steps, the newest last. */
    const seen: number[] = []

    const order = (side: Side, price: number): void => {
      if (!(price <= PRICE_MAX)) return
      const expires = nanos(context.now() + leaning.window * step)
      context.send(venue, {
        kind: Kind.newOrder,
        ...{ instrument, side, expires },
        orderId: numbers.next(),
        orderType: OrderType.limit,
        timeInForce: TimeInForce.goodTillTime,
        price: ticks(Math.max(1, price)),
        size: lots(size),
      })
    }

    /** The price now, and its mean log return a step over the window. */
    const look = (): { price: number; trend: number } => {
      const value = Math.max(1, fundamental(context.now()))
      const price = context.observe(trades)?.price ?? value
      seen.push(price)
      // Before it has seen a whole window it knows of no trend.
      if (seen.length <= leaning.window) return { price, trend: 0 }
      if (seen.length > leaning.window + 1) seen.shift()
      return { price, trend: log(price / (seen[0] as number)) / leaning.window }
    }

    const act = (): void => {
      const { price, trend } = look()
      const value = Math.max(1, fundamental(context.now()))
      const expected = forecast(leaning, price, value, trend, random.normal(0, noiseScale))
      if (expected > price) order(Side.buy, Math.floor(expected * (1 - margin)))
      else order(Side.sell, Math.ceil(expected * (1 + margin)))
    }

    const sleep = (): void => {
      const since = context.now() - open
      const next = Math.floor(since < offset ? 0 : (since - offset) / step + 1) * step + offset
      context.after(Math.max(1, next - since), WAKE)
    }

    return {
      receive(message) {
        if (message.kind !== Kind.timer) return
        act()
        sleep()
      },
      starting(message) {
        if (message.kind === Kind.start) numbers.begin(message.life)
        if (message.kind === Kind.start || message.kind === Kind.timer) sleep()
      },
      halted(message) {
        if (message.kind !== Kind.timer) return
        look()
        sleep()
      },
      closing: ignore,
    }
  }
}

function leaningOf(parameters: FcnParameters, random: Random): Leaning {
  const weight = (mean: number): number => (mean === 0 ? 0 : random.exponential(mean))
  return {
    fundamental: weight(parameters.fundamentalWeight),
    chartist: weight(parameters.chartistWeight),
    noise: weight(parameters.noiseWeight),
    window: random.integer(parameters.windowMin, parameters.windowMax),
    reversion: random.integer(parameters.reversionMin, parameters.reversionMax),
  }
}
