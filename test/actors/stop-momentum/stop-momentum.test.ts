import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stopMomentumParameters } from '../../../actors/stop-momentum/parameters.ts'
import { createStopMomentum } from '../../../actors/stop-momentum/stop-momentum.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

interface Plain {
  readonly entry: number
  readonly stop: number
  readonly holding: number
  readonly count: number
}

/** What it should hold after each look, told once more with the whole path at hand. */
function wanted(mids: readonly number[], { entry, stop, holding, count }: Plain): number[] {
  let position: { side: number; from: number } | undefined
  return mids.map((mid, nth) => {
    if (position === undefined) {
      const moved = nth < count ? 0 : mid - (mids[nth - count] as number)
      if (moved !== 0 && Math.abs(moved) >= entry) position = { side: Math.sign(moved), from: nth }
    } else {
      const against = position.side * ((mids[position.from] as number) - mid)
      if (nth - position.from >= holding || against >= stop) position = undefined
    }
    return position?.side ?? 0
  })
}

test('it enters with a trend, and leaves by its stop or when its time is over', () => {
  const terms = fc.record({
    entry: fc.integer({ min: 0, max: 6 }),
    stop: fc.integer({ min: 1, max: 6 }),
    holding: fc.integer({ min: 1, max: 6 }),
    count: fc.integer({ min: 1, max: 4 }),
  })
  const path = fc.array(fc.integer({ min: 90, max: 110 }), { maxLength: 50 })
  let held = 0
  fc.assert(
    fc.property(path, terms, (mids, given) => {
      const parameters = stopMomentumParameters.parse({ size: 3, ...given })
      const life = createFakeLife(createStopMomentum(parameters, MARKET))
      life.enter('trading')
      let lots = 0
      const positions = mids.map((mid) => {
        const before = life.orders().length
        life.quote(mid - 1, mid + 1)
        life.run(Number.MAX_SAFE_INTEGER, 1)
        for (const { orderId, side, size } of life.orders().slice(before)) {
          life.hear({ kind: Kind.fill, instrument: MARKET.instrument, orderId, side, size })
          lots += side === Side.buy ? size : -size
        }
        return lots / 3
      })
      held += positions.filter((position) => position !== 0).length
      expect(positions).toEqual(wanted(mids, given))
    }),
    { numRuns: 100, seed: 42 },
  )
  expect(held).toBeGreaterThan(100)
})
