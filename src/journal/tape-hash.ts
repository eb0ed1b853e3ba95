import { createHash } from 'node:crypto'
import { CELL_WORDS } from '../../protocols/cells.ts'
import { CHAIN_WORDS, extendChain } from '../../protocols/hash.ts'
import type { Chains } from '../kernel/recorder.ts'
import { forEachCells, type TapeSource } from './read-tape.ts'
import { TapeError } from './tape.ts'

/** All that one actor said, in four words. */
export interface Chain {
  /** The actor's stable name, `group/index`. */
  readonly key: string
  /** `CHAIN_WORDS` words, begun at zero and extended by each message's cells. */
  readonly chain: Uint32Array
  /** How many messages it said. */
  readonly count: number
}

/**
 * The identity of a run: SHA-256, in hex, over the actors' chains in the order of their keys.
 *
 * Each actor gives the UTF-8 bytes of its key, a zero byte, its chain (16 bytes, little-endian) and
 * its count (f64, little-endian). How the actors' records lay between each other does not enter, so
 * that runs on one thread and on many have one identity without a merge.
 */
export function hashOf(chains: readonly Chain[]): string {
  const sha = createHash('sha256')
  const ordered = [...chains].sort((one, other) => (one.key < other.key ? -1 : 1))
  for (const { key, chain, count } of ordered) {
    const tail = new DataView(new ArrayBuffer(25))
    for (let word = 0; word < CHAIN_WORDS; word++) {
      tail.setUint32(1 + word * 4, chain[word] as number, true)
    }
    tail.setFloat64(17, count, true)
    sha.update(key, 'utf8').update(new Uint8Array(tail.buffer))
  }
  return sha.digest('hex')
}

/** The identity of what actors of these keys said, whose chains a recorder keeps. @see hashOf */
export const hashOfSaid = (keys: readonly string[], { words, counts }: Chains): string =>
  hashOf(
    keys.map((key, id) => ({
      key,
      chain: words.subarray(id * CHAIN_WORDS, (id + 1) * CHAIN_WORDS),
      count: counts[id] as number,
    })),
  )

/**
 * The chains of `keys`, recomputed from a tape: what each sender said, each message absorbed whole.
 *
 * @param keys the actors' stable names, each at its dense id
 * @throws TapeError where a record's sender has no key
 */
export function chainsOf(tape: TapeSource, keys: readonly string[]): Chain[] {
  const chains = new Uint32Array(keys.length * CHAIN_WORDS)
  const counts = new Float64Array(keys.length)
  forEachCells(tape, ({ words }, cell, count) => {
    const sender = words[cell * CELL_WORDS + 1] as number
    if (sender >= keys.length) {
      throw new TapeError(
        `the tape has a record of actor ${sender}, and the run has actors 0 to ${keys.length - 1}`,
      )
    }
    extendChain(chains, sender * CHAIN_WORDS, words, cell * CELL_WORDS, (cell + count) * CELL_WORDS)
    counts[sender] = (counts[sender] as number) + 1
  })
  return keys.map((key, actor) => ({
    key,
    chain: chains.slice(actor * CHAIN_WORDS, (actor + 1) * CHAIN_WORDS),
    count: counts[actor] as number,
  }))
}
