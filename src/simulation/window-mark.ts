import { CELL_BYTES, CELL_FLOATS, CELL_WORDS, Cells } from '../../protocols/cells.ts'
import { VERSION } from '../../protocols/layout.ts'
import type { EventKey } from '../kernel/event-order.ts'

/**
 * What partitions say to each other beside their actors' messages, in cells like these and of no
 * kind: `window` ends what was said in a window, `step` names the event that caused the records
 * after it, `chain` is an actor's, `error` why an actor stopped the run, `elapsed` how long a
 * partition took.
 */
export const Mark = { window: 1, step: 2, chain: 3, error: 4, elapsed: 5 } as const
export type Mark = (typeof Mark)[keyof typeof Mark]

/** How a window went in one partition. */
export interface WindowMark {
  readonly partition: number
  /** The end of the window, ns. */
  readonly until: number
  /** A time before which nothing of what this partition knows will happen, ns. */
  readonly next: number
  /** Where an actor stopped the run. */
  readonly failure: EventKey | undefined
  /** Whether somebody asked the run to end here. */
  readonly isStopping: boolean
  /** Events handled so far. */
  readonly events: number
  /** Messages sent to other partitions so far, a publication to several counting as one. */
  readonly exchanged: number
  /** How long the window's events took, ns to a tenth of a µs, up to 429 s; 0 where nobody measures. */
  readonly work: number
}

/** @returns which mark a cell is, 0 where it is a message */
export function markAt(words: Uint32Array, cell: number): Mark | 0 {
  const first = words[cell * CELL_WORDS] as number
  return ((first >>> 16) & 255) === 0 ? ((first >>> 24) as Mark) : 0
}

/** Marks, written one at a time into the same cells. */
export interface MarkWriter {
  readonly words: Uint32Array
  window(mark: WindowMark): void
  step(key: EventKey): void
  chain(actor: number, chain: Uint32Array, count: number): void
  /** @param time ns that a partition took for all of its windows */
  elapsed(time: number): void
  /** @returns how many cells it takes */
  error(text: string): number
}

/** The most bytes of an error's text that are told. */
const TEXT_MAX = 8_000
/** Beside the number of a partition, which is one byte. */
const FAILED = 256
const STOPPING = 512
/** ns */
const WORK_UNIT = 100
const WORK_MAX = 2 ** 32 - 1
const begin = (mark: Mark, count = 1): number => (VERSION | (count << 8) | (mark << 24)) >>> 0

/** Cells to write marks into. */
export function createMarkWriter(): MarkWriter {
  const cells = new Cells(1 + Math.ceil(TEXT_MAX / CELL_BYTES))
  const { words, floats, bytes } = cells
  const putKey = (key: EventKey): void => {
    floats[4] = key.time
    words[10] = key.sender
    words[11] = key.sequence
    words[12] = key.recipient
  }
  return {
    words,
    window({ partition, until, next, failure, isStopping, events, exchanged, work }) {
      words[0] = begin(Mark.window)
      words[1] = partition + (failure === undefined ? 0 : FAILED) + (isStopping ? STOPPING : 0)
      floats[1] = until
      floats[2] = next
      floats[3] = events
      if (failure !== undefined) putKey(failure)
      words[13] = Math.min(WORK_MAX, Math.round(work / WORK_UNIT))
      floats[7] = exchanged
    },
    step(key) {
      words[0] = begin(Mark.step)
      putKey(key)
    },
    chain(actor, chain, count) {
      words[0] = begin(Mark.chain)
      words[1] = actor
      floats[1] = count
      words.set(chain, 4)
    },
    elapsed(time) {
      words[0] = begin(Mark.elapsed)
      floats[1] = time
    },
    error(text) {
      const whole = new TextEncoder().encode(text)
      const said = whole.subarray(0, TEXT_MAX)
      const count = 1 + Math.ceil(said.length / CELL_BYTES)
      words[0] = begin(Mark.error, count)
      words[1] = said.length
      bytes.set(said, CELL_BYTES)
      return count
    },
  }
}

/** The event that a step or a failed window names. */
export function keyAt(words: Uint32Array, cell: number): EventKey {
  const w = cell * CELL_WORDS
  return {
    time: floatsOf(words)[cell * CELL_FLOATS + 4] as number,
    sender: words[w + 10] as number,
    sequence: words[w + 11] as number,
    recipient: words[w + 12] as number,
  }
}

/** How a window went, from its mark. */
export function windowMarkAt(words: Uint32Array, cell: number): WindowMark {
  const floats = floatsOf(words)
  const f = cell * CELL_FLOATS
  const first = words[cell * CELL_WORDS + 1] as number
  return {
    partition: first & 255,
    until: floats[f + 1] as number,
    next: floats[f + 2] as number,
    events: floats[f + 3] as number,
    failure: (first & FAILED) === 0 ? undefined : keyAt(words, cell),
    isStopping: (first & STOPPING) !== 0,
    exchanged: floats[f + 7] as number,
    work: (words[cell * CELL_WORDS + 13] as number) * WORK_UNIT,
  }
}

/** An actor's chain and how many records it is over. */
export function chainAt(words: Uint32Array, cell: number) {
  const w = cell * CELL_WORDS
  const count = floatsOf(words)[cell * CELL_FLOATS + 1] as number
  return { actor: words[w + 1] as number, chain: words.slice(w + 4, w + 8), count }
}

/** How long a partition took for all of its windows, ns. */
export const elapsedAt = (words: Uint32Array, cell: number): number =>
  floatsOf(words)[cell * CELL_FLOATS + 1] as number

/** Why an actor stopped the run. */
export function errorAt(words: Uint32Array, cell: number): string {
  const length = words[cell * CELL_WORDS + 1] as number
  const begins = words.byteOffset + (cell + 1) * CELL_BYTES
  return new TextDecoder().decode(new Uint8Array(words.buffer, begins, length))
}

let lastWords: Uint32Array = new Uint32Array(0)
let lastFloats: Float64Array = new Float64Array(0)

/** The floats of the cells whose words these are. */
export function floatsOf(words: Uint32Array): Float64Array {
  if (words !== lastWords) {
    lastFloats = new Float64Array(words.buffer, words.byteOffset, words.length / 2)
    lastWords = words
  }
  return lastFloats
}
