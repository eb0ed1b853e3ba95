import fc from 'fast-check'
import { expect, test } from 'vitest'
import { volumeShare } from '../../../actors/volume-share.ts'
import { vwapParameters } from '../../../actors/vwap/parameters.ts'
import { createVwap } from '../../../actors/vwap/vwap.ts'
import { HOUR } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const begin = (given: Record<string, unknown>) =>
  createFakeLife(createVwap(vwapParameters.parse(given), MARKET))

test('of a day with 3, 1 and 4 lots an hour it does as much in each half hour', () => {
  const life = begin({ from: '1 h', to: '4 h', slices: 6, quantity: 16, curve: [3, 1, 4] })
  life.enter('trading')
  life.run(8 * HOUR)
  expect(life.said.map(({ at }) => at / HOUR)).toEqual([1, 1.5, 2, 2.5, 3, 3.5])
  expect(life.orders().map(({ size }) => size)).toEqual([3, 3, 1, 1, 4, 4])
})

test('the share of volume by a moment is that of the whole parts and the part begun', () => {
  const curves = fc
    .array(fc.nat(20), { minLength: 1, maxLength: 8 })
    .filter((curve) => curve.some((volume) => volume > 0))
  const elapsed = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(curves, elapsed, (curve, moment) => {
      const sum = (volumes: number[]) => volumes.reduce((total, volume) => total + volume, 0)
      const whole = Math.floor(moment * curve.length)
      const begun = (curve[whole] ?? 0) * (moment * curve.length - whole)
      const share = (sum(curve.slice(0, whole)) + begun) / sum(curve)
      expect(volumeShare(curve, moment)).toBeCloseTo(share, 9)
    }),
  )
})

test('a curve without volume is refused', () => {
  expect(vwapParameters.safeParse({ curve: [0, 0] }).success).toBe(false)
})
