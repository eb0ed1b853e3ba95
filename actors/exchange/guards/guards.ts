import { Kind, Reason, Side } from '../../../protocols/kind.ts'
import type {
  CancelOrder,
  DealerQuote,
  NewOrder,
  OrderEntry,
  QuoteEntry,
  QuoteRequest,
  QuoteTake,
  ReplaceOrder,
} from '../../../protocols/message.ts'
import type { Accounts } from '../accounts.ts'
import type { Exposure } from './exposure.ts'
import type { GuardsParameters } from './parameters.ts'
import { createThrottle } from './throttle.ts'

/** What guards read of a venue before they judge. */
export type Standing = Pick<Accounts, 'cashOf' | 'positionOf'> &
  Pick<Exposure, 'lotsOf' | 'costOf' | 'find'>

/** What stands between a participant's request and the mechanism. */
export interface Guards {
  /**
   * What a venue has against a request whatever its mechanism would say of it. Only the throttle
   * remembers that it was asked.
   * @param now ns; never decreases from call to call
   * @returns the first reason, or `Reason.none`
   */
  judge(
    participant: number,
    request: OrderEntry | QuoteEntry,
    now: number,
    standing: Standing,
  ): Reason
  /** A trade took place in continuous trading. */
  traded(instrument: number, price: number): void
  /** An auction found its price. */
  crossed(instrument: number, price: number): void
  /** Its references and what its throttle remembers, as plain values. */
  save(): GuardsState
  /** Takes on what `save` gave, of guards made in the same way. */
  restore(saved: GuardsState): void
}

/** The state of guards. By instrument: ticks, 0 where there is none yet. */
export interface GuardsState {
  readonly references: readonly number[]
  readonly lasts: readonly number[]
  readonly throttle: readonly (readonly number[])[]
}

/**
 * Judges requests before a mechanism sees them, in this order: `throttled`, `offTick`, `offLot`,
 * `tooLarge`, `tooMuchNotional`, `outsideCollar`, `positionLimit`, `creditLimit`. It judges what a
 * participant writes: where a peg or a slide then rests is the mechanism's business, and an order
 * without a limit has no price to judge. A replace is judged as the order that it would make.
 *
 * - Tick sizes: limit and stop price are whole multiples of the tick size of their own band.
 * - Lots: size, display size, minimum quantity and the size of a partial cancel.
 * - Notional: size × limit; without one × stop price, last trade or reference, the first there is.
 * - Collars: a limit at most ± the share of the reference, rounded to the nearest tick. The static
 *   one's reference is the last auction's price; until there is one, the parameter; failing that,
 *   the first trade. The dynamic one's is the last trade, auctions included.
 * - Throttle: every message counts but those that it refused itself and, where exempt, cancels.
 * - Position: the position, and all that is open on the order's side, and the order, is at most the
 *   limit. So no position ever passes it, whatever trades.
 * - Credit: what all open buys and the order would cost at their limits, less cash, is at most the
 *   limit. So no sequence of trades takes cash below −limit, fees aside. A buy without a limit may
 *   cost anything, and is refused.
 *
 * An order that makes neither worse is refused by neither limit. A dealer's quote is judged as an
 * order but for the limits; of a request for quotes, and of a take, the size is.
 *
 * @param instruments how many the venue has
 */
