import { Kind, Side } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { PRICE_MAX } from '../../protocols/units.ts'
import type { Actor, ActorContext, Market } from '../actor.ts'
import { createBelief, createMemory, type Memory, type Shout } from '../beliefs.ts'
import { createValuingTrader, type Prospect, shadedPrice } from '../valuing-trader.ts'
import type { HeuristicBeliefParameters } from './parameters.ts'

/**
 * A trader by heuristic belief learning: with private values, arrivals and withdrawals as every
 * trader of the Michigan group's markets, it quotes where what it would gain times what it believes
 * of its chance is greatest, by GD's belief over the quotes and trades since the last but `memory`
 * trades. Until it has heard of so many trades, and where nothing it weighs gains, it prices as the
 * zero-intelligence trader does.
 *
 * It weighs `points` prices, evenly, between each two that it has seen, from the best quote it could
 * take on; where two are equally good, the one that gains more.
 *
 * Source: Wang and Wellman (2017), "Spoofing the limit order book: an agent-based model", AAMAS '17,
 * section 3.3.2, after Gjerstad and Dickhaut (1998) and Gjerstad (2007). Deviation: they maximise
 * over cubic splines; here the best of a grid on GD's cubics is taken.
 */
export const createHeuristicBelief = (
  parameters: HeuristicBeliefParameters,
  market: Market,
): Actor =>
  createValuingTrader(parameters, market, (context) => {
    const memory = createMemory(parameters.memory)
    const hearing = createHearing(context, market, memory)
    return {
      ...hearing,
      price(prospect) {
        const { shouts } = memory
        const trades = shouts.filter(({ isTaken }) => isTaken).length
        const found =
          trades < parameters.memory ? undefined : bestOf(prospect, shouts, parameters.points)
        return found ?? shadedPrice(prospect, parameters.eta)
      },
    }
  })

/** Keeps the memory by the home venue's feeds: its trades, and quotes that better a side. */
function createHearing(context: ActorContext, { venue, instrument }: Market, memory: Memory) {
  let [lastBid, lastAsk] = [0, 0]
  return {
    start(): void {
      context.subscribe(context.feed(venue, Kind.trade, instrument))
      context.subscribe(context.feed(venue, Kind.quote, instrument))
    },
    hear(message: Message): void {
      if (message.kind === Kind.trade) memory.traded(message.price, message.side)
      if (message.kind !== Kind.quote || message.sender !== venue) return
      const { bid, ask } = message
      if (bid > lastBid) memory.quoted(bid, Side.buy)
      if (ask > 0 && (lastAsk === 0 || ask < lastAsk)) memory.quoted(ask, Side.sell)
      lastBid = bid
      lastAsk = ask
    },
  }
}

/** The best of the prices weighed; `undefined` where none gains. */
export function bestOf(
  { side, value, offer }: Prospect,
  shouts: readonly Shout[],
  points: number,
): number | undefined {
  const isBuyer = side === Side.buy
  const facing = offer?.price ?? 0
  const touch = isBuyer ? { bid: 0, ask: facing } : { bid: facing, ask: 0 }
  const belief = createBelief(side, shouts, touch, PRICE_MAX)
  const prices = pricesToWeigh(shouts, facing, points)
  // From the price that gains most to the one that gains least.
  if (!isBuyer) prices.reverse()
  let best = 0
  let found: number | undefined
  for (const price of prices) {
    const gain = isBuyer ? value - price : price - value
    const isBeyond = facing !== 0 && (isBuyer ? price > facing : price < facing)
    if (gain <= 0 || isBeyond) continue
    const expected = gain * belief(price)
    if (expected <= best) continue
    best = expected
    found = price
  }
  return found
}

/** What has been seen, what stands, and `points` prices between each two of them, ascending. */
function pricesToWeigh(shouts: readonly Shout[], facing: number, points: number): number[] {
  const seen = new Set(shouts.map(({ price }) => price))
  if (facing !== 0) seen.add(facing)
  const knots = [...seen].sort((a, b) => a - b)
  const prices = new Set(knots)
  for (let nth = 1; nth < knots.length; nth++) {
    const from = knots[nth - 1] as number
    const gap = (knots[nth] as number) - from
    for (let point = 1; point <= points; point++) {
      prices.add(from + Math.round((gap * point) / (points + 1)))
    }
  }
  return [...prices].sort((a, b) => a - b)
}
