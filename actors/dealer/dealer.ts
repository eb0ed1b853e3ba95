import { Kind, Side } from '../../protocols/kind.ts'
import type { LastLook, Message, QuoteInvite } from '../../protocols/message.ts'
import { lots, type Nanos, NOTIONAL_MAX, PRICE_MAX, ticks } from '../../protocols/units.ts'
import type { Actor, Market, Receive } from '../actor.ts'
import { bought } from '../bought.ts'
import { createOrderNumbers } from '../order-numbers.ts'
import type { DealerParameters } from './parameters.ts'

const ignore: Receive = () => {}

/**
 * A dealer that answers each request for a quote: around the value as it sees it, half a spread on
 * either side, both prices moved down for each lot that it is long and up for each that it is short.
 * A request for either side gets two quotes.
 *
 * It does not quote where a full trade would take its position beyond `limit`, nor where a price
 * would be outside 1..PRICE_MAX. In a last look it says no where at the value, as it sees it then, it
 * would lose more than `tolerance` ticks a lot. A restarted one has forgotten what it holds.
 */
export function createDealer(parameters: DealerParameters, market: Market): Actor {
  const { halfSpread, skew, limit, error, life, tolerance } = parameters
  const { venue, instrument, fundamental } = market
  return (context) => {
    const numbers = createOrderNumbers()
    let held = 0

    const see = (): number => context.random.normal(fundamental(context.now()), error)

    const quote = (side: Side, exact: number, { size, number }: QuoteInvite): void => {
      const price = side === Side.buy ? Math.floor(exact) : Math.ceil(exact)
      if (!(price >= 1 && price <= PRICE_MAX) || price * size > NOTIONAL_MAX) return
      const after = side === Side.buy ? held + size : held - size
      if (Math.abs(after) > limit) return
      context.send(venue, {
        kind: Kind.dealerQuote,
        instrument,
        orderId: numbers.next(),
        side,
        price: ticks(price),
        size: lots(size),
        number,
        expires: (life === 0 ? 0 : context.now() + life) as Nanos,
      })
    }

    const answer = (invite: QuoteInvite): void => {
      const middle = see() - skew * held
      const onlySide = invite.onlySide ?? 0
      if (onlySide !== Side.sell) quote(Side.sell, middle + halfSpread, invite)
      if (onlySide !== Side.buy) quote(Side.buy, middle - halfSpread, invite)
    }

    const lookAgain = ({ side, price, venueOrder }: LastLook): void => {
      const gain = side === Side.buy ? see() - price : price - see()
      const yes = gain >= -tolerance ? 1 : 0
      context.send(venue, { kind: Kind.lastLookAnswer, instrument, venueOrder, answer: yes })
    }

    const hear = (message: Message): void => {
      held += bought(message)
    }

    return {
      receive(message) {
        if (message.kind === Kind.quoteInvite) answer(message)
        else if (message.kind === Kind.lastLook) lookAgain(message)
        else hear(message)
      },
      starting(message) {
        if (message.kind === Kind.start) numbers.begin(message.life)
      },
      halted: hear,
      closing: ignore,
    }
  }
}
