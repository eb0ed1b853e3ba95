import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCapitalPreserver } from '../../../actors/capital-preserver/capital-preserver.ts'
import { capitalPreserverParameters } from '../../../actors/capital-preserver/parameters.ts'
import { createFakeLife, type FakeLife, MARKET } from '../fake-context.ts'
import { look } from '../look.ts'

const begin = (given: Record<string, unknown>): FakeLife => {
  const parameters = capitalPreserverParameters.parse({ size: 20, ...given })
  const life = createFakeLife(createCapitalPreserver(parameters, MARKET))
  life.enter('trading')
  return life
}

test('as surely as can be it holds what its premium, its aversion and the variance ask for', () => {
  const mids = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 3, maxLength: 40 })
  fc.assert(
    fc.property(
      mids,
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      (seen, count, levels) => {
        const life = begin({ count, levels, size: 20, precision: 1_000, aversion: 0.03 })
        let held = 0
        seen.forEach((mid, nth) => {
          held += look(life, mid)
          const window = seen.slice(Math.max(0, nth - count), nth + 1)
          const steps = window.slice(1).map((x, at) => (x - (window[at] as number)) ** 2)
          const v = steps.length === 0 ? 0 : steps.reduce((a, b) => a + b) / steps.length
          const worth = (share: number) => share - 0.03 * share * share * v
          const values = Array.from({ length: levels + 1 }, (_, level) => worth(level / levels))
          // What is as good as the best to a thousandth may be chosen by chance.
          const near = [...values.keys()].filter(
            (l) => (values[l] as number) > Math.max(...values) - 0.02,
          )
          expect(near.map((level) => Math.round((level * 20) / levels))).toContain(held)
        })
      },
    ),
    { numRuns: 60, seed: 42 },
  )
})

test('without precision it holds any share, each as often', () => {
  const life = begin({ levels: 1, precision: 0 })
  let held = 0
  let whole = 0
  for (let nth = 0; nth < 400; nth++) {
    held += look(life, 100)
    if (held === 20) whole++
  }
  expect(Math.abs(whole - 200)).toBeLessThan(60)
})

test('with a side empty it keeps what it has', () => {
  const life = begin({ precision: 1_000 })
  expect(look(life, 100)).toBe(20)
  life.quote(0, 101)
  life.run(Number.MAX_SAFE_INTEGER, 3)
  expect(life.orders()).toHaveLength(1)
})
