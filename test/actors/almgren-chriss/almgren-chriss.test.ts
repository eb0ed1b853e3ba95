import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAlmgrenChriss } from '../../../actors/almgren-chriss/almgren-chriss.ts'
import { almgrenChrissParameters } from '../../../actors/almgren-chriss/parameters.ts'
import { HOUR } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const day = { from: '1 h', to: '6 h', slices: 5, quantity: 100_000 }

function sizes(given: Record<string, unknown>): number[] {
  const parameters = almgrenChrissParameters.parse({ ...day, ...given })
  const life = createFakeLife(createAlmgrenChriss(parameters, MARKET))
  life.enter('trading')
  life.run(8 * HOUR)
  return life.orders().map(({ size }) => size as number)
}

test('its slices are the closed form’s to half a lot at either end', () => {
  const factors = fc.record({
    volatility: fc.double({ min: 10, max: 200, noNaN: true }),
    permanentImpact: fc.double({ min: 0, max: 0.001, noNaN: true }),
    temporaryImpact: fc.double({ min: 0.002, max: 0.01, noNaN: true }),
    riskAversion: fc.double({ min: 1e-8, max: 1e-6, noNaN: true }),
  })
  fc.assert(
    fc.property(factors, (given) => {
      const adjusted = given.temporaryImpact - given.permanentImpact / 2
      const kappa = Math.acosh((given.riskAversion * given.volatility ** 2) / adjusted / 2 + 1)
      const ofSlices = sizes(given)
      for (let nth = 0; nth < day.slices; nth++) {
        // Almgren and Chriss 2000, equation 18: the nth trade itself, not the difference of holdings.
        const middle = Math.cosh(kappa * (day.slices - nth - 0.5))
        const trade = (2 * Math.sinh(kappa / 2) * middle) / Math.sinh(kappa * day.slices)
        const distance = Math.abs((ofSlices[nth] ?? 0) - day.quantity * trade)
        expect(distance).toBeLessThanOrEqual(1.01)
      }
    }),
  )
})

test('who minds no risk sells evenly, and who minds nothing else all at once', () => {
  expect(sizes({ riskAversion: 0 })).toEqual([20_000, 20_000, 20_000, 20_000, 20_000])
  expect(sizes({ riskAversion: 1e6 })).toEqual([100_000])
})

test('permanent impact so large that haste would pay is refused', () => {
  const given = { ...day, permanentImpact: 0.002, temporaryImpact: 0.001 }
  expect(almgrenChrissParameters.safeParse(given).success).toBe(false)
})
