import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CELL_WORDS } from '../../../protocols/cells.ts'
import { Kind } from '../../../protocols/kind.ts'
import { createMemoryTape, type MemoryTape } from '../../../src/journal/tape.ts'
import { type Chain, chainsOf, hashOf } from '../../../src/journal/tape-hash.ts'
import { act, createHandMadeMarket } from './hand-made-market.ts'

const keys = ['maker/0', 'maker/1', 'taker/0', 'taker/1', 'venue/0']
const identity = (tape: MemoryTape): string => hashOf(chainsOf(tape, keys))

const day = fc.array(act, { minLength: 5, maxLength: 40 }).map((acts) => {
  const market = createHandMadeMarket()
  for (const next of acts) {
    market.do(next)
    // A note of several cells.
    if (next.act === 'halt')
      market.say({ kind: Kind.failed, life: 0, text: 'x'.repeat(150) }, { sender: 2 })
  }
  return market.tape
})

const tapeOf = (records: readonly Uint32Array[]): MemoryTape => {
  const tape = createMemoryTape()
  for (const words of records) tape.append(words, 0, words.length / CELL_WORDS)
  return tape
}
const senderOf = (words: Uint32Array): number => words[1] as number

test("a run's identity does not depend on how its actors' records interleave", () => {
  fc.assert(
    fc.property(day, fc.infiniteStream(fc.nat()), (tape, choices) => {
      const queues = keys.map((_, sender) =>
        [...tape.cells()].filter((words) => senderOf(words) === sender),
      )
      const shuffled: Uint32Array[] = []
      for (const choice of choices) {
        const filled = queues.filter((queue) => queue.length > 0)
        if (filled.length === 0) break
        shuffled.push(filled[choice % filled.length]?.shift() as Uint32Array)
      }
      expect(identity(tapeOf(shuffled))).toBe(identity(tape))
    }),
    { numRuns: 50 },
  )
})

test("a run's identity depends on the order of each actor's own records, and on every word", () => {
  fc.assert(
    fc.property(day, fc.nat(), fc.nat(31), (tape, place, bit) => {
      const records = [...tape.cells()]
      const at = place % records.length
      const changed = records.map((words) => words.slice())
      const word = place % (records[at] as Uint32Array).length
      // Neither version nor cells nor sender: a tape with those changed is no tape of this cast.
      if (word > 1) {
        const record = changed[at] as Uint32Array
        record[word] = (record[word] as number) ^ (1 << bit)
        expect(identity(tapeOf(changed))).not.toBe(identity(tape))
      }

      const sender = senderOf(records[at] as Uint32Array)
      const next = records.findIndex((words, index) => index > at && senderOf(words) === sender)
      if (next < 0) return
      const swapped = [...records]
      swapped[at] = records[next] as Uint32Array
      swapped[next] = records[at] as Uint32Array
      expect(identity(tapeOf(swapped))).not.toBe(identity(tape))
    }),
    { numRuns: 100 },
  )
})

test('every cell of a long message is part of what its sender said', () => {
  const { tape, say } = createHandMadeMarket()
  say({ kind: Kind.failed, life: 0, text: 'x'.repeat(150) }, { sender: 2 })
  const records = [...tape.cells()]
  const last = records.length - 1
  const note = records[last] as Uint32Array
  expect(note.length).toBe(4 * CELL_WORDS)
  for (let word = CELL_WORDS; word < note.length; word++) {
    const changed = note.slice()
    changed[word] = (changed[word] as number) ^ 1
    expect(identity(tapeOf(records.with(last, changed)))).not.toBe(identity(tape))
  }
})

test('the identity is SHA-256 over key, zero byte, chain and count, by the order of keys', () => {
  const chain = (key: string, first: number, count: number): Chain => ({
    key,
    chain: Uint32Array.of(first, 2, 3, 0xffffffff),
    count,
  })
  const chains = [chain('b/10', 7, 3), chain('b/2', 9, 1), chain('Z/0', 5, 2 ** 40)]
  const bytes = Buffer.concat(
    ['Z/0', 'b/10', 'b/2'].map((key) => {
      const one = chains.find((candidate) => candidate.key === key) as Chain
      const tail = Buffer.alloc(25)
      one.chain.forEach((word, index) => {
        tail.writeUInt32LE(word, 1 + index * 4)
      })
      tail.writeDoubleLE(one.count, 17)
      return Buffer.concat([Buffer.from(key), tail])
    }),
  )
  const expected = createHash('sha256').update(bytes).digest('hex')
  expect(hashOf(chains)).toBe(expected)
  expect(hashOf([...chains].reverse())).toBe(expected)
})

test('a record of an actor that the run does not have is refused', () => {
  const { tape } = createHandMadeMarket()
  expect(() => chainsOf(tape, keys.slice(0, 4))).toThrow(/a record of actor 4/)
})
