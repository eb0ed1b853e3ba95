import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encode } from '../../../protocols/codec.ts'
import { Kind, Phase, Reason, Role, Side } from '../../../protocols/kind.ts'
import { SIZE_MAX } from '../../../protocols/units.ts'
import type { BookDepth } from '../../../src/journal/book-depth.ts'
import { forEachRecord } from '../../../src/journal/read-tape.ts'
import { type BookEvent, rebuildBook } from '../../../src/journal/rebuild-book.ts'
import { createMemoryTape, type MemoryTape } from '../../../src/journal/tape.ts'
import { randomDay } from '../../actors/exchange/random-day.ts'
import { type Copy, playDay } from '../../actors/exchange/scripted-market.ts'
import { createHandMadeMarket, VENUE } from './hand-made-market.ts'
import { createRichMarket, type Displayed, type RichMarket, richAct } from './rich-market.ts'

const days = fc.array(richAct, { maxLength: 80, size: 'max' })

function playing(acts: readonly Parameters<RichMarket['do']>[0][]): RichMarket {
  const market = createRichMarket()
  for (const next of acts) market.do(next)
  return market
}

/** A book as it now is. */
function levelsOf(book: BookDepth): Displayed {
  const side = (which: Side): Map<number, number> => {
    const levels = Array.from({ length: book.levels(which) }, (_, rank) => book.level(which, rank))
    return new Map(levels.map((level) => [level?.price ?? 0, level?.size ?? 0]))
  }
  return { bids: side(Side.buy), asks: side(Side.sell) }
}

/** Every event, and the book after the last one of each time. */
function rebuilt({ tape, venue }: Pick<RichMarket, 'tape' | 'venue'>) {
  const events: BookEvent[] = []
  const books = new Map<number, Displayed>()
  rebuildBook(tape, venue, 0, (event, book) => {
    events.push({ ...event })
    books.set(event.at, levelsOf(book))
  })
  return { events, books }
}

