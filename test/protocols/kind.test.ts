import { describe, expect, test } from 'vitest'
import {
  Kind,
  Life,
  nameOf,
  OrderType,
  Peg,
  Phase,
  PostOnly,
  Reason,
  Role,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../protocols/kind.ts'
import { FIELDS, HEADER, LAYOUTS } from '../../protocols/layout.ts'

const tables: [string, Record<string, number>, number][] = [
  ['kinds', Kind, 255],
  ['sides', Side, 255],
  ['order types', OrderType, 255],
  ['times in force', TimeInForce, 255],
  ['post-only rules', PostOnly, 255],
  ['pegs', Peg, 255],
  ['self-trade rules', SelfTrade, 255],
  ['roles', Role, 255],
  ['reasons', Reason, 255],
  ['phases', Phase, 255],
  ['lives', Life, 255],
]

describe.each(tables)('%s', (_, table, max) => {
  test('have a byte each, none the same as another', () => {
    const numbers = Object.values(table)
    expect(new Set(numbers).size).toBe(numbers.length)
    for (const number of numbers)
      expect(number >= 0 && number <= max && number % 1 === 0).toBe(true)
  })

  test('have their names by their numbers, and other numbers have none', () => {
    for (const [name, number] of Object.entries(table)) expect(nameOf(table, number)).toBe(name)
    const numbers = new Set(Object.values(table))
    for (let number = -1; number <= 256; number++) {
      if (!numbers.has(number)) expect(nameOf(table, number)).toBeUndefined()
    }
  })
})

// A number on the wire keeps its meaning for ever: a change here is a new VERSION.
test('numbers on the wire mean what they always meant', () => {
  expect(Kind).toEqual({
    start: 1,
    timer: 2,
    lifecycle: 8,
    dropped: 9,
    failed: 10,
    newOrder: 16,
    cancelOrder: 17,
    replaceOrder: 18,
    massCancel: 19,
    disconnect: 20,
    quoteRequest: 21,
    dealerQuote: 22,
    quoteTake: 23,
    lastLookAnswer: 24,
    snapshotRequest: 25,
    accepted: 32,
    rejected: 33,
    partialFill: 34,
    fill: 35,
    cancelled: 36,
    replaced: 37,
    expired: 38,
    refused: 39,
    massCancelled: 40,
    triggered: 41,
    repriced: 42,
    quoteInvite: 43,
    quoteOffered: 44,
    lastLook: 45,
    quoteEnded: 46,
    trade: 48,
    quote: 49,
    depthByPrice: 50,
    depthByOrder: 51,
    imbalance: 52,
    indicative: 53,
    cross: 54,
    session: 56,
    news: 57,
    nbbo: 58,
    snapshotLevel: 60,
    snapshotEnd: 61,
    custom: 128,
  })
  // Where the numbers are the names' places, from 1 or, where nothing need be said, from 0.
  const namesOf = (table: object): string => Object.keys(table).join(' ')
  const ordered = [Side, OrderType, TimeInForce, Role, Phase, Life]
  expect(ordered.map(namesOf)).toEqual([
    'buy sell',
    'limit market',
    'day immediateOrCancel fillOrKill goodTillTime auction',
    'maker taker auction',
    'preOpen openingAuction continuous halted volatilityAuction closingAuction closed',
    'starting trading halted closing stopped failed restarting',
  ])
  for (const table of ordered) {
    expect(Object.values(table)).toEqual(Object.keys(table).map((_, place) => place + 1))
  }
  const silent = [PostOnly, Peg, SelfTrade]
  expect(silent.map(namesOf)).toEqual([
    'none reject slide',
    'none near mid far',
    'venue allow cancelNewest cancelOldest cancelBoth decrementAndCancel',
  ])
  for (const table of silent) {
    expect(Object.values(table)).toEqual(Object.keys(table).map((_, place) => place))
  }
})

test('reasons mean what they always meant', () => {
  expect(Reason).toEqual({
    none: 0,
    malformed: 1,
    unknownInstrument: 2,
    notOpen: 3,
    halted: 4,
    closed: 5,
    duplicateOrderId: 6,
    unknownOrder: 7,
    priceOutOfRange: 8,
    sizeOutOfRange: 9,
    notionalOutOfRange: 10,
    unknownKind: 11,
    offTick: 12,
    offLot: 13,
    outsideCollar: 14,
    tooLarge: 15,
    tooMuchNotional: 16,
    throttled: 17,
    positionLimit: 18,
    creditLimit: 19,
    wouldTake: 20,
    unsupported: 21,
    timeIsPast: 22,
    noReference: 23,
    tooLate: 24,
    unknownQuote: 25,
    noAuction: 26,
    betterElsewhere: 27,
    queueFull: 28,
    requested: 32,
    noLiquidity: 33,
    immediateOrCancel: 34,
    fillOrKill: 35,
    sessionEnd: 36,
    replacedBelowFilled: 37,
    selfTrade: 38,
    goodTillTime: 39,
    disconnected: 40,
    minimumQuantity: 41,
    auctionOver: 42,
    lastLook: 43,
    quoteExpired: 44,
    notChosen: 45,
  })
})

describe('the layout', () => {
  const bytes = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8, text: 4 } as const

  test.each(Object.keys(LAYOUTS).map(Number))('of kind %i gives no byte to two fields', (kind) => {
    const names = LAYOUTS[kind as keyof typeof LAYOUTS]
    const taken = new Map<number, string>()
    const fields = [
      ...Object.entries(HEADER),
      ...names.map((name) => [name, FIELDS[name]] as const),
    ]
    for (const [name, { offset, type }] of fields) {
      expect(offset % bytes[type], `${name} is aligned`).toBe(0)
      for (let byte = offset; byte < offset + bytes[type]; byte++) {
        expect(taken.get(byte), `byte ${byte} of ${name}`).toBeUndefined()
        expect(byte).toBeLessThan(128)
        taken.set(byte, name)
      }
    }
  })

  test('lets a message be without what is beyond its first cell', () => {
    for (const [name, { offset, ...field }] of Object.entries(FIELDS)) {
      if (offset >= 64) expect('optional' in field && field.optional, name).toBe(true)
      // What a message may be without is 0, so 0 must be a value of it.
      if ('optional' in field) expect(field.min <= 0 && field.max >= 0, name).toBe(true)
      if ('optional' in field && 'values' in field) expect(field.values.has(0), name).toBe(true)
    }
  })

  test('has every kind that may cross a wire: all but start and timer', () => {
    const numbers = Object.keys(LAYOUTS).map(Number)
    const wire = Object.values(Kind).filter((kind) => kind !== Kind.start && kind !== Kind.timer)
    expect(numbers.sort((a, b) => a - b)).toEqual([...wire].sort((a, b) => a - b))
  })
})
