import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createResting } from '../../actors/flow-state.ts'
import { Kind, Side } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { orderId } from '../../protocols/units.ts'

const told = fc.constantFrom('partialFill', 'fill', 'cancelled', 'rejected', 'expired', 'accepted')

test('an order rests until it is wholly filled or has ended, however often it is filled in part', () => {
  const reports = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), told), { maxLength: 20 })
  fc.assert(
    fc.property(reports, (heard) => {
      const resting = createResting()
      const plain = new Set([1, 2, 3, 4, 5])
      for (const id of plain) resting.add(orderId(id), Side.buy, 100 + id)
      for (const [id, name] of heard) {
        resting.hear({ kind: Kind[name], orderId: orderId(id) } as Message)
        if (name !== 'partialFill' && name !== 'accepted') plain.delete(id)
      }
      const left = Array.from({ length: resting.count }, (_, place) => resting.at(place))
      expect(new Set(left.map(({ id }) => id as number))).toEqual(plain)
      expect(left.length).toBe(plain.size)
      for (const { id, price } of left) expect(price).toBe(100 + id)
    }),
  )
})
