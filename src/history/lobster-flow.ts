import type { OrderFlow } from '../../actors/order-flow.ts'
import { createFlowRecorder } from './flow-recorder.ts'
import { HistoryError } from './history-error.ts'
import { type LobsterMessages, readLobsterMessages } from './lobster-messages.ts'
import { readOrderbook } from './lobster-orderbook.ts'
import { openLobster } from './lobster-source.ts'
import { SightedBook } from './sighted-book.ts'

/** Which part of which day. */
export interface LobsterFlowOptions {
  /** A zip, a folder or one of the two files. */
  readonly file: string
  /** Which instrument, where there are several. */
  readonly symbol?: string | undefined
  /** When the flow begins, ns after midnight, and how long it lasts, ns. */
  readonly from: number
  readonly span: number
  /** One tick in currency / 10,000. */
  readonly tick: number
}

/**
 * Reads the orders of a part of a LOBSTER day as requests to a venue. What rests at the beginning
 * comes first, at time 0; then each message at its time, with what came into sight after it.
 *
 * @throws HistoryError where the files cannot be read, have nothing in that time, or have prices
 *   that are no whole ticks
 */
export function readLobsterFlow(options: LobsterFlowOptions): OrderFlow {
  const { file, symbol, from, span, tick } = options
  if (file === '') {
    throw new HistoryError(
      'a "historical-flow" group has no file: set its parameters.file to a LOBSTER zip or folder, as in --set groups.history.parameters.file=AMZN.zip',
    )
  }
  const source = openLobster(file, symbol)
  const day = readLobsterMessages(source.messages)
  const rows = readOrderbook(source.orderbook)
  const { name } = source.messages
  const first = firstAt(day, from)
  const end = firstAt(day, from + span)
  if (first === end) throw new HistoryError(`${name}: ${emptySpan(day, from, from + span)}`)
  const recorder = createFlowRecorder((price) => {
    if (price % tick === 0) return price / tick
    const remedy = "set parameters.tick, and the instrument's tick, to what it trades in"
    throw new HistoryError(`${name}: price ${price} is no multiple of the tick, ${tick}; ${remedy}`)
  })
  // The row before the first message is how the market then stands; the day begins with a row.
  const seed = Math.max(0, first - 1)
  const demandRow = (at: number): void => {
    if (rows.next()) return
    throw new HistoryError(`${source.orderbook.name}: ends after ${at} rows, before its messages`)
  }
  for (let at = 0; at <= seed; at++) demandRow(at)
  const sighted = new SightedBook(day, seed, rows.row, recorder)
  for (let at = seed + 1; at < end; at++) {
    recorder.time = (day.times[at] as number) - from
    demandRow(at)
    sighted.apply(at)
    sighted.settle(rows.row)
  }
  return recorder.flow()
}

/** The first message at or after `time`; the count where there is none. */
function firstAt({ times, count }: LobsterMessages, time: number): number {
  const found = times.findIndex((at) => at >= time)
  return found < 0 ? count : found
}

function emptySpan({ count, times }: LobsterMessages, from: number, to: number): string {
  const seconds = (ns: number | undefined): string => `${(ns ?? 0) / 1e9} s`
  const has =
    count === 0 ? 'is empty' : `goes from ${seconds(times[0])} to ${seconds(times[count - 1])}`
  return `has no message from ${seconds(from)} to ${seconds(to)} after midnight: it ${has}; set parameters.from`
}
