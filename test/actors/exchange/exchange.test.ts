import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ExchangeParameters, Tag } from '../../../actors/exchange/exchange.ts'
import { Kind, Phase, Reason, Role, Side, TimeInForce } from '../../../protocols/kind.ts'
import { EVERYONE, FIELDS, type Field } from '../../../protocols/layout.ts'
import { SIZE_MAX } from '../../../protocols/units.ts'
import { runs } from '../../runs.ts'
import { PlainMarket, type PlainSaying } from './plain-market.ts'
import { candidDay, randomDay } from './random-day.ts'
import {
  type Arrival,
  bodyOf,
  type Copy,
  type Day,
  FEEDS,
  playDay,
  say,
} from './scripted-market.ts'

const TRADERS = [1, 2, 3, 4]
const END_OF_ORDER: readonly number[] = [Kind.fill, Kind.cancelled, Kind.expired]

/** The day's phases, each when it begins. */
function phasesOf(parameters: ExchangeParameters): { at: number; phase: Phase }[] {
  const { open, close, halts, openingAuction, closingAuction } = parameters
  const turns = [...halts]
    .sort((a, b) => a.at - b.at)
    .flatMap((halt) => {
      const { auction = 0 } = halt
      const over = halt.at + halt.for
      return [
        ...(halt.for > 0 ? [{ at: halt.at, phase: Phase.halted }] : []),
        ...(auction > 0 ? [{ at: over, phase: Phase.volatilityAuction }] : []),
        { at: over + auction, phase: Phase.continuous },
      ]
    })
  return [
    ...(openingAuction ? [{ at: openingAuction.from, phase: Phase.openingAuction }] : []),
    { at: open, phase: Phase.continuous },
    ...turns,
    ...(closingAuction ? [{ at: close, phase: Phase.closingAuction }] : []),
    { at: close + (closingAuction?.for ?? 0), phase: Phase.closed },
  ]
}

/**
 * The plain twin's day: what the venue was given to do, in its order. Without service time a request
 * is served where it arrives; else one after the other, each `service` after the later of its
 * arrival and its forerunner's end. A phase begins when it is due, a desk looks up when something
 * of its is due, and neither is ever late.
 *
 * @param each called after each thing done
 */
function plainDay(
  parameters: ExchangeParameters,
  arrivals: readonly Arrival[],
  each: (plain: PlainMarket) => void = () => {},
): PlainMarket {
  const { instruments, service, imbalance, mechanism, cancelOnDisconnect = true } = parameters
  const reference = (mechanism?.type === 'continuous' && mechanism.reference) || 0
  const terms = { instruments: instruments.length, imbalance, cancelOnDisconnect, reference }
  const plain = new PlainMarket(terms)
  const phases = phasesOf(parameters)
  const queue: { due: number; message: Copy }[] = []
  let free = 0
  const turn = (tag: number, at: number): void => {
    if (tag >= Tag.desk) {
      demand(plain.dueOf(tag - Tag.desk), at)
      plain.advance(tag - Tag.desk, at)
    } else if (tag === Tag.served) {
      const next = queue.shift()
      demand(next?.due, at)
      plain.serve(next?.message as Copy, at)
    } else {
      const next = phases.shift()
      demand(next?.at, at)
      plain.enter(next?.phase as Phase, at)
    }
  }
  for (const { at, message } of arrivals) {
    instruments.forEach((_, instrument) => {
      if (!(plain.dueOf(instrument) >= at))
        expect.fail(`${instrument} has something to do before ${at}`)
    })
    if (message.kind === Kind.start) plain.enter(Phase.preOpen, at)
    else if (message.kind === Kind.timer) turn(Number(message.tag), at)
    else if (service === 0) plain.serve(message, at)
    else {
      free = Math.max(at, free) + service
      queue.push({ due: free, message })
    }
    each(plain)
  }
  expect([phases, queue]).toEqual([[], []])
  return plain
}

