import { CELL_WORDS } from '../../protocols/cells.ts'
import { CHAIN_WORDS, extendChain } from '../../protocols/hash.ts'
import type { EventKey } from './event-order.ts'

/** Takes what was said, in order, and copies it: `count` cells from `cell` on. */
export interface RecordSink {
  append(words: Uint32Array, cell: number, count: number): void
}

/**
 * Hears every record that a step said, once the step is over: publications, direct messages and
 * notes, never timers. `step` is the event that caused it.
 */
export interface Recorder {
  record(words: Uint32Array, cell: number, count: number, step: EventKey): void
}

/** The chain of each actor over what it said, and how many records that was. */
export interface Chains {
  readonly words: Uint32Array
  readonly counts: Float64Array
}

/** Chains for `actors` actors who have said nothing. */
export const createChains = (actors: number): Chains => ({
  words: new Uint32Array(actors * CHAIN_WORDS),
  counts: new Float64Array(actors),
})

/** Adds one record to its sender's chain. */
export function chainRecord(chains: Chains, words: Uint32Array, cell: number, count: number): void {
  const w = cell * CELL_WORDS
  const sender = words[w + 1] as number
  extendChain(chains.words, sender * CHAIN_WORDS, words, w, w + count * CELL_WORDS)
  chains.counts[sender] = (chains.counts[sender] as number) + 1
}

/** Chains each record at once and hands it to the sinks. */
export function createRecorder(chains: Chains, sinks: readonly RecordSink[]): Recorder {
  return {
    record(words, cell, count) {
      chainRecord(chains, words, cell, count)
      for (const sink of sinks) sink.append(words, cell, count)
    },
  }
}
