import { CELL_BYTES } from './cells.ts'
import {
  Kind,
  Life,
  OrderType,
  Peg,
  Phase,
  PostOnly,
  Reason,
  Role,
  SelfTrade,
  Side,
  TimeInForce,
} from './kind.ts'
import { ACTORS_MAX, ID_MAX, INSTRUMENTS_MAX, NANOS_MAX, PRICE_MAX, SIZE_MAX } from './units.ts'

/** The version of the layout below, the first byte of every message. */
export const VERSION = 1
/** The recipient of what is said to nobody in particular: publications and notes. */
export const EVERYONE = 2 ** 32 - 1

/**
 * A field's bytes, counted from the message's first. `text` is UTF-8 from the second cell on; its
 * length stands at `offset`.
 */
export interface Field {
  readonly offset: number
  readonly type: 'u8' | 'u16' | 'u32' | 'i32' | 'f64' | 'text'
  readonly min: number
  readonly max: number
  /** The values that have a meaning, where they are not all of min..max. */
  readonly values?: ReadonlySet<number>
  /** A number of type f64 that need not be whole. */
  readonly real?: boolean
  /**
   * Whether a message may be without it: 0 says the same, is read where it is absent, and is never
   * shown by `decode`. Beyond the first cell every field is optional; where none of them is said,
   * there is no second cell.
   */
  readonly optional?: boolean
  readonly meaning: string
}

const u8 = (offset: number, meaning: string): Field => ({
  offset,
  type: 'u8',
  min: 0,
  max: 255,
  meaning,
})
const oneOf = (offset: number, table: Record<string, number>, meaning: string): Field => {
  const values = Object.values(table)
  return {
    offset,
    type: 'u8',
    min: Math.min(...values),
    max: Math.max(...values),
    values: new Set(values),
    meaning,
  }
}
const u32 = (offset: number, min: number, max: number, meaning: string): Field => ({
  offset,
  type: 'u32',
  min,
  max,
  meaning,
})
const count = (offset: number, meaning: string): Field => ({
  offset,
  type: 'f64',
  min: 0,
  max: NANOS_MAX,
  meaning,
})
const real = (offset: number, meaning: string): Field => ({
  offset,
  type: 'f64',
  min: -Number.MAX_VALUE,
  max: Number.MAX_VALUE,
  real: true,
  meaning,
})

/** The first 32 bytes of every message. */
export const HEADER = {
  version: u8(0, 'layout version'),
  cells: { ...u8(1, 'length in cells of 64 bytes'), min: 1, max: 16 },
  kind: u8(2, 'what the message is'),
  sender: u32(4, 0, ACTORS_MAX - 1, "the sender's number"),
  recipient: u32(8, 0, EVERYONE, "the recipient's number, or 2^32 − 1"),
  sequence: u32(12, 0, ID_MAX, "the sender's count of what it has said"),
  sent: count(16, 'ns since the session start at which the sender decided'),
  arrives: count(24, 'ns since the session start at which the recipient has it'),
} as const satisfies Record<string, Field>

