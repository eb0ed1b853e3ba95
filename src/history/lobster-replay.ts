import { Side } from '../../protocols/kind.ts'
import { createEngine, type Engine } from './engine.ts'
import { HistoryError } from './history-error.ts'
import { type LobsterMessages, LobsterType, readLobsterMessages } from './lobster-messages.ts'
import { type OrderbookRow, readOrderbook } from './lobster-orderbook.ts'
import type { LobsterSource } from './lobster-source.ts'
import { Sight, SightedBook } from './sighted-book.ts'

/** Executions of one kind, and how many of them the engine gave to the order that the file names. */
export interface Tried {
  readonly count: number
  readonly hit: number
}

/** What came of a replay. */
export interface LobsterReplay {
  readonly symbol: string
  /** Levels a side that were compared. */
  readonly levels: number
  readonly messages: number
  /** How many messages of each type, by `LobsterType`. */
  readonly types: Readonly<Record<keyof typeof LobsterType, number>>
  readonly rows: {
    /** Rows of the orderbook file, each compared with the engine's book after its message. */
    readonly count: number
    readonly equal: number
    /** The first that were not, at most ten: their lines, and what the two have. */
    readonly unequal: readonly string[]
  }
  /** Levels that came into sight, and those that the book had had as they then were. */
  readonly revealed: { readonly count: number; readonly known: number }
  /** Visible executions of which the file determines who stands first. */
  readonly decidable: Tried & { readonly submitted: Tried; readonly named: Tried }
  /** The others, by what keeps the file from it. */
  readonly undecidable: Readonly<Record<'behindAnonymous' | 'unknown' | 'offTouch', number>>
  /** Requests that the engine did not do as the file has it. */
  readonly faults: number
}

/** How a replay is to go. */
export interface LobsterReplayOptions {
  /** Levels a side to compare: 1 to what the file has, which is the default. */
  readonly levels?: number | undefined
  /** Called now and then with the share that is done, 0..1. */
  readonly onProgress?: (share: number) => void
}

const PROGRESS_EVERY = 4096
const UNEQUAL_SHOWN = 10
const SIDES = [Side.buy, Side.sell] as const

/**
 * Drives the matching engine with a LOBSTER day and compares its book with the orderbook file after
 * every message. Submissions rest, withdrawals reduce or cancel, and a visible execution comes as an
 * order of its size that takes at its price and does not rest. The first row is where the book
 * begins; a level that comes into sight is taken from the file, and all others are compared.
 *
 * @throws HistoryError where the files cannot be read or are not of one day
 */
export function replayLobster(
  source: LobsterSource,
  { levels, onProgress }: LobsterReplayOptions = {},
): LobsterReplay {
  const day = readLobsterMessages(source.messages)
  const rows = readOrderbook(source.orderbook)
  if (levels !== undefined && levels > rows.row.levels) {
    throw new HistoryError(
      `${source.orderbook.name}: has ${rows.row.levels} levels: levels must be at most that, not ${levels}`,
    )
  }
  if (day.count === 0 || !rows.next()) throw new HistoryError(`${source.messages.name}: is empty`)
  const engine = createEngine()
  const sighted = new SightedBook(day, 0, rows.row, engine)
  const compared = createComparison(engine, rows.row, levels ?? rows.row.levels)
  const tries = createTries()
  compared.row(1, compared.differs() ?? '')
  for (let at = 1; at < day.count; at++) {
    if (!rows.next()) throw shorter(source.orderbook.name, at, day.count)
    const sight = sighted.apply(at)
    if (sight !== undefined) tries.add(sight, engine.hit)
    const before = compared.differs(sighted.revealed)
    if (sighted.revealed !== undefined) compared.reveal(sighted.revealed)
    sighted.settle(rows.row)
    compared.row(at + 1, before ?? compared.differs() ?? '')
    if (at % PROGRESS_EVERY === 0) onProgress?.(at / day.count)
  }
  if (rows.next()) throw shorter(source.messages.name, day.count, day.count + 1)
  const { rows: outcome, revealed } = compared
  return {
    symbol: source.symbol,
    levels: compared.levels,
    messages: day.count,
    types: countTypes(day),
    rows: outcome,
    revealed,
    ...tries.result,
    faults: engine.faults,
  }
}

