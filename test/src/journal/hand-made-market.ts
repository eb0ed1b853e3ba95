import fc from 'fast-check'
import { encode } from '../../../protocols/codec.ts'
import {
  Kind,
  Life,
  OrderType,
  Phase,
  Reason,
  Role,
  Side,
  TimeInForce,
} from '../../../protocols/kind.ts'
import { EVERYONE } from '../../../protocols/layout.ts'
import type { Envelope } from '../../../protocols/message.ts'
import type { Manifest } from '../../../src/journal/manifest.ts'
import { createMemoryTape, type MemoryTape } from '../../../src/journal/tape.ts'

/** What a trader of the hand-made market does next; `order` counts its orders back from its last. */
export type Act =
  | { act: 'limit'; trader: number; side: Side; price: number; size: number }
  | { act: 'market'; trader: number; side: Side; size: number }
  | { act: 'cancel'; trader: number; order: number }
  | { act: 'replace'; trader: number; order: number; price: number; size: number }
  | { act: 'massCancel'; trader: number }
  | { act: 'halt' | 'resume' }

/** Few traders, few prices, small sizes, so that orders meet. */
export const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('limit' as const),
      trader: fc.integer({ min: 0, max: 3 }),
      side: fc.constantFrom(Side.buy, Side.sell),
      price: fc.integer({ min: 95, max: 105 }),
      size: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('market' as const),
      trader: fc.integer({ min: 0, max: 3 }),
      side: fc.constantFrom(Side.buy, Side.sell),
      size: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('cancel' as const),
      trader: fc.integer({ min: 0, max: 3 }),
      order: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('replace' as const),
      trader: fc.integer({ min: 0, max: 3 }),
      order: fc.integer({ min: 1, max: 12 }),
      price: fc.integer({ min: 95, max: 105 }),
      size: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    arbitrary: fc.record({ act: fc.constant('massCancel' as const), trader: fc.nat(3) }),
    weight: 1,
  },
  { arbitrary: fc.record({ act: fc.constantFrom('halt' as const, 'resume' as const) }), weight: 1 },
)

interface Resting {
  trader: number
  id: number
  venueOrder: number
  side: Side
  price: number
  open: number
  total: number
}

/** The venue's dense id: the traders come first. */
export const VENUE = 4
const PHASES = { halt: Phase.halted, resume: Phase.continuous }

type Numbers = Partial<Record<keyof Envelope, number>>

export interface HandMadeMarket {
  readonly tape: MemoryTape
  readonly manifest: Manifest
  /** The resting orders, in no order: what a book rebuilt from the tape must come to. */
  readonly resting: readonly Resting[]
  do(act: Act): void
  /** Says anything at all; the sequence is counted, and times and recipient may be left out. */
  say(body: object, envelope: Numbers & { sender: number }): void
}

/**
 * A venue of a few lines, slow and plain, and four traders, whose every word is on a tape. Each act
 * takes a microsecond: sent at t, at the venue at t + 100, back at t + 250.
 */
