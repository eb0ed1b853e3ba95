import { Kind, Side } from '../../../protocols/kind.ts'
import { EVERYONE } from '../../../protocols/layout.ts'
import type { Message } from '../../../protocols/message.ts'
import { LobsterType, readLobsterMessages } from '../../history/lobster-messages.ts'
import { readOrderbook } from '../../history/lobster-orderbook.ts'
import type { LobsterSource } from '../../history/lobster-source.ts'
import type { Recorded } from './recorded-market.ts'

/** How a file's prices and sizes are told. */
export interface LobsterUnits {
  /** The file's units (currency × 10,000) in a tick. */
  readonly tick: number
  /** Shares in a lot. */
  readonly lot: number
}

/** The venue of a market that a file tells of, and its one instrument. */
export const LOBSTER_VENUE = 0

/**
 * What a venue would have published that had a LOBSTER day's book: the touch where it changed, a print
 * for each visible execution, and the levels that the file shows. Times are ns after midnight. Prices are
 * rounded to ticks away from the other side, sizes to lots, at least 1. A level that sinks below those
 * shown counts as gone until it is shown again. Hidden executions are prints of no order, and left out.
 *
 * @throws HistoryError where a file is none
 */
export function lobsterMarket(source: LobsterSource, { tick, lot }: LobsterUnits): Recorded[] {
  const { count, times, types, sizes, prices, sides } = readLobsterMessages(source.messages)
  const book = readOrderbook(source.orderbook)
  const published: Recorded[] = []
  const numbers = new Map<number, number>()
  const shown = new Map<number, number>()
  let touch = ''

  const publish = (at: number, body: object): void => {
    const { kind } = body as { readonly kind: number }
    const number = (numbers.get(kind) ?? 0) + 1
    numbers.set(kind, number)
    const envelope = { sender: LOBSTER_VENUE, recipient: EVERYONE, sequence: published.length + 1 }
    const whole = { ...body, instrument: 0, number, ...envelope, sent: at, arrives: at }
    published.push({ at, message: whole as unknown as Message })
  }
  const priceOf = (side: number, price: number): number =>
    side === Side.buy ? Math.floor(price / tick) : Math.ceil(price / tick)
  const lotsOf = (shares: number): number => Math.max(1, Math.round(shares / lot))

  const showLevels = (at: number): void => {
    const now = new Map<number, number>()
    for (const side of [Side.buy, Side.sell]) {
      for (let rank = 0; rank < book.row.depth(side); rank++) {
        const name = priceOf(side, book.row.price(side, rank)) * 4 + side
        now.set(name, (now.get(name) ?? 0) + lotsOf(book.row.size(side, rank)))
      }
    }
    const tell = (name: number, size: number): void => {
      const level = { side: name % 4, price: Math.floor(name / 4), size, count: size > 0 ? 1 : 0 }
      publish(at, { kind: Kind.depthByPrice, ...level })
    }
    for (const name of shown.keys()) if (!now.has(name)) tell(name, 0)
    for (const [name, size] of now) if (shown.get(name) !== size) tell(name, size)
    shown.clear()
    for (const [name, size] of now) shown.set(name, size)
  }
  const best = (side: Side): readonly [price: number, size: number] =>
    book.row.depth(side) === 0
      ? [0, 0]
      : [priceOf(side, book.row.price(side, 0)), lotsOf(book.row.size(side, 0))]

  for (let row = 0; row < count && book.next(); row++) {
    const at = times[row] as number
    const resting = sides[row] as Side
    if (types[row] === LobsterType.execution) {
      const side = resting === Side.buy ? Side.sell : Side.buy
      const price = priceOf(resting, prices[row] as number)
      const size = lotsOf(sizes[row] as number)
      publish(at, { kind: Kind.trade, side, price, size, venueOrder: 0 })
    }
    showLevels(at)
    const [bid, bidSize] = best(Side.buy)
    const [ask, askSize] = best(Side.sell)
    const next = `${bid} ${bidSize} ${ask} ${askSize}`
    if (next !== touch) publish(at, { kind: Kind.quote, bid, bidSize, ask, askSize })
    touch = next
  }
  return published
}
