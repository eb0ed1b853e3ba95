import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CELL_WORDS, Cells } from '../../protocols/cells.ts'
import { VERSION } from '../../protocols/layout.ts'
import type { Transport } from '../../src/transport/transport.ts'

/** A transport's ends in one thread, the listener's last. */
export interface Joined {
  readonly ends: readonly Transport[]
  close(): Promise<void>
}

/** A transport to be tried. */
export interface Subject {
  readonly name: string
  /** Joins so many partitions, and a listener. */
  join(partitions: number): Promise<Joined>
  /** Random transports to try. */
  readonly runs: number
}

/** A message of so many cells that says a number in each. */
function message(cells: number, says: number): Uint32Array {
  const { words } = new Cells(cells)
  for (let cell = 0; cell < cells; cell++) words[cell * CELL_WORDS + 4] = says + cell
  words[0] = VERSION | (cells << 8)
  return words
}

/** What a drain showed: of each message its cells and what it says. */
function heard(end: Transport, patience?: number): readonly number[] | undefined {
  const said: number[] = []
  const came = end.drain((words, cell, count) => {
    for (let nth = 0; nth < count; nth++) said.push(words[(cell + nth) * CELL_WORDS + 4] as number)
  }, patience)
  return came ? said : undefined
}

const letter = fc.record({ from: fc.nat(), to: fc.nat(), cells: fc.integer({ min: 1, max: 16 }) })
const rounds = fc.array(fc.array(letter, { maxLength: 15 }), { minLength: 1, maxLength: 12 })

/** What every transport keeps. */
export function transportContract({ name, join, runs }: Subject): void {
  const joined = async (partitions: number, act: (ends: readonly Transport[]) => void) => {
    const { ends, close } = await join(partitions)
    try {
      act(ends)
    } finally {
      await close()
    }
  }

  describe(`transport: ${name}`, () => {
    test('every batch comes whole, once, in order, by sender, as a plain list has it', async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 2, max: 4 }), rounds, (partitions, all) =>
          joined(partitions, (ends) => {
            let says = 1
            for (const letters of all) {
              const plain = ends.map(() => ends.map((): number[] => []))
              for (const one of letters) {
                const from = one.from % partitions
                const to = one.to % ends.length
                if (to === from) continue
                ends[from]?.post(to, message(one.cells, says), 0, one.cells)
                for (let cell = 0; cell < one.cells; cell++) plain[to]?.[from]?.push(says + cell)
                says += 100
              }
              for (const end of ends.slice(0, partitions)) end.flush()
              ends.forEach((end, self) => {
                expect(heard(end)).toEqual(plain[self]?.flat())
              })
            }
          }),
        ),
        { numRuns: runs },
      )
    })

    test('a batch that is not there yet shows nothing, and is not lost', async () => {
      await joined(2, ([a, b, listener]) => {
        a?.post(2, message(1, 7), 0, 1)
        a?.flush()
        expect(heard(listener as Transport, 5)).toBeUndefined()
        b?.post(2, message(2, 8), 0, 2)
        b?.flush()
        expect(heard(listener as Transport)).toEqual([7, 8, 9])
        expect(heard(listener as Transport, 0)).toBeUndefined()
      })
    })

    test('a hundred batches, of more than a ring has room for together, are all there', async () => {
      await joined(2, ([a, b, listener]) => {
        for (let round = 0; round < 100; round++) {
          for (let nth = 0; nth < 6; nth++) a?.post(1, message(9, 100 * nth), 0, 9)
          a?.flush()
          b?.flush()
          expect(heard(b as Transport)).toHaveLength(54)
          expect(heard(listener as Transport)).toEqual([])
        }
      })
    })

    test('two batches are two, were the first of them empty', async () => {
      await joined(2, ([a, b]) => {
        a?.flush()
        a?.post(1, message(1, 5), 0, 1)
        a?.flush()
        expect(heard(b as Transport)).toEqual([])
        expect(heard(b as Transport)).toEqual([5])
      })
    })

    test('what was posted is what was there then', async () => {
      await joined(2, ([a, b]) => {
        const words = message(1, 3)
        a?.post(1, words, 0, 1)
        words[4] = 99
        a?.flush()
        expect(heard(b as Transport)).toEqual([3])
      })
    })
  })
}
