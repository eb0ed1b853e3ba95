import fc from 'fast-check'
import { expect, test } from 'vitest'
import { depthAtTouch } from '../../../../src/analysis/measures/depth-at-touch.ts'
import {
  quotedSpreadPerUpdate,
  quotedSpreadTimeWeighted,
} from '../../../../src/analysis/measures/quoted-spread.ts'

const empty = Number.NaN
// From 100 to 200: 2 ticks for 10 ns, one-sided for 30 ns, 4 ticks for 60 ns; before 100 it is early.
const day = {
  at: [50, 100, 110, 140],
  bid: [90, 99, empty, 98],
  ask: [99, 101, 102, 102],
  bidSize: [7, 10, 0, 30],
  askSize: [7, 20, 40, 50],
}
const span = { from: 100, to: 200 }

test('the spread per update counts each two-sided update once', () => {
  expect(quotedSpreadPerUpdate(day)).toBe((9 + 2 + 4) / 3)
})

test('the time-weighted spread leaves out the time before the span and one-sided time', () => {
  expect(quotedSpreadTimeWeighted(day, span)).toBeCloseTo((2 * 10 + 4 * 60) / 70, 12)
})

test('the depth at the touch counts an empty side as nothing there', () => {
  const depth = depthAtTouch(day, span)
  expect(depth.bid).toBeCloseTo((10 * 10 + 0 * 30 + 30 * 60) / 100, 12)
  expect(depth.ask).toBeCloseTo((20 * 10 + 40 * 30 + 50 * 60) / 100, 12)
})

test('an update that is older than the span still stands when the span begins', () => {
  const early = { at: [0], bid: [99], ask: [102] }
  expect(quotedSpreadTimeWeighted(early, span)).toBe(3)
  expect(quotedSpreadTimeWeighted({ at: [], bid: [], ask: [] }, span)).toBeNaN()
})

const updates = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 5 }),
      bid: fc.integer({ min: 50, max: 100 }),
      wide: fc.integer({ min: 1, max: 9 }),
      oneSided: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((steps) => {
    let at = 0
    return {
      at: steps.map(({ gap }) => {
        at += gap
        return at
      }),
      bid: steps.map(({ bid, oneSided }) => (oneSided === 0 ? empty : bid)),
      ask: steps.map(({ bid, wide }) => bid + wide),
    }
  })

test('the time-weighted spread is what looking once in each nanosecond finds on average', () => {
  fc.assert(
    fc.property(updates, fc.nat(40), fc.nat(40), (touch, from, length) => {
      const seen: number[] = []
      for (let now = from; now < from + length; now++) {
        const place = touch.at.findLastIndex((at) => at <= now)
        const spread = place < 0 ? empty : touch.ask[place]! - touch.bid[place]!
        if (!Number.isNaN(spread)) seen.push(spread)
      }
      const expected = seen.reduce((sum, spread) => sum + spread, 0) / seen.length
      const measured = quotedSpreadTimeWeighted(touch, { from, to: from + length })
      if (seen.length === 0) expect(measured).toBeNaN()
      else expect(measured).toBeCloseTo(expected, 9)
    }),
  )
})

test('ticks half as large double both spreads', () => {
  fc.assert(
    fc.property(updates, (touch) => {
      const fine = { ...touch, bid: touch.bid.map((x) => 2 * x), ask: touch.ask.map((x) => 2 * x) }
      expect(quotedSpreadPerUpdate(fine)).toBe(2 * quotedSpreadPerUpdate(touch))
      const all = { from: 0, to: 200 }
      const double = 2 * quotedSpreadTimeWeighted(touch, all)
      expect(quotedSpreadTimeWeighted(fine, all)).toBe(double)
    }),
  )
})
