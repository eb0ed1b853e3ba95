import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CELL_BYTES, CELL_WORDS, Cells } from '../../../protocols/cells.ts'
import { VERSION } from '../../../protocols/layout.ts'
import { openResumedTape } from '../../../src/journal/resumed-tape.ts'
import { TapeError } from '../../../src/journal/tape.ts'
import { emptyFolder } from '../cli/in-process.ts'

/** Records of one to three cells, one after another: how many cells each has. */
const sizes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 12 })

function cellsOf(counts: readonly number[]): Cells {
  const cells = new Cells(counts.reduce((sum, count) => sum + count, 0))
  let at = 0
  for (const [nth, count] of counts.entries()) {
    cells.words[at * CELL_WORDS] = VERSION | (count << 8) | (1 << 16)
    cells.words[at * CELL_WORDS + 4] = nth
    at += count
  }
  return cells
}

/** The file of a tape that has the first `bytes` of those cells. */
function cut(cells: Cells, bytes: number): string {
  const path = join(emptyFolder(), 'tape.cells')
  writeFileSync(path, cells.bytes.subarray(0, bytes))
  return path
}

/** Says all records again; of how many it was caught up after each. */
function sayAgain(path: string, counts: readonly number[], cells: Cells): boolean[] {
  const tape = openResumedTape(path)
  let at = 0
  try {
    return counts.map((count) => {
      tape.append(cells.words, at, count)
      at += count
      return tape.isCaughtUp
    })
  } finally {
    tape.close()
  }
}

test('a tape that was cut off anywhere is brought to the whole one, and says when it was caught up', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), (counts, where) => {
      const cells = cellsOf(counts)
      const whole = Buffer.from(cells.bytes)
      const bytes = where % (whole.length + 1)
      const path = cut(cells, bytes)
      let sum = 0
      const ends = counts.map((count) => {
        sum += count * CELL_BYTES
        return sum
      })
      const there = ends.filter((end) => end <= bytes).length
      const caught = sayAgain(path, counts, cells)
      expect(readFileSync(path).equals(whole)).toBe(true)
      expect(caught).toEqual(counts.map((_, nth) => nth + 1 >= there))
    }),
    { numRuns: 60 },
  )
})

test('a tape of which any byte is another is not added to', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), (counts, where) => {
      const cells = cellsOf(counts)
      const path = cut(cells, cells.bytes.length)
      truncateSync(path, (counts[0] as number) * CELL_BYTES)
      const bytes = readFileSync(path)
      // What says how long a record is is the tape reader's to check.
      const at = 4 + (where % (bytes.length - 4))
      bytes[at] = (bytes[at] as number) ^ 1
      writeFileSync(path, bytes)
      expect(() => sayAgain(path, counts, cells)).toThrow(TapeError)
      expect(readFileSync(path).equals(bytes)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
