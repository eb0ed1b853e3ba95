import { Side } from '../../protocols/kind.ts'
import { DAY } from '../../protocols/units.ts'
import type { NamedFile } from './lobster-source.ts'
import { type NumberRows, readNumberRows } from './number-rows.ts'

/** LOBSTER's numbers for what happened. */
export const LobsterType = {
  submission: 1,
  /** Some of an order was withdrawn. */
  partialCancel: 2,
  /** All that was left of an order was withdrawn. */
  deletion: 3,
  execution: 4,
  /** Somebody traded with an order that the book does not show. */
  hiddenExecution: 5,
  /** An auction crossed. */
  cross: 6,
  halt: 7,
} as const
export type LobsterType = (typeof LobsterType)[keyof typeof LobsterType]

/** A day's messages, a row of each list a message. */
export interface LobsterMessages {
  readonly count: number
  /** ns after midnight, not decreasing. */
  readonly times: Float64Array
  readonly types: Uint8Array
  /** The place of the order's id among all ids, from 1 in the order of ids; 0 where it has none. */
  readonly orders: Uint32Array
  /** Shares. */
  readonly sizes: Float64Array
  /** Currency × 10,000. */
  readonly prices: Float64Array
  /** The side of the order that rests: `Side.buy` or `Side.sell`. */
  readonly sides: Uint8Array
  /** The ids in their order: that of the order `o` is at `o − 1`. A venue gives them as orders come. */
  readonly ids: Float64Array
}

/** What a message of each type is about: an order in the book, or the market. */
const ABOUT_ORDER = new Set<number>([
  LobsterType.submission,
  LobsterType.partialCancel,
  LobsterType.deletion,
  LobsterType.execution,
])

const COLUMNS = 6

/**
 * Reads a message file of LOBSTER (Huang and Polak 2011): rows `time, type, order id, size, price,
 * direction`, without a header.
 *
 * @throws HistoryError that names the line, the column, its value and what it must be
 */
export function readLobsterMessages(file: NamedFile): LobsterMessages {
  const count = countRows(file.bytes)
  const times = new Float64Array(count)
  const types = new Uint8Array(count)
  const numbers = new Float64Array(count)
  const sizes = new Float64Array(count)
  const prices = new Float64Array(count)
  const sides = new Uint8Array(count)
  const rows = readNumberRows(file)
  for (let row = 0; rows.next(); row++) {
    const time = rows.seconds('time')
    if (time > DAY) throw rows.fault('time', time / 1e9, 'seconds after midnight, at most 86400')
    const before = times[row - 1] ?? 0
    if (time < before) throw rows.fault('time', time / 1e9, `at or after ${before / 1e9}`)
    times[row] = time
    types[row] = typeOf(rows)
    const isOfOrder = ABOUT_ORDER.has(types[row] as number)
    const number = rows.whole('order id')
    if (isOfOrder && number < 1) throw rows.fault('order id', number, 'at least 1')
    numbers[row] = isOfOrder ? number : 0
    sizes[row] = rows.whole('size')
    prices[row] = rows.whole('price')
    if (isOfOrder)
      for (const [name, list] of [
        ['size', sizes],
        ['price', prices],
      ] as const) {
        if ((list[row] as number) < 1) throw rows.fault(name, list[row], 'at least 1')
      }
    sides[row] = sideOf(rows)
    rows.endRow(COLUMNS)
  }
  return { count, times, types, sizes, prices, sides, ...rank(numbers) }
}

function typeOf(rows: NumberRows): number {
  const type = rows.whole('type')
  if (type >= LobsterType.submission && type <= LobsterType.halt) return type
  throw rows.fault('type', type, 'from 1 (submission) to 7 (halt)')
}

function sideOf(rows: NumberRows): Side {
  const direction = rows.whole('direction')
  if (direction === 1) return Side.buy
  if (direction === -1) return Side.sell
  throw rows.fault('direction', direction, '1 (buy) or -1 (sell)')
}

/** Puts places in the order of ids for the ids. */
function rank(numbers: Float64Array): Pick<LobsterMessages, 'orders' | 'ids'> {
  const ids = Float64Array.from(new Set(numbers.filter((number) => number > 0))).sort()
  const places = new Map<number, number>()
  for (const [index, id] of ids.entries()) places.set(id, index + 1)
  return { orders: Uint32Array.from(numbers, (number) => places.get(number) ?? 0), ids }
}

function countRows(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return bytes.length > 0 && bytes.at(-1) !== 10 ? count + 1 : count
}
