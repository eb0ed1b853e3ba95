/**
 * What a field of an ITCH message is. Whole numbers are unsigned and big-endian; `char` is one byte
 * of ASCII, `textN` N bytes of it, filled with spaces at the end; prices are whole numbers of
 * currency / 10,000 (`price4`) and / 100,000,000 (`price8`).
 */
export interface ItchValues {
  readonly char: string
  /** `B` or `S`. */
  readonly side: 'B' | 'S'
  readonly text2: string
  readonly text4: string
  readonly text8: string
  readonly u16: number
  readonly u32: number
  /** ns after midnight, in the header. */
  readonly u48: number
  /** At most 2^53 − 1 here; the venue's references are far below. */
  readonly u64: number
  readonly price4: number
  readonly price8: number
}

/** Bytes of each field. */
export const ITCH_WIDTHS: Readonly<Record<keyof ItchValues, number>> = {
  char: 1,
  side: 1,
  text2: 2,
  text4: 4,
  text8: 8,
  u16: 2,
  u32: 4,
  u48: 6,
  u64: 8,
  price4: 4,
  price8: 8,
}

/** What every message begins with, behind its type. */
export const ITCH_HEADER = { stockLocate: 'u16', trackingNumber: 'u16', timestamp: 'u48' } as const

/**
 * Every message of NASDAQ TotalView-ITCH 5.0, by its type: its name, and its fields behind the
 * header in the order of the wire. Decoding, sizes and totals all go by this table.
 *
 * Source: Nasdaq TotalView-ITCH 5.0 specification, sections 1.1 to 1.8.
 */
export const ITCH_MESSAGES = {
  S: { name: 'system event', fields: { eventCode: 'char' } },
  R: {
    name: 'stock directory',
    fields: {
      stock: 'text8',
      marketCategory: 'char',
      financialStatus: 'char',
      roundLotSize: 'u32',
      roundLotsOnly: 'char',
      issueClassification: 'char',
      issueSubType: 'text2',
      authenticity: 'char',
      shortSaleThreshold: 'char',
      ipoFlag: 'char',
      luldReferencePriceTier: 'char',
      etpFlag: 'char',
      etpLeverageFactor: 'u32',
      inverse: 'char',
    },
  },
  H: {
    name: 'stock trading action',
    fields: { stock: 'text8', tradingState: 'char', reserved: 'char', reason: 'text4' },
  },
  Y: { name: 'short sale restriction', fields: { stock: 'text8', action: 'char' } },
  L: {
    name: 'market participant position',
    fields: {
      mpid: 'text4',
      stock: 'text8',
      primaryMarketMaker: 'char',
      marketMakerMode: 'char',
      participantState: 'char',
    },
  },
  V: {
    name: 'circuit breaker levels',
    fields: { level1: 'price8', level2: 'price8', level3: 'price8' },
  },
  W: { name: 'circuit breaker breached', fields: { breachedLevel: 'char' } },
  K: {
    name: 'quoting period update',
    fields: { stock: 'text8', releaseTime: 'u32', releaseQualifier: 'char', price: 'price4' },
  },
  J: {
    name: 'auction collar',
    fields: {
      stock: 'text8',
      referencePrice: 'price4',
      upperPrice: 'price4',
      lowerPrice: 'price4',
      extension: 'u32',
    },
  },
  h: {
    name: 'operational halt',
    fields: { stock: 'text8', marketCode: 'char', action: 'char' },
  },
  A: {
    name: 'add order',
    fields: { order: 'u64', side: 'side', shares: 'u32', stock: 'text8', price: 'price4' },
  },
  F: {
    name: 'add order with participant',
    fields: {
      order: 'u64',
      side: 'side',
      shares: 'u32',
      stock: 'text8',
      price: 'price4',
      attribution: 'text4',
    },
  },
  E: { name: 'order executed', fields: { order: 'u64', shares: 'u32', match: 'u64' } },
  C: {
    name: 'order executed with price',
    fields: { order: 'u64', shares: 'u32', match: 'u64', printable: 'char', price: 'price4' },
  },
  X: { name: 'order cancel', fields: { order: 'u64', shares: 'u32' } },
  D: { name: 'order delete', fields: { order: 'u64' } },
  U: {
    name: 'order replace',
    fields: { order: 'u64', newOrder: 'u64', shares: 'u32', price: 'price4' },
  },
  P: {
    name: 'trade',
    fields: {
      order: 'u64',
      side: 'side',
      shares: 'u32',
      stock: 'text8',
      price: 'price4',
      match: 'u64',
    },
  },
  Q: {
    name: 'cross trade',
    fields: { shares: 'u64', stock: 'text8', price: 'price4', match: 'u64', crossType: 'char' },
  },
  B: { name: 'broken trade', fields: { match: 'u64' } },
  I: {
    name: 'net order imbalance',
    fields: {
      pairedShares: 'u64',
      imbalanceShares: 'u64',
      direction: 'char',
      stock: 'text8',
      farPrice: 'price4',
      nearPrice: 'price4',
      referencePrice: 'price4',
      crossType: 'char',
      priceVariation: 'char',
    },
  },
  N: { name: 'retail price improvement', fields: { stock: 'text8', interest: 'char' } },
  O: {
    name: 'direct listing price discovery',
    fields: {
      stock: 'text8',
      openEligibility: 'char',
      minimumPrice: 'price4',
      maximumPrice: 'price4',
      nearExecutionPrice: 'price4',
      nearExecutionTime: 'u64',
      lowerCollar: 'price4',
      upperCollar: 'price4',
    },
  },
} as const satisfies Readonly<Record<string, ItchLayout>>

/** What a message is called, and its fields behind the header. */
export interface ItchLayout {
  readonly name: string
  readonly fields: Readonly<Record<string, keyof ItchValues>>
}

type Layouts = typeof ITCH_MESSAGES
/** A type of message, as its first byte. */
export type ItchType = keyof Layouts
type Fields<Layout> = {
  readonly [Field in keyof Layout]: Layout[Field] extends keyof ItchValues
    ? ItchValues[Layout[Field]]
    : never
}
/** A message of the type, with its header. */
export type ItchMessageOf<Type extends ItchType> = { readonly type: Type } & Fields<
  typeof ITCH_HEADER
> &
  Fields<Layouts[Type]['fields']>
/** A message of any type; `type` tells which. */
export type ItchMessage = { [Type in ItchType]: ItchMessageOf<Type> }[ItchType]

/** All types, in the order of the specification. */
export const ITCH_TYPES = Object.keys(ITCH_MESSAGES) as readonly ItchType[]

/** Bytes of a message of the type, with its type and header. */
export function itchSize(type: ItchType): number {
  const fields = { ...ITCH_HEADER, ...ITCH_MESSAGES[type].fields }
  return Object.values(fields).reduce((size, field) => size + ITCH_WIDTHS[field], 1)
}
