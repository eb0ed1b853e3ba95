import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { Kind } from '../../../protocols/kind.ts'
import { diffRuns, diffTapes } from '../../../src/journal/diff.ts'
import { writeManifest } from '../../../src/journal/manifest.ts'
import { runFolderAt } from '../../../src/journal/run-folder.ts'
import { createMemoryTape, type MemoryTape } from '../../../src/journal/tape.ts'
import { act, createHandMadeMarket, manifestOf } from './hand-made-market.ts'

const base = mkdtempSync(join(tmpdir(), 'outcry-diff-'))
afterAll(() => rmSync(base, { recursive: true }))

const day = fc.array(act, { minLength: 1, maxLength: 30 }).map((acts) => {
  const market = createHandMadeMarket()
  for (const next of acts) market.do(next)
  return market.tape
})

const tapeOf = (records: Iterable<Uint32Array>): MemoryTape => {
  const tape = createMemoryTape()
  for (const words of records) tape.append(words, 0, words.length / 16)
  return tape
}

test('a tape is equal to its copy, in memory and in a file', () => {
  const file = join(base, 'tape.cells')
  fc.assert(
    fc.property(day, (tape) => {
      writeFileSync(file, tape.bytes())
      const records = [...tape.cells()].length
      const equal = { equal: true, records: { a: records, b: records } }
      expect(diffTapes(tape, tapeOf(tape.cells()))).toEqual(equal)
      expect(diffTapes(file, tape)).toEqual(equal)
      expect(diffTapes(file, file)).toEqual(equal)
    }),
    { numRuns: 20 },
  )
})

test('a planted change of one bit is found, where it is and nowhere else', () => {
  fc.assert(
    fc.property(
      day,
      fc.nat(),
      fc.integer({ min: 1, max: 15 }),
      fc.nat(31),
      (tape, place, word, bit) => {
        const records = [...tape.cells()].map((words) => words.slice())
        const index = place % records.length
        const changed = records[index] as Uint32Array
        const at = new Float64Array(changed.slice().buffer)[2] as number
        changed[word] = (changed[word] as number) ^ (1 << bit)
        const difference = diffTapes(tape, tapeOf(records))
        expect(difference).toMatchObject({
          equal: false,
          records: { a: records.length, b: records.length },
          first: { index },
        })
        const { a, b, ...rest } = difference.first ?? { index: -1, at: -1 }
        if (word < 4 || word > 7) expect(rest.at).toBe(at)
        expect(a).toMatchObject({ sent: at })
        expect(b).not.toEqual(a)
      },
    ),
    { numRuns: 60 },
  )
})

test('where one tape ends before the other, the first record without a twin is the difference', () => {
  fc.assert(
    fc.property(day, fc.nat(), (tape, place) => {
      const records = [...tape.cells()]
      const index = place % records.length
      const shorter = tapeOf(records.slice(0, index))
      const difference = diffTapes(shorter, tape)
      expect(difference).toMatchObject({ equal: false, records: { a: index, b: records.length } })
      expect(difference.first).toMatchObject({ index, b: { sequence: records[index]?.[3] } })
      expect(difference.first).not.toHaveProperty('a')
      expect(diffTapes(tape, shorter).first).not.toHaveProperty('b')
    }),
    { numRuns: 30 },
  )
})

test('both messages are shown in words and numbers', () => {
  const [one, other] = [createHandMadeMarket(), createHandMadeMarket()]
  one.do({ act: 'limit', trader: 1, side: 1, price: 100, size: 3 })
  other.do({ act: 'limit', trader: 1, side: 1, price: 101, size: 3 })
  expect(diffTapes(one.tape, other.tape).first).toMatchObject({
    index: 5,
    at: 2_000,
    a: { kind: Kind.newOrder, sender: 1, price: 100, size: 3, arrives: 2_100 },
    b: { kind: Kind.newOrder, sender: 1, price: 101, size: 3, arrives: 2_100 },
  })
})

test('runs of other scenarios or seeds are told apart before their tapes are', () => {
  const folders = ['a', 'b'].map((name) => mkdtempSync(join(base, name)))
  const { tape } = createHandMadeMarket()
  for (const folder of folders) writeFileSync(runFolderAt(folder).tape, tape.bytes())
  const [a = '', b = ''] = folders
  writeManifest(a, manifestOf())
  writeManifest(b, manifestOf())
  expect(diffRuns(a, b)).toEqual({ asked: [], equal: true, records: { a: 5, b: 5 } })
  writeManifest(b, { ...manifestOf(), seed: 8, scenario: { traders: { makers: 3, takers: 2 } } })
  expect(diffRuns(a, b).asked).toEqual([
    { field: 'seed', a: 7, b: 8 },
    { field: 'scenario.traders.makers', a: 2, b: 3 },
  ])
})
