import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LinkTable } from '../../../src/kernel/link-table.ts'

test('a link has its row to itself, from zeros on, however many links there are', () => {
  const links = fc.tuple(
    fc.integer({ min: 1, max: 100_000 }),
    fc.integer({ min: 1, max: 6 }),
    // As in a market: few senders or few recipients, and many on the other side.
    fc.array(fc.tuple(fc.nat(3), fc.nat(), fc.boolean()), { maxLength: 2_000, size: 'max' }),
  )
  fc.assert(
    fc.property(links, ([actors, width, asked]) => {
      const table = new LinkTable(actors, width)
      const plain = new Map<string, number[]>()
      for (const [nth, [hub, other, isFrom]] of asked.entries()) {
        const pair = [hub % actors, other % actors] as const
        const [sender, recipient] = isFrom ? pair : ([pair[1], pair[0]] as const)
        const row = table.rowOf(sender, recipient)
        const known = plain.get(`${sender} ${recipient}`) ?? new Array<number>(width).fill(0)
        expect([...table.rows.subarray(row, row + width)]).toEqual(known)
        known[nth % width] = nth + 1
        table.rows[row + (nth % width)] = nth + 1
        plain.set(`${sender} ${recipient}`, known)
      }
    }),
    { numRuns: 20 },
  )
})