/** Every field there is. One name has one place, one type and one range in whatever kind it is. */
export const FIELDS = {
  orderId: u32(32, 0, ID_MAX, "the participant's own number for the order, request or quote"),
  price: u32(36, 0, PRICE_MAX, 'ticks; 0 in a market order or where a peg has no limit'),
  size: u32(40, 0, SIZE_MAX, 'lots'),
  less: { ...u32(40, 0, SIZE_MAX, 'lots to take off the order; 0: all of it'), optional: true },
  open: u32(44, 0, SIZE_MAX, 'lots left'),
  count: u32(44, 0, ID_MAX, 'orders at the level; of a snapshot, its levels'),
  side: oneOf(48, Side, '1 buy, 2 sell'),
  orderType: oneOf(49, OrderType, '1 limit, 2 market'),
  role: oneOf(49, Role, '1 maker, 2 taker, 3 auction'),
  phase: oneOf(49, Phase, 'phase of the session'),
  state: oneOf(49, Life, "state of the actor's life"),
  onset: { ...u8(49, '1 it began, 0 it ended'), max: 1 },
  subject: u8(49, "the user's own subject"),
  droppedKind: u8(49, 'kind of the dropped message'),
  timeInForce: oneOf(
    50,
    TimeInForce,
    '1 day, 2 immediate or cancel, 3 fill or kill, 4 good till time, 5 next auction',
  ),
  reason: oneOf(50, Reason, 'why'),
  display: {
    ...u32(44, 0, SIZE_MAX, 'lots shown at a time of an iceberg; 0: all of it'),
    optional: true,
  },
  surplus: u32(44, 0, SIZE_MAX, 'lots that find no counterpart at the price'),
  onlySide: { ...u8(48, '1 buy, 2 sell, 0 either or neither'), max: 2, optional: true },
  answer: { ...u8(49, '1 yes, 0 no'), max: 1 },
  hidden: { ...u8(51, '1: nobody sees the order'), max: 1, optional: true },
  postOnly: { ...oneOf(54, PostOnly, '1 refuse rather than take, 2 slide'), optional: true },
  dormant: { ...u8(54, '1: a stop that waits, unseen'), max: 1, optional: true },
  selfTrade: {
    ...oneOf(
      55,
      SelfTrade,
      '1 allow, cancel 2 the newest, 3 the oldest, 4 both, 5 decrement and cancel; 0: as the venue does',
    ),
    optional: true,
  },
  minimum: {
    ...u32(56, 0, SIZE_MAX, 'the least lots to trade at once, or none'),
    optional: true,
  },
  stop: { ...u32(60, 0, PRICE_MAX, 'ticks: the price that sets a stop off'), optional: true },
  expires: {
    ...count(64, 'ns since the session start at which it ends, where it does'),
    optional: true,
  },
  offset: {
    offset: 72,
    type: 'i32',
    min: -PRICE_MAX,
    max: PRICE_MAX,
    meaning: 'ticks added to what a peg follows',
    optional: true,
  },
  peg: { ...oneOf(76, Peg, '1 near touch, 2 mid, 3 far touch'), optional: true },
  instrument: { offset: 52, type: 'u16', min: 0, max: INSTRUMENTS_MAX, meaning: 'instrument' },
  number: u32(
    56,
    0,
    ID_MAX,
    "the trade's number; of a quote, its request's; in market data, the feed's count",
  ),
  venueOrder: u32(60, 0, ID_MAX, "the venue's number for the order or the quote"),
  bid: u32(32, 0, PRICE_MAX, 'ticks; 0 where no one bids'),
  bidSize: u32(36, 0, SIZE_MAX, 'lots at the bid'),
  ask: u32(40, 0, PRICE_MAX, 'ticks; 0 where no one offers'),
  askSize: u32(44, 0, SIZE_MAX, 'lots at the ask'),
  bidVolume: count(32, 'lots resting to buy'),
  askVolume: count(40, 'lots resting to sell'),
  life: u32(32, 0, ID_MAX, 'restarts so far'),
  droppedSender: u32(32, 0, ACTORS_MAX - 1, 'sender of the dropped message'),
  droppedSequence: u32(36, 0, ID_MAX, 'sequence of the dropped message'),
  text: { offset: 36, type: 'text', min: 0, max: 960, meaning: 'UTF-8 from the second cell on' },
  bidVenue: u32(48, 0, ACTORS_MAX - 1, 'the venue of the best bid; 0 where no one bids'),
  askVenue: u32(60, 0, ACTORS_MAX - 1, 'the venue of the best offer; 0 where no one offers'),
  value: real(32, 'ticks: what the instrument is worth, which need not be whole'),
  a: real(32, "the user's own"),
  b: real(40, "the user's own"),
  c: real(56, "the user's own"),
} as const satisfies Record<string, Field>
export type FieldName = keyof typeof FIELDS

const report = ['instrument', 'orderId', 'venueOrder'] as const
const feed = ['instrument', 'number'] as const
const level = ['side', 'price', 'size'] as const

/** The kinds that may cross a wire and stand on a tape: all but what an actor says to itself. */
export type WireKind = Exclude<Kind, typeof Kind.start | typeof Kind.timer>