describe('the rebuilt book', () => {
  test('shows after each act what all could see at the venue, and nothing more', () => {
    fc.assert(
      fc.property(days, (acts) => {
        const market = playing(acts)
        const { books } = rebuilt(market)
        let now: Displayed = { bids: new Map(), asks: new Map() }
        for (const { at, book } of market.seen) {
          now = books.get(at) ?? now
          expect(now).toEqual(book)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('never shows a hidden order but as lots that traded', () => {
    fc.assert(
      fc.property(days, (acts) => {
        const market = playing(acts)
        for (const event of rebuilt(market).events) {
          if (!('venueOrder' in event)) continue
          if (event.type === 'executeHidden') expect(market.hidden).toContain(event.venueOrder)
          else expect(market.hidden).not.toContain(event.venueOrder)
        }
      }),
    )
  })

  test('has an execution for each print, and a cross for each auction', () => {
    fc.assert(
      fc.property(days, (acts) => {
        const market = playing(acts)
        const printed: unknown[] = []
        const crossed: unknown[] = []
        const legs = new Map<number, number>()
        forEachRecord(market.tape, (message) => {
          const { sent: at } = message
          if (message.kind === Kind.trade) {
            const { venueOrder, price, size } = message
            printed.push({ at, venueOrder, price, size })
          } else if (message.kind === Kind.cross) {
            const { price, size, phase } = message
            crossed.push({ type: 'cross', at, price, size, phase })
          } else if (message.kind === Kind.fill || message.kind === Kind.partialFill) {
            if (message.role === Role.auction) legs.set(at, (legs.get(at) ?? 0) + message.size)
          }
        })
        const { events } = rebuilt(market)
        const executed = events.flatMap((event) => {
          const isAuction = legs.has(event.at)
          const isTrade = event.type === 'execute' || event.type === 'executeHidden'
          if (!isTrade || isAuction) return []
          const { at, venueOrder, price, size } = event
          return [{ at, venueOrder, price, size }]
        })
        expect(executed).toEqual(printed.filter((one) => !legs.has((one as { at: number }).at)))
        expect(events.filter(({ type }) => type === 'cross')).toEqual(crossed)
      }),
    )
  })

  test('is tried on markets where everything happens', () => {
    const said = new Map<number, number>()
    const shown = new Map<string, number>()
    for (const acts of fc.sample(days, { numRuns: 100, seed: 42 })) {
      const market = playing(acts)
      forEachRecord(market.tape, ({ kind }) => said.set(kind, (said.get(kind) ?? 0) + 1))
      for (const { type } of rebuilt(market).events) shown.set(type, (shown.get(type) ?? 0) + 1)
    }
    const kinds = [Kind.triggered, Kind.repriced, Kind.replaced, Kind.cancelled, Kind.expired]
    for (const kind of [...kinds, Kind.trade, Kind.cross]) {
      expect([kind, (said.get(kind) ?? 0) > 20]).toEqual([kind, true])
    }
    for (const type of ['add', 'reduce', 'delete', 'execute', 'executeHidden', 'cross']) {
      expect([type, (shown.get(type) ?? 0) > 20]).toEqual([type, true])
    }
  })
})

/** What the venue says of order 1, a step a line, one after another. */
function told(...lines: readonly object[]): string[] {
  const market = createHandMadeMarket()
  const order = { instrument: 0, orderId: 1, venueOrder: 1, side: Side.sell, price: 100 }
  lines.forEach((line, nth) => {
    const { sent = 1_000 + nth, ...said } = line as { sent?: number }
    market.say({ ...order, ...said }, { sender: VENUE, recipient: 0, sent })
  })
  const { events } = rebuilt({ tape: market.tape, venue: VENUE })
  return events.map((event) =>
    'price' in event ? `${event.type} ${event.size} at ${event.price}` : event.type,
  )
}

const accepted = (size: number, more: object = {}) => ({ kind: Kind.accepted, size, ...more })
const fill = (size: number, open: number, more: object = {}) => ({
  kind: open === 0 ? Kind.fill : Kind.partialFill,
  ...{ size, open, role: Role.maker, number: 1 },
  ...more,
})

describe('told a step at a time,', () => {
  test('an iceberg shows its peak, and another when that is used up', () => {
    expect(told(accepted(25, { display: 10 }), fill(4, 21), fill(6, 15), fill(10, 5))).toEqual([
      'add 10 at 100',
      'execute 4 at 100',
      'execute 6 at 100',
      'add 10 at 100',
      'execute 10 at 100',
      'add 5 at 100',
    ])
  })

  test('a partial cancel takes the reserve first, and is seen only where it takes what is shown', () => {
    const cut = (open: number) => ({ kind: Kind.replaced, size: open, open })
    expect(told(accepted(25, { display: 10 }), cut(12), cut(7))).toEqual([
      'add 10 at 100',
      'reduce 3 at 100',
    ])
  })

  test('a stop is seen when it was set off and rests', () => {
    const stop = accepted(5, { dormant: 1, price: 99 })
    const replaced = { kind: Kind.replaced, size: 4, open: 4, price: 98 }
    const triggered = { kind: Kind.triggered, size: 4, price: 98 }
    expect(told(stop, replaced)).toEqual([])
    expect(told(stop, replaced, triggered)).toEqual(['add 4 at 98'])
    expect(() => told(accepted(5), triggered)).toThrow(/order 1 is no stop that waits/)
  })

  test('an order that its time ends, long after it came, was there until then', () => {
    const ended = { kind: Kind.expired, size: 5, reason: 39 }
    expect(told(accepted(5), ended)).toEqual(['add 5 at 100', 'delete 5 at 100'])
  })

  test('what is left of an order that may not rest was never there, nor what met its own', () => {
    const rest = { sent: 1_000, size: 3 }
    const taken = { ...fill(2, 3), role: Role.taker, sent: 1_000 }
    for (const reason of [Reason.immediateOrCancel, Reason.minimumQuantity]) {
      expect(told(accepted(5), taken, { kind: Kind.expired, reason, ...rest })).toEqual([])
    }
    const own = { kind: Kind.cancelled, reason: Reason.selfTrade, ...rest }
    expect(told(accepted(5), taken, own)).toEqual([])
    const asked = { ...own, reason: Reason.requested }
    expect(told(accepted(5), taken, asked)).toEqual(['add 3 at 100', 'delete 3 at 100'])
  })

  test('an auction trades what is shown at the price where it rests, then tells its own', () => {
    const leg = fill(13, 2, { role: Role.auction, price: 104 })
    const cross = { kind: Kind.cross, number: 1, size: 13, price: 104, phase: Phase.closingAuction }
    expect(told(accepted(15, { display: 10 }), leg, cross)).toEqual([
      'add 10 at 100',
      'execute 10 at 100',
      'add 2 at 100',
      'cross 13 at 104',
    ])
    const blind = accepted(15, { hidden: 1 })
    expect(told(blind, fill(13, 2, { role: Role.auction, price: 104 }))).toEqual([])
    expect(told(blind, fill(13, 2))).toEqual(['executeHidden 13 at 100'])
  })

  test('what dealers quote on request is never seen, and what they trade is', () => {
    const invite = { kind: Kind.quoteInvite, size: 5, number: 1 }
    const ended = { kind: Kind.quoteEnded, reason: 45 }
    const taken = { venueOrder: 2, side: Side.buy, role: Role.taker }
    expect(told(invite, accepted(5), fill(5, 0), fill(5, 0, taken), ended)).toEqual([
      'executeHidden 5 at 100',
    ])
  })
})

/** A venue's records as they stand on its tape. */
function tapeOf(records: readonly Copy[]): MemoryTape {
  const tape = createMemoryTape()
  for (const record of records) {
    const bytes = encode(record as never)
    tape.append(new Uint32Array(bytes.buffer), 0, bytes.length / 64)
  }
  return tape
}

test('the rebuilt book is the one that the exchange publishes, level by level', () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      const { records, said } = playDay(day)
      const { books } = rebuilt({ tape: tapeOf(records), venue: 0 })
      const published: Displayed = { bids: new Map(), asks: new Map() }
      const levels = said.filter(
        ({ kind, instrument }) => kind === Kind.depthByPrice && instrument === 0,
      )
      levels.forEach(({ sent, side, price, size }, nth) => {
        const lots = (side === Side.buy ? published.bids : published.asks) as Map<number, number>
        if (size === 0) lots.delete(Number(price))
        else lots.set(Number(price), Number(size))
        if (levels[nth + 1]?.sent === sent) return
        const { bids, asks } = books.get(sent) as Displayed
        const clamp = (side: ReadonlyMap<number, number>) =>
          new Map(Array.from(side, ([at, lots]) => [at, Math.min(lots, SIZE_MAX)]))
        expect({ bids: clamp(bids), asks: clamp(asks) }).toEqual(published)
      })
    }),
    { numRuns: 300 },
  )
})
