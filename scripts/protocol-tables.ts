import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CELL_BYTES } from '../protocols/cells.ts'
import { encode, type WireBody } from '../protocols/codec.ts'
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
} from '../protocols/kind.ts'
import {
  CARRIED,
  FIELDS,
  type Field,
  HEADER,
  LAYOUTS,
  VERSION,
  type WireKind,
} from '../protocols/layout.ts'
import type { Envelope } from '../protocols/message.ts'

/**
 * The generated parts of docs/protocol.md, taken from the layout that the codec itself reads.
 * `npm run docs:protocol` writes them; a test compares.
 */
const PAGE = fileURLToPath(new URL('../docs/protocol.md', import.meta.url))

const FAMILIES: readonly (readonly [string, readonly WireKind[]])[] = [
  [
    'Order entry: participant to venue',
    [Kind.newOrder, Kind.cancelOrder, Kind.replaceOrder, Kind.massCancel, Kind.disconnect],
  ],
  [
    'Execution reports: venue to participant',
    [
      Kind.accepted,
      Kind.rejected,
      Kind.partialFill,
      Kind.fill,
      Kind.cancelled,
      Kind.replaced,
      Kind.expired,
      Kind.refused,
      Kind.massCancelled,
      Kind.triggered,
      Kind.repriced,
    ],
  ],
  [
    'The book on request: asked of a venue, and answered',
    [Kind.snapshotRequest, Kind.snapshotLevel, Kind.snapshotEnd],
  ],
  [
    'Quotes on request: participant to venue',
    [Kind.quoteRequest, Kind.dealerQuote, Kind.quoteTake, Kind.lastLookAnswer],
  ],
  [
    'Quotes on request: venue to participant',
    [Kind.quoteInvite, Kind.quoteOffered, Kind.lastLook, Kind.quoteEnded],
  ],
  [
    'Market data and the session: venue to everyone',
    [
      ...([Kind.trade, Kind.quote, Kind.depthByPrice, Kind.depthByOrder] as const),
      ...([Kind.imbalance, Kind.indicative, Kind.cross, Kind.session] as const),
    ],
  ],
  ['News and consolidated quotes: their source to everyone', [Kind.news, Kind.nbbo]],
  [
    'Notes: an actor about itself, delivered to nobody',
    [Kind.lifecycle, Kind.dropped, Kind.failed],
  ],
  ["A user's own", [Kind.custom]],
]

const ENUMS = {
  ...{ Side, OrderType, TimeInForce, PostOnly, Peg, SelfTrade },
  ...{ Role, Reason, Phase, Life },
}

const envelope = { sender: 3, recipient: 0, sequence: 17, sent: 34_200_000_000_000 } as const
const EXAMPLES: readonly (readonly [string, WireBody & Envelope])[] = [
  [
    'Actor 3 asks venue 0 to buy 100 lots at 99,998 ticks for the day. It decided at 09:30:00, ' +
      'counted from midnight; the order arrives 12,345 ns later.',
    {
      ...envelope,
      arrives: 34_200_000_012_345,
      kind: Kind.newOrder,
      instrument: 0,
      orderId: 1,
      side: Side.buy,
      orderType: OrderType.limit,
      timeInForce: TimeInForce.day,
      price: 99_998,
      size: 100,
    } as unknown as WireBody & Envelope,
  ],
  [
    'Actor 3 asks venue 0 to offer 5,000 lots, 200 of them shown, a tick below the middle of the ' +
      'market, at 99,000 ticks or better and until 15:00:00: terms that take a second cell.',
    {
      ...envelope,
      sequence: 18,
      arrives: 34_200_000_012_345,
      kind: Kind.newOrder,
      instrument: 0,
      orderId: 2,
      side: Side.sell,
      orderType: OrderType.limit,
      timeInForce: TimeInForce.goodTillTime,
      price: 99_000,
      size: 5_000,
      display: 200,
      expires: 54_000_000_000_000,
      peg: Peg.mid,
      offset: -1,
    } as unknown as WireBody & Envelope,
  ],
  [
    'Venue 0 reports to actor 3 that its order was the maker of trade 5, which ended it.',
    {
      ...envelope,
      sender: 0,
      recipient: 3,
      sequence: 256,
      arrives: 34_200_000_012_345,
      kind: Kind.fill,
      instrument: 0,
      orderId: 1,
      venueOrder: 41,
      side: Side.buy,
      role: Role.maker,
      price: 99_998,
      size: 100,
      open: 0,
      number: 5,
    } as unknown as WireBody & Envelope,
  ],
  [
    'Venue 0 tells everyone its best quote: 300 lots bid at 99,997, nobody offers.',
    {
      ...envelope,
      sender: 0,
      recipient: 0xffffffff,
      sequence: 257,
      arrives: 34_200_000_000_050,
      kind: Kind.quote,
      instrument: 0,
      number: 12,
      bid: 99_997,
      bidSize: 300,
      ask: 0,
      askSize: 0,
    } as unknown as WireBody & Envelope,
  ],
]

const widths = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8, text: 4 } as const
const POWERS = new Map(
  [16, 24, 30, 32, 53].flatMap((power): [number, string][] => [
    [2 ** power - 1, `2^${power} − 1`],
    [2 ** power - 2, `2^${power} − 2`],
    [2 ** power, `2^${power}`],
  ]),
)
const shown = (value: number): string =>
  POWERS.get(value) ?? (POWERS.has(-value) ? `−(${POWERS.get(-value)})` : String(value))

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function rangeOf({ type, min, max, values, real }: Field): string {
  if (type === 'text') return `${min}..${max} bytes`
  if (real === true) return 'any finite'
  if (values !== undefined && values.size < max - min + 1) return spans([...values])
  return `${shown(min)}..${shown(max)}`
}