/** Which fields each kind has; the bytes of all others are zero. */
export const LAYOUTS: Readonly<Record<WireKind, readonly FieldName[]>> = {
  [Kind.lifecycle]: ['state', 'life'],
  [Kind.dropped]: ['droppedKind', 'droppedSender', 'droppedSequence'],
  [Kind.failed]: ['life', 'text'],
  [Kind.newOrder]: [
    ...(['instrument', 'orderId', ...level, 'orderType', 'timeInForce'] as const),
    ...(['display', 'hidden', 'postOnly', 'selfTrade', 'minimum', 'stop'] as const),
    ...(['expires', 'offset', 'peg'] as const),
  ],
  [Kind.cancelOrder]: ['instrument', 'orderId', 'less'],
  [Kind.replaceOrder]: ['instrument', 'orderId', 'price', 'size'],
  [Kind.massCancel]: ['instrument', 'onlySide'],
  [Kind.disconnect]: [],
  [Kind.quoteRequest]: ['instrument', 'orderId', 'onlySide', 'size', 'expires'],
  [Kind.dealerQuote]: ['instrument', 'orderId', ...level, 'number', 'expires'],
  [Kind.quoteTake]: ['instrument', 'orderId', 'size', 'venueOrder'],
  [Kind.lastLookAnswer]: ['instrument', 'venueOrder', 'answer'],
  [Kind.snapshotRequest]: ['instrument', 'orderId'],
  [Kind.accepted]: [...report, ...level, 'display', 'hidden', 'dormant'],
  [Kind.rejected]: [...report, 'reason'],
  [Kind.partialFill]: [...report, ...level, 'role', 'open', 'number'],
  [Kind.fill]: [...report, ...level, 'role', 'open', 'number'],
  [Kind.cancelled]: [...report, ...level, 'reason'],
  [Kind.replaced]: [...report, ...level, 'open'],
  [Kind.expired]: [...report, ...level, 'reason'],
  [Kind.refused]: [...report, 'reason'],
  [Kind.massCancelled]: [...report, 'size'],
  [Kind.triggered]: [...report, ...level],
  [Kind.repriced]: [...report, ...level, 'open'],
  [Kind.quoteInvite]: ['instrument', 'onlySide', 'size', 'number', 'expires'],
  [Kind.quoteOffered]: [...report, ...level, 'number', 'expires'],
  [Kind.lastLook]: [...report, ...level, 'number', 'expires'],
  [Kind.quoteEnded]: [...report, 'reason'],
  [Kind.trade]: [...feed, ...level, 'venueOrder'],
  [Kind.quote]: [...feed, 'bid', 'bidSize', 'ask', 'askSize'],
  [Kind.depthByPrice]: [...feed, ...level, 'count'],
  [Kind.depthByOrder]: [...feed, ...level, 'venueOrder'],
  [Kind.imbalance]: [...feed, 'side', 'onset', 'bidVolume', 'askVolume'],
  [Kind.indicative]: [...feed, 'price', 'size', 'surplus', 'onlySide'],
  [Kind.cross]: [...feed, 'price', 'size', 'phase'],
  [Kind.session]: [...feed, 'phase'],
  [Kind.news]: [...feed, 'value'],
  [Kind.nbbo]: [...feed, 'bid', 'bidSize', 'bidVenue', 'ask', 'askSize', 'askVenue'],
  [Kind.snapshotLevel]: [...feed, 'orderId', ...level, 'count'],
  [Kind.snapshotEnd]: [...feed, 'orderId', 'count', 'reason'],
  [Kind.custom]: ['subject', 'a', 'b', 'c'],
}

const width = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8, text: 4 } as const

/** The fields of each kind that only a second cell holds. */
export const BEYOND: ReadonlyMap<number, readonly FieldName[]> = new Map(
  Object.entries(LAYOUTS).map(([kind, names]) => [
    Number(kind),
    names.filter((name) => FIELDS[name].offset >= CELL_BYTES),
  ]),
)

/**
 * For each kind, which bytes carry something (1) and which must be zero (0): of its first cell, and
 * of the second where it may have one for other than text.
 */
export const CARRIED: ReadonlyMap<number, Uint8Array> = new Map(
  Object.entries(LAYOUTS).map(([kind, names]) => {
    const cells = BEYOND.get(Number(kind))?.length === 0 ? 1 : 2
    const carried = new Uint8Array(cells * CELL_BYTES)
    const fields: Field[] = [...Object.values(HEADER), ...names.map((name) => FIELDS[name])]
    for (const { offset, type } of fields) carried.fill(1, offset, offset + width[type])
    return [Number(kind), carried]
  }),
)
