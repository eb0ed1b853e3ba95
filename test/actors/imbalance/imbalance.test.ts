import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createImbalanceTrader } from '../../../actors/imbalance/imbalance.ts'
import { imbalanceParameters } from '../../../actors/imbalance/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

test('it follows the heavier side of the touch, and leaves when nothing has asked for it for long', () => {
  const looks = fc.array(
    fc.record({ bidSize: fc.integer({ min: 0, max: 9 }), askSize: fc.integer({ min: 0, max: 9 }) }),
    { minLength: 3, maxLength: 40 },
  )
  let left = 0
  fc.assert(
    fc.property(looks, fc.constantFrom(0.2, 0.5, 0.8), (looks, threshold) => {
      const parameters = imbalanceParameters.parse({ threshold, size: 7, holding: '12 s' })
      const life = createFakeLife(createImbalanceTrader(parameters, MARKET))
      life.enter('trading')
      let [held, wantedAt] = [0, 0]
      for (const { bidSize, askSize } of looks) {
        const before = life.orders().length
        life.quote(bidSize === 0 ? 0 : 100, askSize === 0 ? 0 : 101, bidSize, askSize)
        const at = life.timers()[0]?.at as number
        life.run(at, 1)
        let wanted = held
        if (bidSize > 0 && askSize > 0) {
          // Whole numbers: no rounding decides.
          const heavy = Math.abs(bidSize - askSize) > threshold * (bidSize + askSize)
          if (heavy) {
            wanted = bidSize > askSize ? 7 : -7
            wantedAt = at
          } else if (at - wantedAt > 12 * SECOND) wanted = 0
        }
        const sent = life.orders().slice(before)
        const lacking = wanted - held
        expect(sent.map(({ side, size }) => (side === Side.buy ? size : -size))).toEqual(
          lacking === 0 ? [] : [lacking],
        )
        if (wanted === 0 && held !== 0) left++
        for (const { orderId, side, size } of sent) {
          life.hear({ kind: Kind.fill, instrument: MARKET.instrument, orderId, side, size })
        }
        held = wanted
      }
    }),
  )
  expect(left).toBeGreaterThan(5)
})
