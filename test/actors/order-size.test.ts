import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Random } from '../../actors/actor.ts'
import { drawOrderSize, orderSize, RMSC04_SIZES } from '../../actors/order-size.ts'
import { createFakeRandom } from './fake-context.ts'

const fixed = (draws: Partial<Random>): Random => ({ ...createFakeRandom(1), ...draws })

test("RMSC04's sizes average about 105.9 lots", () => {
  const random = createFakeRandom(42)
  const count = 200_000
  let sum = 0
  for (let draw = 0; draw < count; draw++) sum += drawOrderSize(RMSC04_SIZES, random)
  // The deviation of one size is about 95 lots, so that of this mean is about .2.
  expect(Math.abs(sum / count - 105.9)).toBeLessThan(1)
})

test('each component is drawn where its share of 0..1 lies', () => {
  const drawn = (uniform: number): number =>
    drawOrderSize(
      RMSC04_SIZES,
      fixed({ uniform: () => uniform, normal: (mean) => mean, logNormal: () => 7 }),
    )
  expect([0, 0.19, 0.21, 0.89, 0.91, 0.962, 0.97, 0.9975, 0.99985, 1].map(drawn)).toEqual([
    7, 7, 100, 100, 200, 300, 400, 500, 1000, 1000,
  ])
})

test('a component of probability 0 is never drawn', () => {
  const impossible = { type: 'normal', probability: 0, mean: 13, deviation: 0 } as const
  const certain = { type: 'normal', probability: 1, mean: 100, deviation: 0 } as const
  fc.assert(
    fc.property(fc.constantFrom(0, 0.5, 1 - 2 ** -53, 1), (uniform) => {
      const components = [impossible, certain, impossible]
      const size = drawOrderSize(
        { type: 'mixture', components },
        fixed({ uniform: () => uniform, normal: (mean) => mean }),
      )
      expect(size).toBe(100)
    }),
  )
})

test('a size is a whole number of lots, 0 or more, whatever is drawn', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (drawn) => {
      const size = drawOrderSize(
        RMSC04_SIZES,
        fixed({ normal: () => drawn, logNormal: () => drawn }),
      )
      expect(Number.isInteger(size) && size >= 0 && size <= 2 ** 30 - 1).toBe(true)
    }),
  )
})

test('a uniform size takes both of its bounds and nothing beyond', () => {
  const random = createFakeRandom(3)
  const seen = new Set<number>()
  for (let draw = 0; draw < 2_000; draw++) {
    seen.add(drawOrderSize({ type: 'uniform', min: 20, max: 50 }, random))
  }
  expect([Math.min(...seen), Math.max(...seen), seen.size]).toEqual([20, 50, 31])
})

test('probabilities that do not add up to 1, and a range upside down, are refused', () => {
  const half = { type: 'normal', probability: 0.5, mean: 1, deviation: 0 }
  expect(orderSize.safeParse({ type: 'mixture', components: [half] }).success).toBe(false)
  expect(orderSize.safeParse({ type: 'mixture', components: [half, half] }).success).toBe(true)
  expect(orderSize.safeParse({ type: 'uniform', min: 3, max: 2 }).success).toBe(false)
})