const shorter = (name: string, rows: number, other: number): HistoryError =>
  new HistoryError(`${name}: ends after ${rows} rows, and the other file has ${other} or more`)

/** Compares the engine's book with the row in hand. */
function createComparison(engine: Engine, row: OrderbookRow, levels: number) {
  const rows = { count: 0, equal: 0, unequal: [] as string[] }
  const revealed = { count: 0, known: 0 }

  /** Where a side differs first, in its best `most` levels. */
  const sideDiffers = (side: Side, most: number): string | undefined => {
    const depth = Math.min(most, row.depth(side))
    let rank = 0
    let fault: string | undefined
    const name = side === Side.buy ? 'bid' : 'ask'
    engine.forEachLevel(side, most, (price, size) => {
      const isThere = rank < depth
      const isEqual = isThere && row.price(side, rank) === price && row.size(side, rank) === size
      if (!isEqual && fault === undefined) {
        const file = isThere ? `${row.size(side, rank)} at ${row.price(side, rank)}` : 'nothing'
        fault = `${name} ${rank + 1} is ${size} at ${price}, and in the file ${file}`
      }
      rank++
    })
    if (fault !== undefined || rank >= depth) return fault
    const file = `${row.size(side, rank)} at ${row.price(side, rank)}`
    return `${name} ${rank + 1} is nothing, and in the file ${file}`
  }

  /** @param opened the side whose last level may be new, and is not compared */
  const differs = (opened?: Side): string | undefined => {
    for (const side of SIDES) {
      const most = opened === side ? Math.min(levels, row.levels - 1) : levels
      const fault = sideDiffers(side, most)
      if (fault !== undefined) return fault
    }
    return undefined
  }

  return {
    levels,
    rows,
    revealed,
    differs,
    /** @param fault what differed, or nothing */
    row(line: number, fault: string): void {
      rows.count++
      if (fault === '') rows.equal++
      else if (rows.unequal.length < UNEQUAL_SHOWN) rows.unequal.push(`row ${line}: ${fault}`)
    },
    reveal(side: Side): void {
      if (row.depth(side) < row.levels) return
      revealed.count++
      if (sideDiffers(side, row.levels) === undefined) revealed.known++
    },
  }
}

function createTries() {
  const tried = () => ({ count: 0, hit: 0 })
  const decidable = { ...tried(), submitted: tried(), named: tried() }
  const undecidable = { behindAnonymous: 0, unknown: 0, offTouch: 0 }
  return {
    result: { decidable, undecidable },
    add(sight: Sight, hit: boolean): void {
      if (sight === Sight.behindAnonymous) undecidable.behindAnonymous++
      else if (sight === Sight.unknown) undecidable.unknown++
      else if (sight === Sight.offTouch) undecidable.offTouch++
      else {
        const of = sight === Sight.submitted ? decidable.submitted : decidable.named
        for (const one of [decidable, of]) {
          one.count++
          if (hit) one.hit++
        }
      }
    },
  }
}

function countTypes({ types }: LobsterMessages): Record<keyof typeof LobsterType, number> {
  const counts = Object.fromEntries(Object.keys(LobsterType).map((name) => [name, 0])) as Record<
    keyof typeof LobsterType,
    number
  >
  for (const type of types) counts[nameOf(LobsterType, type as LobsterType)]++
  return counts
}

const nameOf = <Name extends string, Value>(
  names: Readonly<Record<Name, Value>>,
  value: Value,
): Name => (Object.keys(names) as Name[]).find((name) => names[name] === value) as Name