const FIELD_NAMES = Object.entries(FIELDS) as [string, Field][]

/** A saying as one line of every field that there is, so that equal ones are equal. */
const lineOf = ({ at, to, body }: PlainSaying): unknown[] => [
  ...[at, to, body.kind],
  ...FIELD_NAMES.map(([name, { optional }]) => {
    const value = body[name] ?? null
    return optional === true && value === 0 ? null : value
  }),
]

const sayingOf = (copy: Copy): PlainSaying => ({
  at: copy.sent,
  to: copy.recipient,
  body: bodyOf(copy) as Record<string, number>,
})

/** `expect(…).toBe(…)`, without its cost where the two are the same. */
function demand(actual: unknown, expected: unknown): void {
  if (actual !== expected) expect(actual).toBe(expected)
}

/** `expect(…).toEqual(…)`, at a tenth of its cost where the two are equal. */
function expectEqual(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected)
}

test('the venue and a plain market agree on every report, publication and account', () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      const { parameters, accounts, arrivals, said } = playDay(day)
      const plain = plainDay(parameters, arrivals)
      expectEqual(said.map(sayingOf).map(lineOf), plain.said.map(lineOf))
      for (const trader of TRADERS) {
        demand(accounts.cashOf(trader), plain.cash.get(trader) ?? 0)
        demand(accounts.openOrdersOf(trader), plain.openOrdersOf(trader))
        for (const instrument of [0, 1]) {
          demand(accounts.positionOf(trader, instrument), plain.positionOf(trader, instrument))
        }
      }
    }),
    { numRuns: runs(1_000) },
  )
})

test('a participant hears what the venue told it, all of it and in order', () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      const { heard, said } = playDay(day)
      heard.forEach((copies, nth) => {
        const reports = copies.filter(({ kind }) => kind !== Kind.session)
        const told = said.filter(({ recipient }) => recipient === nth + 1)
        expectEqual(reports, told)
      })
    }),
  )
})

test('cash and positions sum to zero whenever the venue speaks', () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      let reports = 0
      playDay({
        ...day,
        eachReport(accounts, report) {
          reports++
          // The legs of an auction come one after another: they balance when all are booked.
          if ('role' in report && report.role === Role.auction) return
          const { cash, positions } = accounts.totals()
          if (cash !== 0 || positions.some((lots) => lots !== 0)) {
            expect({ cash, positions, reports }).toBe('balanced')
          }
        },
      })
    }),
  )
})

test('open orders are those accepted less those ended, and none is open after the close', () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      const { accounts, said } = playDay(day)
      for (const trader of TRADERS) {
        const told = said.filter(({ recipient }) => recipient === trader)
        const accepted = told.filter(({ kind }) => kind === Kind.accepted).length
        const ended = told.filter(({ kind }) => END_OF_ORDER.includes(kind)).length
        expect(accepted - ended).toBe(0)
        expect(accounts.openOrdersOf(trader)).toBe(0)
      }
    }),
  )
})

test('every request is answered, and every accepted order has exactly one end', () => {
  fc.assert(
    fc.property(candidDay, (day) => {
      const { arrivals, said } = playDay(day)
      for (const trader of TRADERS) {
        const asked = arrivals.filter(
          ({ message }) => message.sender === trader && message.kind !== Kind.disconnect,
        )
        const orders = asked.filter(({ message }) => message.kind === Kind.newOrder).length
        const told = said.filter(({ recipient }) => recipient === trader)
        const of = (kind: number): Copy[] => told.filter((report) => report.kind === kind)
        expect(of(Kind.accepted).length + of(Kind.rejected).length).toBe(orders)

        const swept = of(Kind.massCancelled).reduce((sum, { size }) => sum + Number(size), 0)
        const wanted = of(Kind.cancelled).filter(({ reason }) => reason !== Reason.disconnected)
        const single = wanted.length - swept
        const answers = of(Kind.refused).length + of(Kind.replaced).length + single
        expect(answers + of(Kind.massCancelled).length).toBe(asked.length - orders)

        for (const { instrument, venueOrder } of of(Kind.accepted)) {
          const own = told.filter(
            (report) => report.instrument === instrument && report.venueOrder === venueOrder,
          )
          expect(own.filter(({ kind }) => END_OF_ORDER.includes(kind))).toHaveLength(1)
          expect(own[0]?.kind).toBe(Kind.accepted)
          expect(END_OF_ORDER).toContain(own.at(-1)?.kind)
        }
      }
    }),
  )
})