export function createGuards(parameters: GuardsParameters, instruments: number): Guards {
  const { lot = 1, maxSize, maxNotional, staticCollar, dynamicCollar } = parameters
  const { reference = 0, positionLimit, creditLimit } = parameters
  const tickSizes = parameters.tickSizes ?? []
  const throttle =
    parameters.throttle && createThrottle(parameters.throttle.messages, parameters.throttle.window)
  const countsCancels = parameters.throttle?.cancels === 'counted'
  const references = new Float64Array(instruments).fill(reference)
  const lasts = new Float64Array(instruments)

  const isOffTick = (price: number): boolean => {
    let multiple = 1
    for (const size of tickSizes) if (size.from <= price) multiple = size.multiple
    return price % multiple !== 0
  }

  const isOffLot = (size: number): boolean => size % lot !== 0

  /** What is wrong with a size. */
  const judgeSize = (size: number, display: number, minimum: number): Reason => {
    if (isOffLot(size) || isOffLot(display) || isOffLot(minimum)) return Reason.offLot
    return maxSize !== undefined && size > maxSize ? Reason.tooLarge : Reason.none
  }

  /** What is wrong with a price, for so many lots. */
  const judgePrice = (instrument: number, price: number, stop: number, size: number): Reason => {
    const last = lasts[instrument] ?? 0
    const anchor = references[instrument] ?? 0
    const worth = price || stop || last || anchor
    if (maxNotional !== undefined && worth * size > maxNotional) return Reason.tooMuchNotional
    if (isOutside(price, anchor, staticCollar)) return Reason.outsideCollar
    return isOutside(price, last, dynamicCollar) ? Reason.outsideCollar : Reason.none
  }

  /**
   * @param limit the order's; 0: none
   * @param open lots that it would be open for
   * @param own lots and cost that it is open for already, where it lives
   */
  const judgeLimits = (
    { participant, instrument, side }: Whose,
    limit: number,
    open: number,
    own: { readonly lots: number; readonly cost: number },
    standing: Standing,
  ): Reason => {
    if (positionLimit !== undefined && open > own.lots) {
      const position = standing.positionOf(participant, instrument)
      const held = side === Side.buy ? position : -position
      const others = standing.lotsOf(participant, instrument, side) - own.lots
      if (held + others + open > positionLimit) return Reason.positionLimit
    }
    if (creditLimit === undefined || side !== Side.buy) return Reason.none
    const cost = limit === 0 && open > 0 ? Number.POSITIVE_INFINITY : limit * open
    if (cost <= own.cost) return Reason.none
    const others = standing.costOf(participant) - own.cost
    const owed = others + cost - standing.cashOf(participant)
    return owed > creditLimit ? Reason.creditLimit : Reason.none
  }

  const judgeNew = (participant: number, order: NewOrder, standing: Standing): Reason => {
    const { instrument, side, price, size, stop = 0, display = 0, minimum = 0 } = order
    if (isOffTick(price) || isOffTick(stop)) return Reason.offTick
    return (
      judgeSize(size, display, minimum) ||
      judgePrice(instrument, price, stop, size) ||
      judgeLimits({ participant, instrument, side }, price, size, NOTHING, standing)
    )
  }

  const judgeReplace = (participant: number, request: ReplaceOrder, standing: Standing): Reason => {
    const { instrument, orderId, price, size } = request
    if (isOffTick(price)) return Reason.offTick
    const reason = judgeSize(size, 0, 0) || judgePrice(instrument, price, 0, size)
    if (reason !== Reason.none) return reason
    const order = standing.find(participant, instrument, orderId)
    if (order === undefined) return Reason.none
    const { side, limit, open } = order
    const own = { lots: open, cost: limit * open }
    const left = size - (order.size - open)
    return judgeLimits({ participant, instrument, side }, price, left, own, standing)
  }

  const judgeQuote = ({ instrument, price, size }: DealerQuote): Reason => {
    if (isOffTick(price)) return Reason.offTick
    return judgeSize(size, 0, 0) || judgePrice(instrument, price, 0, size)
  }

  return {
    judge(participant, request, now, standing) {
      const { kind } = request
      const isCancel = kind === Kind.cancelOrder || kind === Kind.massCancel
      const counts = !isCancel || countsCancels
      if (counts && throttle?.admits(participant, now) === false) return Reason.throttled
      switch (kind) {
        case Kind.newOrder:
          return judgeNew(participant, request as NewOrder, standing)
        case Kind.replaceOrder:
          return judgeReplace(participant, request as ReplaceOrder, standing)
        case Kind.dealerQuote:
          return judgeQuote(request as DealerQuote)
        case Kind.quoteRequest:
        case Kind.quoteTake:
          return judgeSize((request as QuoteTake | QuoteRequest).size, 0, 0)
        case Kind.cancelOrder:
          return isOffLot((request as CancelOrder).less ?? 0) ? Reason.offLot : Reason.none
        default:
          return Reason.none
      }
    },
    traded(instrument, price) {
      lasts[instrument] = price
      if (references[instrument] === 0) references[instrument] = price
    },
    crossed(instrument, price) {
      lasts[instrument] = price
      references[instrument] = price
    },
    save: () => ({
      references: [...references],
      lasts: [...lasts],
      throttle: throttle?.save() ?? [],
    }),
    restore(saved) {
      references.set(saved.references)
      lasts.set(saved.lasts)
      throttle?.restore(saved.throttle)
    },
  }
}

interface Whose {
  readonly participant: number
  readonly instrument: number
  readonly side: Side
}

const NOTHING = { lots: 0, cost: 0 }

/** Whether a price is farther from a reference than the share of it; one of them 0: it is not. */
function isOutside(price: number, reference: number, share: number | undefined): boolean {
  if (share === undefined || price === 0 || reference === 0) return false
  return Math.abs(price - reference) > Math.round(reference * share)
}
