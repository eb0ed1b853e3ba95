import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Side } from '../../../protocols/kind.ts'
import { HistoryError } from '../../../src/history/history-error.ts'
import { ItchBooks } from '../../../src/history/itch-books.ts'
import type { ItchMessage } from '../../../src/history/itch-layout.ts'
import { replayItch } from '../../../src/history/itch-replay.ts'
import { framed } from './plain-itch.ts'
import { realData } from './real-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'outcry-itch-'))
const header = { stockLocate: 1, trackingNumber: 0, timestamp: 0 }
const add = (order: number, side: 'B' | 'S', shares: number, price: number, stockLocate = 1) =>
  ({
    ...header,
    stockLocate,
    type: 'A',
    order,
    side,
    shares,
    stock: `S${stockLocate}`,
    price,
  }) as const
const executed = (order: number, shares: number) =>
  ({ ...header, type: 'E', order, shares, match: 1 }) as const
const cancelled = (order: number, shares: number) =>
  ({ ...header, type: 'X', order, shares }) as const
const deleted = (order: number, stockLocate = 1) =>
  ({ ...header, stockLocate, type: 'D', order }) as const
const replaced = (order: number, newOrder: number, shares: number, price: number) =>
  ({ ...header, type: 'U', order, newOrder, shares, price }) as const

function keep(messages: readonly ItchMessage[]): ItchBooks {
  const books = new ItchBooks()
  messages.forEach((message, at) => {
    books.hear(message, at)
  })
  books.end()
  return books
}

const levels = (books: ItchBooks, side: Side, stockLocate = 1): [number, number][] => {
  const list: [number, number][] = []
  books.engineOf(stockLocate)?.forEachLevel(side, 100, (price, size) => list.push([price, size]))
  return list
}

