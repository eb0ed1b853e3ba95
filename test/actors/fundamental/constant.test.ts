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
