import { Kind, Side } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { HOUR } from '../../protocols/units.ts'
import type { Actor, Market, Receive } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { reservationQuotes } from '../reservation-quotes.ts'
import { createWakeful } from '../wakeful.ts'
import type { AvellanedaStoikovParameters } from './parameters.ts'

const WAKE = 1

/**
 * A market maker who minds what it holds: each `interval` it withdraws its quotes and sends a bid
 * and an ask about the reservation price s − qγσ²(T − t), γσ²(T − t) + (2/γ) ln(1 + γ/k) apart, with
 * s the mid that it sees, q the lots that it holds by its fills and T the close. The bid is rounded
 * down to a tick and the ask up. It quotes nothing while a side of the book is empty; a restarted
 * one believes that it holds nothing.
 *
 * Source: Avellaneda and Stoikov 2008, *High-frequency trading in a limit order book*, equations 29
 * and 30.
 */
export function createAvellanedaStoikov(
  parameters: AvellanedaStoikovParameters,
  market: Market,
): Actor {
  const { size, interval } = parameters
  return (context) => {
    const desk = createOrderDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    let held = 0

    const trade = (): void => {
      desk.cancelAll()
      const seen = context.observe(quotes)
      if (seen === undefined || seen.bidSize === 0 || seen.askSize === 0) return
      const left = Math.max(0, market.close - context.now()) / HOUR
      const { skew, spread } = reservationQuotes(parameters, held, left)
      const reservation = (seen.bid + seen.ask) / 2 + skew
      desk.limit(Side.buy, Math.floor(reservation - spread / 2), size)
      desk.limit(Side.sell, Math.ceil(reservation + spread / 2), size)
    }

    const sleep = (from = 0): void => {
      context.after(from + interval, WAKE)
    }
    const { receive, starting, halted, closing } = createWakeful({
      context,
      market,
      desk,
      trade,
      sleep,
    })
    const count = (message: Message): void => {
      if (message.kind !== Kind.fill && message.kind !== Kind.partialFill) return
      held += message.side === Side.buy ? message.size : -message.size
    }
    const counting =
      (next: Receive = receive): Receive =>
      (message) => {
        count(message)
        next(message)
      }
    return {
      receive: counting(),
      starting: counting(starting),
      halted: counting(halted),
      closing: closing ?? (() => {}),
    }
  }
}