/** A book put together from what one of the depth feeds says. */
interface Rebuilt {
  levels(): unknown
  best(side: number): { price: number; size: number }
}

function rebuild(levels: ReadonlyMap<string, { size: number; count: number }>): Rebuilt {
  const rows = (): number[][] =>
    [...levels].map(([name, { size, count }]) => [...name.split(' ').map(Number), size, count])
  return {
    levels: () => rows().sort((a, b) => Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1])),
    best(side) {
      const prices = rows().filter(([own]) => own === side)
      prices.sort((a, b) => (side === Side.buy ? -1 : 1) * (Number(a[1]) - Number(b[1])))
      return { price: prices[0]?.[1] ?? 0, size: prices[0]?.[2] ?? 0 }
    },
  }
}

/** Reads the feeds of one instrument, and checks after each request that they tell one story. */
function readFeeds(said: readonly Copy[], instrument: number): void {
  const byPrice = new Map<string, { size: number; count: number }>()
  const orders = new Map<number, { side: number; price: number; size: number }>()
  let quote = { bid: 0, bidSize: 0, ask: 0, askSize: 0 }

  const agree = (): void => {
    const bid = rebuild(byPrice).best(Side.buy)
    const ask = rebuild(byPrice).best(Side.sell)
    const isCrossed = bid.price > 0 && ask.price > 0 && bid.price >= ask.price
    const touch = { bid: bid.price, bidSize: bid.size, ask: ask.price, askSize: ask.size }
    expectEqual(quote, isCrossed ? { bid: 0, bidSize: 0, ask: 0, askSize: 0 } : touch)
    const summed = new Map<string, { size: number; count: number }>()
    for (const { side, price, size } of orders.values()) {
      const level = summed.get(`${side} ${price}`) ?? { size: 0, count: 0 }
      summed.set(`${side} ${price}`, { size: level.size + size, count: level.count + 1 })
    }
    for (const level of summed.values()) level.size = Math.min(level.size, SIZE_MAX)
    expectEqual(rebuild(byPrice).levels(), rebuild(summed).levels())
  }

  const { depthByPrice, depthByOrder } = Kind
  const settling: readonly number[] = [depthByPrice, depthByOrder, Kind.quote]
  for (const copy of said) {
    const { kind, side, price, size } = copy as Copy & Record<'side' | 'price' | 'size', number>
    if (!settling.includes(kind)) agree()
    if (copy.recipient !== EVERYONE || copy.instrument !== instrument) continue
    if (kind === Kind.depthByPrice) {
      if (size === 0)
        expect(byPrice.delete(`${side} ${price}`), 'a level that was there').toBe(true)
      else byPrice.set(`${side} ${price}`, { size, count: Number(copy.count) })
      if (size === 0) expect(copy.count).toBe(0)
    } else if (kind === Kind.depthByOrder) {
      const venueOrder = Number(copy.venueOrder)
      if (size === 0) expect(orders.delete(venueOrder), 'an order that was there').toBe(true)
      else orders.set(venueOrder, { side, price, size })
    } else if (kind === Kind.quote) {
      const { bid, bidSize, ask, askSize } = copy as Copy & typeof quote
      expect({ bid, bidSize, ask, askSize }).not.toEqual(quote)
      quote = { bid, bidSize, ask, askSize }
      if (bid > 0 && ask > 0) expect(bid).toBeLessThan(ask)
    }
  }
  agree()
  expect(quote).toEqual({ bid: 0, bidSize: 0, ask: 0, askSize: 0 })
}

