import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBrain } from '../../../../actors/learner/network/brain.ts'
import { planOf } from '../../../../actors/learner/network/plan.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import { networkShape } from './shapes.ts'

const numbersOf = (length: number, seed: number) => {
  const random = createRandomStream(rootKey(seed, 'brain'))
  return Float64Array.from({ length }, () => random.normal(0, 0.5))
}

test('a row is the window’s books, oldest first, nothing before the first, and the rest of now', () => {
  fc.assert(
    fc.property(networkShape, fc.nat(), fc.integer({ min: 1, max: 8 }), (shape, seed, looks) => {
      const brain = createBrain(shape, numbersOf(planOf(shape).size, seed))
      const memory = new Float64Array(brain.memory)
      const all = Array.from({ length: looks }, (_, nth) => [
        ...numbersOf(shape.inputs, seed + nth + 1),
      ])
      const rows = all.map((seen) => [...Array.from(brain.take(seen, memory))])
      const { book } = shape
      const size = book === undefined ? 0 : book.levels * book.features
      const from = book?.from ?? 0
      const bookOf = (seen: number[] | undefined) =>
        seen === undefined ? new Array<number>(size).fill(0) : seen.slice(from, from + size)
      rows.forEach((row, now) => {
        const window = Array.from({ length: book?.window ?? 0 }, (_, nth, last = now) =>
          bookOf(all[last - (book?.window ?? 0) + 1 + nth]),
        )
        const seen = all[now] as number[]
        expect(row).toEqual([...window.flat(), ...seen.slice(0, from), ...seen.slice(from + size)])
      })
    }),
  )
})

test('actors who share a brain think as if each had its own', () => {
  fc.assert(
    fc.property(networkShape, fc.nat(), (shape, seed) => {
      const numbers = numbersOf(planOf(shape).size, seed)
      const shared = createBrain(shape, numbers)
      const actors = [0, 1, 2].map((nth) => ({
        own: createBrain(shape, numbers),
        alone: new Float64Array(shared.memory),
        memory: new Float64Array(shared.memory),
        nth,
      }))
      for (let look = 0; look < 4; look++) {
        for (const { own, alone, memory, nth } of actors) {
          const seen = numbersOf(shape.inputs, seed + 7 * look + nth)
          const found = [...shared.think(shared.take(seen, memory), memory)]
          expect(found).toEqual([...own.think(own.take(seen, alone), alone)])
        }
      }
    }),
    { numRuns: 50 },
  )
})

test('a layer that does not fit what stands before it is refused by its place', () => {
  const book = { from: 0, levels: 2, features: 2, window: 3 }
  const conv = (kernel: [number, number]) => ({
    ...{ type: 'conv' as const, filters: 1, kernel, stride: [1, 1] as [number, number] },
    ...{ pad: false, activation: 'relu' as const },
  })
  const shape = (layers: ReturnType<typeof conv>[], inputs = 4) => ({
    ...{ inputs, hidden: [], outputs: 1, book: { ...book, layers } },
  })
  expect(() => planOf(shape([conv([1, 2]), conv([4, 1])]))).toThrow(
    'book.layers.1: a kernel of 4 × 1 does not fit in 3 looks × 1 levels',
  )
  expect(() => planOf(shape([], 3))).toThrow('do not fit in 3 inputs')
})
