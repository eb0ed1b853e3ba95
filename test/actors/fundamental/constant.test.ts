import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createConstant } from '../../../actors/fundamental/constant.ts'
import { constantParameters } from '../../../actors/fundamental/parameters.ts'
import { NANOS_MAX, nanos } from '../../../protocols/units.ts'

test('a constant is the same at every moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.nat(NANOS_MAX), (value, at) => {
      const parameters = constantParameters.parse({ type: 'constant', value })
      expect(createConstant(parameters)(nanos(at))).toBe(value)
    }),
  )
})

test('its shifts act one after the other, whatever the order in which they are told, and are jumps', () => {
  const shift = fc.record({
    at: fc.integer({ min: 1, max: 50 }),
    by: fc.constantFrom(-0.5, -0.1, 0.2, 1),
  })
  fc.assert(
    fc.property(fc.array(shift, { maxLength: 8 }), fc.nat(60), (shifts, at) => {
      const parameters = constantParameters.parse({ type: 'constant', value: 10_000, shifts })
      const value = createConstant(parameters)
      const until = shifts.filter((each) => each.at <= at)
      const expected = until.reduce((now, { by }) => now * (1 + by), 10_000)
      expect(Math.abs(value(nanos(at)) - Math.max(1, expected))).toBeLessThanOrEqual(0.5001)
      const later = shifts.map((each) => each.at).filter((time) => time > at)
      const next = Math.min(...later)
      if (shifts.length > 0) expect(value.nextJump?.(nanos(at))).toBe(next)
    }),
  )
})
