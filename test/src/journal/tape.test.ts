import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { CELL_BYTES, CELL_WORDS } from '../../../protocols/cells.ts'
import { Kind } from '../../../protocols/kind.ts'
import { openFileTape } from '../../../src/journal/file-tape.ts'
import { forEachRecord, type TapeSource } from '../../../src/journal/read-tape.ts'
import { createMemoryTape, type MemoryTape, TapeError } from '../../../src/journal/tape.ts'
import { act, createHandMadeMarket } from './hand-made-market.ts'

const folder = mkdtempSync(join(tmpdir(), 'outcry-tape-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'tape.cells')

/** A day of the hand-made market with a failure now and then, whose note takes several cells. */
const day = fc
  .array(fc.oneof({ weight: 8, arbitrary: act }, fc.string({ maxLength: 300 })), { maxLength: 40 })
  .map((acts) => {
    const market = createHandMadeMarket()
    for (const next of acts) {
      if (typeof next === 'string')
        market.say({ kind: Kind.failed, life: 0, text: next }, { sender: 1 })
      else market.do(next)
    }
    return market.tape
  })

function writeFileTape(tape: MemoryTape): void {
  const written = openFileTape(file)
  for (const words of tape.cells()) written.append(words, 0, words.length / CELL_WORDS)
  written.close()
  expect(written.length).toBe(tape.length)
}

const read = (source: TapeSource): string[] => {
  const seen: string[] = []
  forEachRecord(source, (message) => {
    const text = message.kind === Kind.failed ? message.text : ''
    seen.push([message.kind, message.sender, message.sequence, message.sent, text].join(' '))
  })
  return seen
}

test('what was appended to a file is read from it, record for record', () => {
  fc.assert(
    fc.property(day, (tape) => {
      writeFileTape(tape)
      expect(Buffer.compare(readFileSync(file), tape.bytes())).toBe(0)
      expect(read(file)).toEqual(read(tape))
    }),
    { numRuns: 30 },
  )
})

test('records that straddle the megabytes of a long tape are read whole and in order', () => {
  const { tape, say } = createHandMadeMarket()
  const text = 'x'.repeat(300)
  for (let life = 0; life < 9_000; life++) say({ kind: Kind.failed, life, text }, { sender: 2 })
  writeFileTape(tape)
  const lives: number[] = []
  const records = forEachRecord(file, (message) => {
    if (message.kind !== Kind.failed) return
    lives.push(message.life)
    if (message.text !== text) throw new Error(`record ${message.life} was read as ${message.text}`)
  })
  expect(records).toBe(9_005)
  expect(lives).toEqual(lives.map((_, life) => life))
  expect(read(tape)).toEqual(read(file))
})

test('a tape that was cut anywhere loses its torn last record and no other', () => {
  fc.assert(
    fc.property(day, fc.nat(), (tape, where) => {
      writeFileTape(tape)
      const size = where % (tape.length * CELL_BYTES + 1)
      truncateSync(file, size)
      const whole: string[] = []
      let bytes = 0
      for (const words of tape.cells()) {
        bytes += words.length * 4
        if (bytes <= size) whole.push(String(words[3]))
      }
      const seen: string[] = []
      forEachRecord(file, ({ sequence }) => seen.push(String(sequence)))
      expect(seen).toEqual(whole)
    }),
    { numRuns: 50 },
  )
})

test('a file that is no tape is refused with the cell where it ceases to be one', () => {
  const { tape } = createHandMadeMarket()
  const bytes = tape.bytes()
  bytes[2 * CELL_BYTES] = 9
  writeFileSync(file, bytes)
  expect(() => read(file)).toThrow(/tape\.cells: cell 2 is no message: layout version 9/)
  bytes[2 * CELL_BYTES] = 1
  bytes[2 * CELL_BYTES + 1] = 0
  writeFileSync(file, bytes)
  expect(() => read(file)).toThrow(/cell 2 is no message: a message of 0 cells/)
})

test('a tape that is not there is refused by name, to write and to read', () => {
  const missing = join(folder, 'nowhere', 'tape.cells')
  expect(() => openFileTape(missing)).toThrow(/nowhere\/tape\.cells: the tape cannot be opened/)
  expect(() => read(missing)).toThrow(/nowhere\/tape\.cells: .*there is no such file/)
})

test('a closed tape takes no more, and says so', () => {
  const { tape } = createHandMadeMarket()
  const written = openFileTape(file)
  const [words] = tape.cells()
  written.append(words as Uint32Array, 0, 1)
  written.close()
  written.close()
  expect(() => written.append(words as Uint32Array, 0, 1)).toThrow(/closed/)
  expect(read(file)).toHaveLength(1)
})

test.runIf(existsSync('/dev/full'))(
  'a full disk stops the tape with the file and the cause',
  () => {
    const words = new Uint32Array(CELL_WORDS).fill(1)
    const written = openFileTape('/dev/full')
    written.append(words, 0, 1)
    const flush = (): void => written.flush()
    expect(flush).toThrow(TapeError)
    expect(flush).toThrow(/\/dev\/full: the tape cannot be written: the disk is full.*ENOSPC/)
    const fill = (): void => {
      for (let cell = 0; cell < 20_000; cell++) written.append(words, 0, 1)
    }
    expect(fill).toThrow(/the disk is full/)
    expect(() => written.close()).not.toThrow()
  },
)

test('a tape in memory keeps its records while it grows', () => {
  const tape = createMemoryTape()
  const words = new Uint32Array(16 * CELL_WORDS)
  const expected: number[] = []
  for (let record = 0; record < 5_000; record++) {
    const cells = 1 + (record % 16)
    words.fill(0)
    words[0] = 1 | (cells << 8)
    words[3] = record
    tape.append(words, 0, cells)
    expected.push(record)
  }
  expect([...tape.cells()].map((view) => view[3])).toEqual(expected)
  expect(tape.length).toBe(tape.bytes().length / CELL_BYTES)
})
