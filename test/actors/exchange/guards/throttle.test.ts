import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createThrottle } from '../../../../actors/exchange/guards/throttle.ts'
import { runs } from '../../../runs.ts'

const arrivals = fc.array(
  fc.record({ who: fc.constantFrom(0, 3), wait: fc.constantFrom(0, 0, 0, 1, 2, 9) }),
  { maxLength: 120, size: 'max' },
)

test('in no window are there more messages than may be, and none is refused that might have been', () => {
  fc.assert(
    fc.property(
      arrivals,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(120),
      (messages, most, window, restored) => {
        let throttle = createThrottle(most, window)
        const admitted: { who: number; at: number }[] = []
        let now = 0
        messages.forEach(({ who, wait }, nth) => {
          now += wait
          const within = admitted.filter((each) => each.who === who && each.at > now - window)
          const isLetIn = throttle.admits(who, now)
          expect(isLetIn).toBe(within.length < most)
          if (isLetIn) admitted.push({ who, at: now })
          if (nth !== restored) return
          const saved = JSON.parse(JSON.stringify(throttle.save()))
          throttle = createThrottle(most, window)
          throttle.restore(saved)
        })
        for (const { who, at } of admitted) {
          const span = admitted.filter(
            (each) => each.who === who && each.at >= at && each.at < at + window,
          )
          expect(span.length).toBeLessThanOrEqual(most)
        }
      },
    ),
    { numRuns: runs(1000) },
  )
})