test('quotes, levels and orders tell one story, never crossed, and end with an empty book', () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      const { said } = playDay(day)
      readFeeds(said, 0)
      readFeeds(said, 1)
    }),
  )
})

/** The queues that a reader of the order feed keeps, by side and price, each from front to back. */
function keepQueues(queues: Map<string, Map<number, number>>, saying: PlainSaying): void {
  const { side, price, size, venueOrder } = saying.body as Record<string, number>
  const own = queues.get(`${side} ${price}`) ?? new Map<number, number>()
  const isThere = own.has(venueOrder as number)
  if (size === 0) expect(own.delete(venueOrder as number), 'an order that was there').toBe(true)
  else if (isThere) own.set(venueOrder as number, size as number)
  else {
    for (const queue of queues.values()) queue.delete(venueOrder as number)
    own.set(venueOrder as number, size as number)
  }
  queues.set(`${side} ${price}`, own)
}

test('a reader of the order feed knows every queue, order by order', () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      const { parameters, arrivals } = playDay(day)
      const instruments = [0, 1].map(() => new Map<string, Map<number, number>>())
      let read = 0
      // What the plain market says is what the venue says, by the property above.
      plainDay(parameters, arrivals, (plain) => {
        for (const saying of plain.said.slice(read)) {
          const { kind, instrument = 0 } = saying.body
          if (kind !== Kind.depthByOrder) continue
          keepQueues(instruments[instrument] as Map<string, Map<number, number>>, saying)
        }
        read = plain.said.length
        instruments.forEach((queues, instrument) => {
          for (const side of [Side.buy, Side.sell]) {
            const prices = [...queues.keys()].filter((name) => name.startsWith(`${side} `))
            const sorted = prices.map((name) => Number(name.slice(2))).sort((a, b) => a - b)
            if (side === Side.buy) sorted.reverse()
            const known = sorted.flatMap((price) => [
              ...(queues.get(`${side} ${price}`) as Map<number, number>).keys(),
            ])
            expectEqual(known, plain.queueOf(instrument, side))
          }
        })
      })
    }),
  )
})

test('each feed counts from 1 without a gap', () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      const counts = new Map<string, number>()
      for (const { kind, recipient, instrument, number } of playDay(day).said) {
        if (recipient !== EVERYONE) continue
        const next = (counts.get(`${kind} ${instrument}`) ?? 0) + 1
        demand(number, next)
        counts.set(`${kind} ${instrument}`, next)
      }
    }),
  )
})

test('a venue that leaves feeds out says the same of all else', () => {
  fc.assert(
    fc.property(randomDay, fc.subarray([...FEEDS]), (day, feeds) => {
      const told = (said: readonly Copy[], kinds: readonly number[]): unknown =>
        said.filter(({ kind }) => kinds.includes(kind)).map(sayingOf)
      const all = playDay(day).said
      const some = playDay({ ...day, venue: { ...day.venue, feeds } }).said
      const out: number[] = FEEDS.filter((name) => !feeds.includes(name)).map((name) => Kind[name])
      if (!feeds.includes('trade')) out.push(Kind.cross)
      const kept = Object.values(Kind).filter((kind) => !out.includes(kind))
      expectEqual(some.map(sayingOf), told(all, kept))
    }),
    { numRuns: runs(1_000) },
  )
})

/** Kind and reason of all that a day's first trader was told. */
function answers(day: Partial<Day> & Pick<Day, 'scripts'>): unknown[] {
  const told = playDay(day).said.filter(({ recipient }) => recipient === 1)
  return told.map(({ kind, reason }) => (reason === undefined ? [kind] : [kind, reason]))
}

