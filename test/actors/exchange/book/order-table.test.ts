import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OrderStore } from '../../../../actors/exchange/book/order-store.ts'
import { OrderTable, orderHash } from '../../../../actors/exchange/book/order-table.ts'
import { Side } from '../../../../protocols/kind.ts'
import { ID_MAX } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'

// A hash of few values makes long walks that share slots, and wrap around the end of the table.
const hashes = {
  'its own hash': orderHash,
  'a poor hash': (participant: number, orderId: number) => -1 - ((participant + orderId) % 5),
  'one hash for all': () => -3,
}

const key = fc.record({
  participant: fc.integer({ min: 0, max: 3 }),
  orderId: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: ID_MAX - 40, max: ID_MAX })),
})

test.each(Object.entries(hashes))('the table finds what a Map finds, by %s', (_name, hash) => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300, size: 'max' }), (keys) => {
      const store = new OrderStore(4)
      const table = new OrderTable(store)
      const plain = new Map<string, number>()
      for (const { participant, orderId } of keys) {
        const name = `${participant}/${orderId}`
        const known = plain.get(name)
        expect(table.find(hash(participant, orderId), participant, orderId)).toBe(known ?? 0)
        if (known === undefined) {
          const at = store.take(participant, orderId, 1, Side.buy, 1, 1)
          table.add(at, hash(participant, orderId))
          plain.set(name, at)
        } else {
          table.remove(known)
          store.give(known)
          plain.delete(name)
        }
        expect(table.count).toBe(plain.size)
      }
      for (const [name, at] of plain) {
        const [participant, orderId] = name.split('/').map(Number) as [number, number]
        expect(table.find(hash(participant, orderId), participant, orderId)).toBe(at)
      }
    }),
    { numRuns: runs(1_000) },
  )
})

test('no two live orders share a cell, and freed cells are used before new ones', () => {
  const store = new OrderStore(1)
  const cells = Array.from({ length: 100 }, (_, id) => store.take(1, id, 1, Side.buy, 1, 1))
  expect(new Set(cells).size).toBe(100)
  expect(cells).not.toContain(0)
  for (const at of cells) store.give(at)
  const again = Array.from({ length: 100 }, (_, id) => store.take(1, id, 1, Side.buy, 1, 1))
  expect(new Set(again)).toEqual(new Set(cells))
})