export function createHandMadeMarket(): HandMadeMarket {
  const tape = createMemoryTape()
  const sequences: number[] = []
  const counts = { order: 0, trade: 0, quote: 0, session: 0 }
  const ids = [0, 0, 0, 0]
  let resting: Resting[] = []
  let time = 1_000

  const say: HandMadeMarket['say'] = (body, envelope) => {
    const { sender, sent = time, recipient = EVERYONE, arrives = sent } = envelope
    const sequence = (sequences[sender] ?? 0) + 1
    sequences[sender] = sequence
    const bytes = encode({ ...body, sender, recipient, sequence, sent, arrives } as never)
    tape.append(new Uint32Array(bytes.buffer), 0, bytes.length / 64)
  }
  const ask = (trader: number, body: object): void =>
    say(
      { instrument: 0, ...body },
      {
        sender: trader,
        recipient: VENUE,
        sent: time,
        arrives: time + 100,
      },
    )
  const tell = (trader: number, body: object): void =>
    say(
      { instrument: 0, venueOrder: 0, ...body },
      {
        sender: VENUE,
        recipient: trader,
        sent: time + 100,
        arrives: time + 250,
      },
    )
  const print = (body: object): void =>
    say({ instrument: 0, ...body }, { sender: VENUE, sent: time + 100 })

  const named = ({ id, venueOrder, side, price }: Resting): object => ({
    orderId: id,
    venueOrder,
    side,
    price,
  })
  const best = (side: Side): Resting | undefined =>
    resting
      .filter((order) => order.side === side)
      .sort((a, b) =>
        a.price === b.price
          ? a.venueOrder - b.venueOrder
          : side === Side.buy
            ? b.price - a.price
            : a.price - b.price,
      )[0]
  const match = (taker: Resting, limit: number): void => {
    const facing = taker.side === Side.buy ? Side.sell : Side.buy
    for (let maker = best(facing); maker && taker.open > 0; maker = best(facing)) {
      if (taker.side === Side.buy ? maker.price > limit : maker.price < limit) return
      const size = Math.min(maker.open, taker.open)
      maker.open -= size
      taker.open -= size
      const number = ++counts.trade
      for (const [order, role] of [
        [maker, Role.maker],
        [taker, Role.taker],
      ] as const) {
        const kind = order.open > 0 ? Kind.partialFill : Kind.fill
        const { price } = maker
        tell(order.trader, { kind, ...named(order), price, size, open: order.open, role, number })
      }
      print({
        kind: Kind.trade,
        number,
        side: taker.side,
        price: maker.price,
        size,
        venueOrder: maker.venueOrder,
      })
      resting = resting.filter(({ open }) => open > 0)
    }
  }
  const quote = (): void => {
    const [bid, offer] = [best(Side.buy), best(Side.sell)]
    const depth = (order: Resting | undefined): number =>
      resting
        .filter(({ side, price }) => side === order?.side && price === order.price)
        .reduce((sum, { open }) => sum + open, 0)
    print({
      kind: Kind.quote,
      number: ++counts.quote,
      bid: bid?.price ?? 0,
      bidSize: depth(bid),
      ask: offer?.price ?? 0,
      askSize: depth(offer),
    })
  }
  const remove = (order: Resting): void => {
    resting = resting.filter((one) => one !== order)
    tell(order.trader, {
      kind: Kind.cancelled,
      ...named(order),
      size: order.open,
      reason: Reason.requested,
    })
  }
  const find = (trader: number, id: number): Resting | undefined =>
    resting.find((order) => order.trader === trader && order.id === id)

  const submit = (next: Extract<Act, { act: 'limit' | 'market' }>): void => {
    const { trader, side, size } = next
    const isLimit = next.act === 'limit'
    const price = isLimit ? next.price : 0
    const id = (ids[trader] as number) + 1
    ids[trader] = id
    ask(trader, {
      kind: Kind.newOrder,
      orderId: id,
      side,
      price,
      size,
      orderType: isLimit ? OrderType.limit : OrderType.market,
      timeInForce: isLimit ? TimeInForce.day : TimeInForce.immediateOrCancel,
    })
    if (size === 7) {
      tell(trader, { kind: Kind.rejected, orderId: id, reason: Reason.sizeOutOfRange })
      return
    }
    const venueOrder = ++counts.order
    const order: Resting = { trader, id, venueOrder, side, price, open: size, total: size }
    tell(trader, { kind: Kind.accepted, ...named(order), size })
    match(order, isLimit ? price : side === Side.buy ? Infinity : 0)
    if (order.open > 0 && isLimit) resting.push(order)
    else if (order.open > 0) {
      const reason = Reason.noLiquidity
      tell(trader, { kind: Kind.expired, ...named(order), size: order.open, reason })
    }
    quote()
  }
  const cancel = (trader: number, back: number): void => {
    const id = Math.max(1, (ids[trader] as number) - back + 1)
    ask(trader, { kind: Kind.cancelOrder, orderId: id })
    const order = find(trader, id)
    if (order) remove(order)
    else tell(trader, { kind: Kind.refused, orderId: id, reason: Reason.unknownOrder })
    quote()
  }
  const replace = ({
    trader,
    order: back,
    price,
    size,
  }: Extract<Act, { act: 'replace' }>): void => {
    const id = Math.max(1, (ids[trader] as number) - back + 1)
    ask(trader, { kind: Kind.replaceOrder, orderId: id, price, size })
    const order = find(trader, id)
    if (!order) {
      tell(trader, { kind: Kind.refused, orderId: id, reason: Reason.unknownOrder })
      return
    }
    const filled = order.total - order.open
    if (size <= filled) {
      resting = resting.filter((one) => one !== order)
      const reason = Reason.replacedBelowFilled
      tell(trader, { kind: Kind.cancelled, ...named(order), size: order.open, reason })
      return
    }
    const keeps = price === order.price && size < order.total
    Object.assign(order, { price, total: size, open: size - filled })
    tell(trader, { kind: Kind.replaced, ...named(order), size, open: order.open })
    if (keeps) return
    resting = resting.filter((one) => one !== order)
    match(order, price)
    if (order.open > 0) resting.push(order)
    quote()
  }
  const massCancel = (trader: number): void => {
    ask(trader, { kind: Kind.massCancel })
    const own = resting.filter((order) => order.trader === trader)
    for (const order of own) remove(order)
    tell(trader, { kind: Kind.massCancelled, orderId: 0, size: own.length })
  }

  for (let actor = 0; actor <= VENUE; actor++) {
    say({ kind: Kind.lifecycle, state: Life.trading, life: 0 }, { sender: actor, sent: 0 })
  }
  return {
    tape,
    manifest: manifestOf(),
    get resting() {
      return resting
    },
    say,
    do(next) {
      time += 1_000
      if (next.act === 'limit' || next.act === 'market') submit(next)
      else if (next.act === 'cancel') cancel(next.trader, next.order)
      else if (next.act === 'replace') replace(next)
      else if (next.act === 'massCancel') massCancel(next.trader)
      else print({ kind: Kind.session, number: ++counts.session, phase: PHASES[next.act] })
    },
  }
}

/** A manifest as a complete run of the hand-made market would leave it, but for hash and counts. */
export const manifestOf = (): Manifest => ({
  format: 1,
  outcry: '0.1.0',
  node: 'v20.20.2',
  scenarioName: 'hand-made',
  seed: 7,
  scenario: { traders: { makers: 2, takers: 2 } },
  status: 'complete',
  reached: 1_000_000_000,
  end: 1_000_000_000,
  hash: null,
  records: 0,
  events: 0,
  error: null,
  session: { start: '09:30:00', open: 0, close: 1_000_000_000 },
  cast: [
    { group: 'maker', type: 'plain', first: 0, count: 2, cash: 10_000, computation: 50 },
    { group: 'taker', type: 'plain', first: 2, count: 2, cash: 20_000, computation: 50 },
  ],
  venues: [{ name: 'venue', actor: VENUE, instruments: [{ id: 0, symbol: 'ABM', tick: 0.01 }] }],
  started: '2026-01-02T03:04:05.000Z',
  ended: '2026-01-02T03:04:06.000Z',
  seconds: { build: 0, run: 0, write: 0 },
  figures: { spread: null },
})
