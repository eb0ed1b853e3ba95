import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CAST } from '../../../../src/simulation/cast.ts'
import { parseScenario } from '../../../../src/simulation/scenario/load.ts'
import { smallMarkets, traderParameters } from '../../../../src/testing.ts'
import { runs } from '../../../runs.ts'

const types = ['noise', 'value', 'momentum', 'adaptive-market-maker', 'avellaneda-stoikov', 'zip']

test('parameters of a trader are what its type allows, and vary', () => {
  const seen = new Set<string>()
  const drawn = fc
    .constantFrom(...types)
    .chain((type) => traderParameters(type).map((parameters) => ({ type, parameters })))
  fc.assert(
    fc.property(drawn, ({ type, parameters }) => {
      const own = CAST[type as keyof typeof CAST].parameters
      expect(own.safeParse(parameters).success).toBe(true)
      seen.add(JSON.stringify(parameters))
    }),
    { numRuns: runs(300) },
  )
  expect(seen.size).toBeGreaterThan(200)
})

test('they shrink to the defaults', () => {
  const found = fc.check(
    fc.property(traderParameters('momentum'), () => false),
    { seed: 1, endOnFailure: false },
  )
  expect(found.counterexample).toEqual([{}])
})

test('a market may be made of traders with any of them', () => {
  const makers = traderParameters('adaptive-market-maker')
  fc.assert(
    fc.property(smallMarkets({ minutes: 1 }), makers, (file, parameters) => {
      const groups = (file.groups ?? []).map((group) =>
        group.type === 'adaptive-market-maker' ? { ...group, parameters } : group,
      )
      const scenario = parseScenario(JSON.stringify({ ...file, groups }), 'found')
      expect(scenario.groups).toHaveLength(groups.length)
    }),
    { numRuns: runs(50) },
  )
})

test('a type that is none is refused, with what was meant', () => {
  expect(() => traderParameters('momentun')).toThrow(/there is no trader "momentun".*momentum/)
})