test('a halted venue refuses orders and still cancels', () => {
  const script = [
    { at: 200, say: say.buy(1, 100, 5) },
    { at: 210, say: say.buy(2, 100, 5) },
    { at: 310, say: say.sell(3, 100, 5) },
    { at: 320, say: say.replace(1, 101, 5) },
    { at: 330, say: say.cancel(1) },
    { at: 340, say: say.cancelAll() },
    { at: 350, say: say.cancel(1) },
    { at: 410, say: say.buy(4, 100, 5, { timeInForce: TimeInForce.immediateOrCancel }) },
  ]
  expect(answers({ venue: { halts: [{ at: 300, for: 100 }] }, scripts: [script] })).toEqual([
    [Kind.accepted],
    [Kind.accepted],
    [Kind.rejected, Reason.halted],
    [Kind.refused, Reason.halted],
    [Kind.cancelled, Reason.requested],
    [Kind.cancelled, Reason.requested],
    [Kind.massCancelled],
    [Kind.refused, Reason.unknownOrder],
    [Kind.accepted],
    [Kind.expired, Reason.immediateOrCancel],
  ])
})

test('before the open and after the close orders are refused, and cancels are heard', () => {
  const script = [
    { at: 10, say: say.buy(1, 100, 5) },
    { at: 11, say: say.replace(1, 100, 5) },
    { at: 12, say: say.cancel(1) },
    { at: 13, say: say.cancelAll() },
    { at: 1_010, say: say.buy(1, 100, 5) },
    { at: 1_011, say: say.replace(1, 100, 5) },
    { at: 1_012, say: say.cancel(1) },
    { at: 1_013, say: say.cancelAll() },
  ]
  expect(answers({ scripts: [script] })).toEqual([
    [Kind.rejected, Reason.notOpen],
    [Kind.refused, Reason.notOpen],
    [Kind.refused, Reason.unknownOrder],
    [Kind.massCancelled],
    [Kind.rejected, Reason.closed],
    [Kind.refused, Reason.closed],
    [Kind.refused, Reason.unknownOrder],
    [Kind.massCancelled],
  ])
})

test('at the close every resting order expires with the session, best bid first', () => {
  const script = [
    { at: 200, say: say.sell(1, 105, 1) },
    { at: 210, say: say.buy(2, 99, 2) },
    { at: 220, say: say.buy(3, 100, 3) },
    { at: 230, say: say.buy(4, 100, 4) },
    { at: 240, say: say.sell(5, 104, 5) },
  ]
  const { said } = playDay({ scripts: [script] })
  const expired = said.filter(({ kind }) => kind === Kind.expired)
  expect(expired.map(({ orderId, size, sent }) => [orderId, size, sent])).toEqual([
    [3, 3, 1_000],
    [4, 4, 1_000],
    [2, 2, 1_000],
    [5, 5, 1_000],
    [1, 1, 1_000],
  ])
  expect(expired.every(({ reason }) => reason === Reason.sessionEnd)).toBe(true)
})

test('a stop that waits shows nothing, not even by the order in which levels end', () => {
  const day = (isSeen: boolean) => {
    const stop = { stop: 98, timeInForce: TimeInForce.goodTillTime, expires: 1_000 }
    const script = [
      ...(isSeen ? [{ at: 200, say: say.sell(1, 103, 1, stop) }] : []),
      { at: 210, say: say.sell(2, 103, 1) },
      { at: 220, say: say.buy(3, 98, 4) },
    ]
    const { said } = playDay({ scripts: [script] })
    return said
      .filter(({ kind }) => kind === Kind.depthByPrice)
      .map(({ side, price, size, sent }) => [side, price, size, sent])
  }
  expect(day(true)).toEqual(day(false))
  expect(day(false).slice(-2)).toEqual([
    [Side.buy, 98, 0, 1_000],
    [Side.sell, 103, 0, 1_000],
  ])
})

test('a market order into an empty book is accepted and expires for want of liquidity', () => {
  for (const timeInForce of [TimeInForce.day, TimeInForce.immediateOrCancel]) {
    const script = [{ at: 200, say: say.market(1, Side.buy, 5, { timeInForce }) }]
    expect(answers({ scripts: [script] })).toEqual([
      [Kind.accepted],
      [Kind.expired, Reason.noLiquidity],
    ])
  }
})

