import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMeanReversion } from '../../../actors/mean-reversion/mean-reversion.ts'
import { meanReversionParameters } from '../../../actors/mean-reversion/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { lots } from '../../../protocols/units.ts'
import { createFakeLife, type FakeLife, MARKET } from '../fake-context.ts'
import { look } from '../look.ts'

const begin = (given: Record<string, unknown>): FakeLife => {
  const parameters = meanReversionParameters.parse({ size: 10, ...given })
  const life = createFakeLife(createMeanReversion(parameters, MARKET))
  life.enter('trading')
  return life
}

test('it holds what the score of the last mid asks for', () => {
  const mids = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 5, maxLength: 60 })
  let traded = 0
  fc.assert(
    fc.property(
      mids,
      fc.integer({ min: 2, max: 8 }),
      fc.constantFrom([1, 0], [1.2, 0.4], [0.8, 0.8]),
      (mids, window, [entry, exit]) => {
        const life = begin({ window, entry, exit })
        let held = 0
        mids.forEach((mid, nth) => {
          const seen = mids.slice(0, nth + 1).slice(-window)
          const mean = seen.reduce((a, b) => a + b) / seen.length
          const deviation = Math.sqrt(
            seen.reduce((sum, x) => sum + (x - mean) ** 2, 0) / seen.length,
          )
          const score = (mid - mean) / deviation
          // A score at the very limit may be told either way by one rounding.
          const isClose = [entry, exit].some(
            (at) => Math.abs(Math.abs(score) - (at as number)) < 1e-9,
          )
          let wanted = held
          if (seen.length === window && deviation > 0) {
            if (score > (entry as number)) wanted = -10
            else if (score < -(entry as number)) wanted = 10
            else if (Math.abs(score) <= (exit as number)) wanted = 0
          }
          const bought = look(life, mid)
          if (bought !== 0) traded++
          held += bought
          if (!isClose) expect(held).toBe(wanted)
        })
      },
    ),
  )
  expect(traded).toBeGreaterThan(20)
})

test('it waits for the order that is on its way, and counts the part of it that filled', () => {
  const life = begin({ window: 2, entry: 0.5, exit: 0.1 })
  look(life, 100)
  life.quote(199, 201)
  life.run(Number.MAX_SAFE_INTEGER, 1)
  const [first] = life.orders()
  expect(first).toMatchObject({ side: Side.sell, size: 10 })
  life.run(Number.MAX_SAFE_INTEGER, 3)
  life.quote(299, 301)
  life.run(Number.MAX_SAFE_INTEGER, 1)
  expect(life.orders()).toHaveLength(1)
  const { instrument } = MARKET
  const orderId = first!.orderId
  life.hear({ kind: Kind.partialFill, instrument, orderId, side: Side.sell, size: lots(4) })
  life.hear({ kind: Kind.expired, instrument, orderId, size: lots(6) })
  life.quote(399, 401)
  life.run(Number.MAX_SAFE_INTEGER, 1)
  expect(life.orders()[1]).toMatchObject({ side: Side.sell, size: 6 })
})