describe('the book of a feed', () => {
  /** What may happen to a live order; `nth` counts them round and round. */
  const deed = fc.record({
    what: fc.constantFrom('add', 'add', 'execute', 'priced', 'cancel', 'delete', 'replace'),
    nth: fc.nat(30),
    side: fc.constantFrom('B' as const, 'S' as const),
    shares: fc.integer({ min: 1, max: 9 }),
    price: fc.integer({ min: 1, max: 8 }),
    stock: fc.integer({ min: 1, max: 2 }),
  })

  test('is what is left of its orders, whatever they cross and whoever trades', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 80, size: 'max' }), (deeds) => {
        interface Order {
          id: number
          side: 'B' | 'S'
          price: number
          open: number
          stock: number
        }
        const orders: Order[] = []
        const messages: ItchMessage[] = []
        let ids = 0
        for (const { what, nth, side, shares, price, stock } of deeds) {
          if (what === 'add' || orders.length === 0) {
            orders.push({ id: ++ids, side, price, open: shares, stock })
            messages.push(add(ids, side, shares, price, stock))
            continue
          }
          const order = orders[nth % orders.length] as Order
          const lots = Math.min(shares, order.open)
          const own = { stockLocate: order.stock }
          if (what === 'execute') messages.push({ ...executed(order.id, lots), ...own })
          if (what === 'priced') {
            messages.push({ ...executed(order.id, lots), ...own, type: 'C', printable: 'Y', price })
          }
          if (what === 'cancel') messages.push({ ...cancelled(order.id, lots), ...own })
          if (what === 'delete') messages.push({ ...deleted(order.id), ...own })
          if (what === 'replace') {
            messages.push({ ...replaced(order.id, ++ids, shares, price), ...own })
            orders.push({ ...order, id: ids, price, open: shares })
          }
          order.open -= what === 'delete' || what === 'replace' ? order.open : lots
          if (order.open === 0) orders.splice(orders.indexOf(order), 1)
        }
        const books = keep(messages)
        expect(books.counts).toMatchObject({ inconsistencies: 0, faults: 0, left: orders.length })
        for (const stock of [1, 2]) {
          for (const [letter, side] of [
            ['B', Side.buy],
            ['S', Side.sell],
          ] as const) {
            const at = new Map<number, number>()
            for (const order of orders) {
              if (order.stock !== stock || order.side !== letter) continue
              at.set(order.price, (at.get(order.price) ?? 0) + order.open)
            }
            const best = [...at].sort(([a], [b]) => (side === Side.buy ? b - a : a - b))
            expect(levels(books, side, stock)).toEqual(best)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  test('gives executions at the touch to the oldest order, and says where the feed does not', () => {
    const queue = [add(1, 'S', 5, 100), add(2, 'S', 5, 100), add(3, 'S', 5, 101)]
    expect(keep([...queue, executed(1, 2), executed(1, 3), executed(2, 1)]).counts).toMatchObject({
      decidable: 3,
      hit: 3,
    })
    const jumped = keep([...queue, executed(2, 5), executed(1, 5)])
    expect(jumped.counts).toMatchObject({ decidable: 2, hit: 1, left: 1, faults: 0 })
    expect(levels(jumped, Side.sell)).toEqual([[101, 5]])
    expect(keep([...queue, executed(3, 1)]).counts).toMatchObject({ decidable: 0, elsewhere: 1 })
  })

  test('replaces an order by a new one that stands last', () => {
    const books = keep([
      add(1, 'B', 5, 100),
      add(2, 'B', 5, 100),
      replaced(1, 9, 4, 100),
      executed(2, 5),
      executed(9, 1),
    ])
    expect(books.counts).toMatchObject({ decidable: 2, hit: 2, left: 1 })
    expect(levels(books, Side.buy)).toEqual([[100, 3]])
  })

  test('keeps what is said of an order before it comes, and applies it then', () => {
    const books = keep([
      deleted(1),
      cancelled(2, 3),
      replaced(3, 4, 7, 90),
      add(2, 'B', 5, 100),
      add(1, 'B', 5, 100),
      add(3, 'B', 1, 99),
    ])
    expect(books.counts).toMatchObject({ early: 3, inconsistencies: 0, left: 2 })
    expect(levels(books, Side.buy)).toEqual([
      [100, 2],
      [90, 7],
    ])
  })

  test('keeps apart what no engine could hold', () => {
    const stub = 2_000_000_000
    const books = keep([add(1, 'S', 5, stub), add(2, 'S', 5, 100), cancelled(1, 2), deleted(1)])
    expect(books.counts).toMatchObject({ beyond: 1, left: 1, inconsistencies: 0, faults: 0 })
  })

  test.each([
    [
      'an order that comes twice',
      [add(1, 'B', 5, 100), add(1, 'B', 5, 100)],
      'order 1 is added, and is in the book already',
    ],
    ['an order without shares', [add(1, 'B', 0, 100)], 'order 1 is added, and has no shares'],
    [
      'more than there is',
      [add(1, 'B', 5, 100), executed(1, 6)],
      'order 1 loses 6 shares of its 5',
    ],
    [
      'an order of another stock',
      [add(1, 'B', 5, 100, 2), deleted(1)],
      'order 1 is of stock 2, not 1',
    ],
    ['an order that never comes', [deleted(7)], '"D" is about order 7, which never comes'],
  ])('%s does not fit, and is told', (_, messages, text) => {
    const books = keep(messages)
    expect(books.counts.inconsistencies).toBe(1)
    expect(books.examples).toEqual([`at byte ${messages.length - 1}: ${text}`])
  })
})

describe('a file', () => {
  const messages = [
    add(1, 'B', 5, 100),
    add(2, 'S', 5, 101),
    add(3, 'S', 5, 101, 2),
    executed(1, 2),
  ]
  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }

  test.each([
    ['with lengths', framed(messages)],
    ['with zeros for lengths', framed(messages, true)],
    ['gzipped', gzipSync(framed(messages))],
  ])('%s is replayed, and its totals by type told', async (name, bytes) => {
    const replay = await replayItch(write(name.replaceAll(' ', '-'), bytes))
    expect(replay).toMatchObject({ messages: 4, stocks: 2, bytes: 3 * 38 + 33 })
    expect(replay.types).toMatchObject({ A: 3, E: 1, D: 0 })
    expect(replay.orders).toMatchObject({ orders: 3, left: 3, decidable: 1, hit: 1 })
  })

  test('is replayed for one stock, whose best levels are told', async () => {
    const path = write('one', framed(messages))
    const replay = await replayItch(path, { symbol: 'S1', levels: 1 })
    expect(replay.orders.orders).toBe(2)
    expect(replay.messages).toBe(4)
    expect(replay.book).toEqual({
      bids: [{ price: 100, size: 3 }],
      asks: [{ price: 101, size: 5 }],
    })
    await expect(replayItch(path, { symbol: 'S9' })).rejects.toThrow(
      new HistoryError(`${path}: has no stock S9: there are S1, S2`),
    )
  })

  test.each([
    [
      'cut',
      framed(messages).subarray(0, 100),
      'at byte 76, message 3: the file ends within a message "A", after 22 of its 36 bytes',
    ],
    [
      'cut-gzip',
      gzipSync(framed(messages)).subarray(0, 12),
      'at byte 0, message 1: cannot be read: unexpected end of file',
    ],
    [
      'text',
      Buffer.from('hello world'),
      'at byte 0, message 1: type "l" is none of the 23 of ITCH 5.0',
    ],
  ])('that is %s is refused with the place and the reason', async (name, bytes, text) => {
    const path = write(name, bytes)
    const remedy =
      'give NASDAQ TotalView-ITCH 5.0 with two bytes of length before each message, gzipped or not'
    await expect(replayItch(path)).rejects.toThrow(new HistoryError(`${path}: ${text}; ${remedy}`))
  })

  test('that is not there is refused', async () => {
    for (const path of [join(folder, 'none'), folder]) {
      await expect(replayItch(path)).rejects.toThrow(
        new HistoryError(
          `${path}: there is no such file; give a file of ITCH 5.0, or a LOBSTER zip or folder`,
        ),
      )
    }
  })

  test('of a third party: every message decoded, and its books without a contradiction', async ({
    skip,
  }) => {
    const replay = await replayItch(realData('itch/ex20101224.TEST_ITCH_50.gz', skip))
    expect(replay.messages).toBe(12_012)
    const met = Object.entries(replay.types).filter(([, count]) => count > 0)
    expect(Object.fromEntries(met)).toEqual({
      ...{ S: 6, R: 3, H: 3, A: 4_997, F: 3, E: 198, X: 45, D: 1_745, U: 12, P: 5_000 },
    })
    expect(replay.inconsistencies).toEqual([])
    expect(replay.orders).toMatchObject({
      orders: 5_012,
      left: 3_092,
      early: 117,
      inconsistencies: 0,
      faults: 0,
    })
  })
})