const typeOf = ({ type }: Field): string => (type === 'text' ? 'u32 length + text' : type)

const fieldRows = (fields: readonly (readonly [string, Field])[]): string[][] =>
  [...fields]
    .sort(([, a], [, b]) => a.offset - b.offset)
    .map(([name, field]) => [
      String(field.offset),
      typeOf(field),
      `\`${name}\`${field.optional === true ? ' ?' : ''}`,
      rangeOf(field),
      field.meaning,
    ])

const FIELD_HEAD = ['offset', 'type', 'field', 'range', 'meaning']

function headerTable(): string {
  const sorted = Object.entries(HEADER).map(([name, field]): [string, Field] => [name, field])
  const rows = fieldRows(sorted)
  rows.splice(3, 0, ['3', 'u8', '', '0', 'reserved'])
  return table(FIELD_HEAD, rows)
}

function kindsTable(): string {
  const rows = FAMILIES.flatMap(([family, kinds]) =>
    kinds.map((kind) => [String(kind), `\`${nameOf(Kind, kind)}\``, family]),
  )
  return table(['number', 'kind', 'family'], rows)
}

/** For each kind of a family, its fields; then the bytes that must be zero. */
function familyTables(kinds: readonly WireKind[]): string {
  return kinds
    .map((kind) => {
      const fields = LAYOUTS[kind].map((name): [string, Field] => [name, FIELDS[name]])
      const zeros = reservedOf(kind)
      return [
        `#### ${nameOf(Kind, kind)} (${kind})`,
        fields.length === 0 ? 'No fields.' : table(FIELD_HEAD, fieldRows(fields)),
        zeros === '' ? '' : `Zero: bytes ${zeros}.`,
      ]
        .filter((part) => part !== '')
        .join('\n\n')
    })
    .join('\n\n')
}

/** The bytes of a kind's cells, from the 32nd on, that must be zero: `46..47, 51`. */
function reservedOf(kind: WireKind): string {
  const carried = CARRIED.get(kind) as Uint8Array
  const bytes = Array.from(carried.keys())
  return spans(bytes.filter((byte) => byte >= 32 && carried[byte] === 0))
}

/** Ascending numbers, where they follow each other by their ends: `46..47, 51`. */
function spans(numbers: readonly number[]): string {
  const firsts = numbers.filter((number, nth) => numbers[nth - 1] !== number - 1)
  const lasts = numbers.filter((number, nth) => numbers[nth + 1] !== number + 1)
  return firsts
    .map((first, nth) => (first === lasts[nth] ? `${first}` : `${first}..${lasts[nth]}`))
    .join(', ')
}

function enumTables(): string {
  return Object.entries(ENUMS)
    .map(([name, values]) => {
      const pairs = Object.entries(values).map(([value, number]) => `${number} \`${value}\``)
      return `- **${name}**: ${pairs.join(', ')}`
    })
    .join('\n')
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')

function example([text, message]: readonly [string, WireBody & Envelope]): string {
  const frame = encode(message)
  const own = LAYOUTS[message.kind].map((name): [string, Field] => [name, FIELDS[name]])
  const fields = [...Object.entries(HEADER), ...own].sort(([, a], [, b]) => a.offset - b.offset)
  const cells = frame.length / CELL_BYTES
  const values: Record<string, unknown> = { ...message, version: VERSION, cells }
  const lines: string[] = []
  let at = 0
  const zeros = (until: number): void => {
    for (; at < until; at += 16) {
      const bytes = hex(frame.subarray(at, Math.min(at + 16, until)))
      lines.push(`${String(at).padStart(2)}  ${bytes}`)
    }
  }
  for (const [name, { offset, type }] of fields) {
    if (offset >= frame.length) break
    zeros(offset)
    const end = offset + widths[type]
    const bytes = hex(frame.subarray(offset, end)).padEnd(23)
    lines.push(`${String(offset).padStart(2)}  ${bytes}  ${name} ${values[name] ?? 0}`)
    at = end
  }
  zeros(frame.length)
  return [text, '', '```', ...lines, '```'].join('\n')
}

/** What stands between each pair of markers of the page, by the marker's name. */
export function protocolTables(): ReadonlyMap<string, string> {
  const families = FAMILIES.map(([family, kinds]) => `### ${family}\n\n${familyTables(kinds)}`)
  return new Map([
    ['header', headerTable()],
    ['kinds', kindsTable()],
    ['fields', families.join('\n\n')],
    ['values', enumTables()],
    ['examples', EXAMPLES.map(example).join('\n\n')],
  ])
}

/**
 * `page` with each part between its markers, `<!-- name -->` and `<!-- /name -->`, made anew.
 * @throws RangeError where a marker is missing
 */
export function fillTables(page: string): string {
  let filled = page
  for (const [name, text] of protocolTables()) {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const begin = filled.indexOf(open)
    const end = filled.indexOf(close)
    if (begin < 0 || end < begin) throw new RangeError(`the page has no place for "${name}"`)
    filled = `${filled.slice(0, begin + open.length)}\n${text}\n${filled.slice(end)}`
  }
  return filled
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, fillTables(readFileSync(PAGE, 'utf8')))
}
