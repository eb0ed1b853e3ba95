import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Side } from '../../../protocols/kind.ts'

/**
 * A market made plainly, and what LOBSTER would write of it: messages about the best levels alone,
 * and those levels after each. What happens below is not written.
 */

/** Something that somebody does. `nth` counts the live orders, round and round. */
export type Deed =
  | { readonly type: 'add'; readonly side: Side; readonly behind: number; readonly size: number }
  | { readonly type: 'delete'; readonly nth: number }
  | { readonly type: 'shrink'; readonly nth: number; readonly size: number }
  | { readonly type: 'take'; readonly side: Side; readonly size: number }
  | { readonly type: 'hidden' }

export const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('add' as const),
      side: fc.constantFrom(Side.buy, Side.sell),
      behind: fc.integer({ min: -2, max: 6 }),
      size: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('delete' as const), nth: fc.nat(60) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('shrink' as const),
      nth: fc.nat(60),
      size: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('take' as const),
      side: fc.constantFrom(Side.buy, Side.sell),
      size: fc.integer({ min: 1, max: 15 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('hidden' as const) }) },
)

interface Order {
  readonly id: number
  readonly side: Side
  readonly price: number
  size: number
}

/** What was written: a row of each file a message. */
export interface PlainDay {
  readonly messages: string[]
  readonly orderbook: string[]
  /** Lots and prices of visible executions, in order. */
  readonly executions: { readonly price: number; readonly size: number }[]
}

export const TICK = 100
const MIDDLE = 1_000
/** Ids are far apart, and not small. */
const ID_STEP = 7

/**
 * Plays `deeds`, the first `unseen` of them before the file begins.
 * @param levels a side that the file shows
 */
export function playDay(deeds: readonly Deed[], unseen: number, levels: number): PlainDay {
  const day: PlainDay = { messages: [], orderbook: [], executions: [] }
  const orders: Order[] = []
  let id = 1_000
  let second = 34_200
  let written = false

  const of = (side: Side): Order[] =>
    orders
      .filter((order) => order.side === side)
      .sort((a, b) => (side === Side.buy ? b.price - a.price : a.price - b.price) || a.id - b.id)
  const pricesOf = (side: Side): number[] => [...new Set(of(side).map(({ price }) => price))]
  const isInSight = ({ side, price }: Pick<Order, 'side' | 'price'>): boolean => {
    const rank = pricesOf(side).indexOf(price)
    return rank >= 0 && rank < levels
  }
  const bookRow = (): string => {
    const cells: number[] = []
    const [asks, bids] = [pricesOf(Side.sell), pricesOf(Side.buy)]
    for (let rank = 0; rank < levels; rank++) {
      for (const [side, prices, none] of [
        [Side.sell, asks, 9_999_999_999],
        [Side.buy, bids, -9_999_999_999],
      ] as const) {
        const price = prices[rank]
        const at = of(side).filter((order) => order.price === price)
        cells.push(price === undefined ? none : price * TICK)
        cells.push(at.reduce((sum, { size }) => sum + size, 0))
      }
    }
    return cells.join(',')
  }
  const write = (type: number, order: Order | undefined, size: number): void => {
    if (!written) return
    const direction = order?.side === Side.buy ? 1 : -1
    const [number, price] = order === undefined ? [0, MIDDLE] : [order.id, order.price]
    day.messages.push(`${second}.000000001,${type},${number},${size},${price * TICK},${direction}`)
    day.orderbook.push(bookRow())
  }
  const lose = (order: Order, size: number, type: number): void => {
    const seen = isInSight(order)
    order.size -= size
    if (order.size === 0) orders.splice(orders.indexOf(order), 1)
    if (seen) write(type, order, size)
  }
  const play = (one: Deed): void => {
    second++
    if (one.type === 'hidden') write(5, undefined, 1)
    else if (one.type === 'add') {
      const { side, behind, size } = one
      const away = side === Side.buy ? -1 : 1
      const facing = pricesOf(side === Side.buy ? Side.sell : Side.buy)[0]
      const best = pricesOf(side)[0] ?? MIDDLE + 2 * away
      const price = best + away * behind
      if (facing !== undefined && (facing - price) * away >= 0) return
      id += ID_STEP
      const order = { id, side, price, size }
      orders.push(order)
      if (isInSight(order)) write(1, order, size)
    } else if (one.type === 'take') {
      let left = one.size
      for (const order of of(one.side === Side.buy ? Side.sell : Side.buy)) {
        if (left === 0) break
        const size = Math.min(left, order.size)
        left -= size
        if (written) day.executions.push({ price: order.price, size })
        lose(order, size, 4)
      }
    } else if (orders.length > 0) {
      const order = orders[one.nth % orders.length] as Order
      if (one.type === 'delete') lose(order, order.size, 3)
      else if (one.size < order.size) lose(order, one.size, 2)
    }
  }
  for (const one of deeds.slice(0, unseen)) play(one)
  written = true
  // A day begins with a row that changes nothing, so that no trade is before its first row.
  write(5, undefined, 1)
  for (const one of deeds.slice(unseen)) play(one)
  return day
}

export const text = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('')

/** Writes the day's two files into a folder of their own. @returns the folder */
export function writeDay({ messages, orderbook }: PlainDay, levels: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-day-'))
  writeFileSync(join(folder, `PLAIN_2026-01-02_message_${levels}.csv`), text(messages))
  writeFileSync(join(folder, `PLAIN_2026-01-02_orderbook_${levels}.csv`), text(orderbook))
  return folder
}

/** The day as if its files had been opened. */
export const sourceOf = ({ messages, orderbook }: Pick<PlainDay, 'messages' | 'orderbook'>) => ({
  symbol: 'PLAIN',
  messages: { name: 'm.csv', bytes: Buffer.from(text(messages)) },
  orderbook: { name: 'o.csv', bytes: Buffer.from(text(orderbook)) },
})