test("a user's own message is refused as unknown, and so is an instrument that is not here", () => {
  const script = [
    { at: 200, say: say.custom(7) },
    { at: 210, say: say.buy(1, 100, 5, { instrument: 1 }) },
    { at: 220, say: say.cancel(1, 1) },
    { at: 230, say: say.cancelAll(9) },
  ]
  expect(answers({ scripts: [script] })).toEqual([
    [Kind.refused, Reason.unknownKind],
    [Kind.rejected, Reason.unknownInstrument],
    [Kind.refused, Reason.unknownInstrument],
    [Kind.refused, Reason.unknownInstrument],
  ])
})

test("a trade is told to the maker, then the taker, then the public, at the maker's price", () => {
  const { said } = playDay({
    scripts: [[{ at: 200, say: say.sell(1, 101, 5) }], [{ at: 300, say: say.buy(9, 103, 3) }]],
  })
  const first = said.findIndex(({ kind }) => kind === Kind.partialFill)
  expect(
    said
      .slice(first, first + 3)
      .map(({ kind, recipient, price, size }) => [kind, recipient, price, size]),
  ).toEqual([
    [Kind.partialFill, 1, 101, 3],
    [Kind.fill, 2, 101, 3],
    [Kind.trade, EVERYONE, 101, 3],
  ])
})

test('an order that trades away at once leaves no trace in the depth of its own side', () => {
  const { said } = playDay({
    scripts: [
      [{ at: 200, say: say.sell(1, 101, 5) }],
      [
        { at: 300, say: say.buy(1, 101, 3) },
        { at: 310, say: say.buy(2, 90, 3, { timeInForce: TimeInForce.immediateOrCancel }) },
        { at: 320, say: say.buy(3, 90, 3, { timeInForce: TimeInForce.fillOrKill }) },
        { at: 330, say: say.market(4, Side.buy, 1) },
      ],
    ],
  })
  const depths: readonly number[] = [Kind.depthByPrice, Kind.depthByOrder]
  const depth = said.filter(({ kind }) => depths.includes(kind))
  expect(depth.every(({ side }) => side === Side.sell)).toBe(true)
})

test('halts may be named in any order, and the next may begin where one ends', () => {
  const halts = [
    { at: 300, for: 50 },
    { at: 250, for: 50 },
  ]
  const phases = playDay({ venue: { halts }, scripts: [] }).said
  expect(phases.map(({ sent, phase }) => [sent, phase])).toEqual([
    [0, Phase.preOpen],
    [100, Phase.continuous],
    [250, Phase.halted],
    [300, Phase.continuous],
    [300, Phase.halted],
    [350, Phase.continuous],
    [1_000, Phase.closed],
  ])
})

test('with a service time a burst is served one by one, in the order of arrival', () => {
  const burst = [1, 2, 3, 4].map((id) => ({ at: 200, say: say.buy(id, 100, 1) }))
  const late = { at: 500, say: say.cancelAll() }
  const { said } = playDay({ venue: { service: 7 as never }, scripts: [[...burst, late]] })
  const served = said.filter(({ kind }) => kind === Kind.accepted || kind === Kind.massCancelled)
  expect(served.map(({ orderId, sent }) => [orderId, sent])).toEqual([
    [1, 217],
    [2, 224],
    [3, 231],
    [4, 238],
    [0, 517],
  ])
})

test('what waits in the gateway when the session closes is refused then', () => {
  const burst = [1, 2, 3].map((id) => ({ at: 970, say: say.buy(id, 100, 1) }))
  expect(answers({ venue: { service: 15 as never }, scripts: [burst] })).toEqual([
    [Kind.accepted],
    [Kind.expired, Reason.sessionEnd],
    [Kind.rejected, Reason.closed],
    [Kind.rejected, Reason.closed],
  ])
})
