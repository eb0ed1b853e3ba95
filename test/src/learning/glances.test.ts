import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMarketEnvironment } from '../../../src/learning/market-environment.ts'
import { createMarketTask } from '../../../src/learning/market-task.ts'
import { SMALL_MARKET } from './small-market.ts'

const taskOf = (from: number, glances: number, steps: number) =>
  createMarketTask({
    ...{ from: `${from} s`, interval: '2 s', settle: '1 s', glances, steps },
    observe: [{ type: 'realised', count: 8 }, 'returns', 'macd', 'signed-volume'],
    act: { type: 'target', size: 5 },
    reward: ['wealth-change'],
  })
const HOLD = 1

/** What there is to see at the nth moment of who has done nothing. */
function seenBy(from: number, glances: number, nth: number, seed: number): readonly number[] {
  const task = taskOf(from, glances, nth + 1)
  const environment = createMarketEnvironment(SMALL_MARKET, { task })
  let { observation } = environment.reset({ seed })
  for (let decision = 0; decision < nth; decision++) {
    ;({ observation } = environment.step(HOLD))
  }
  environment.close()
  return [...(observation as Float64Array)]
}

test('who glanced at a market has seen what one has who began earlier and did nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(999), (glances, seed) => {
      expect(seenBy(20, glances, 0, seed)).toEqual(seenBy(20 - 2 * glances, 0, glances, seed))
    }),
    { numRuns: 8 },
  )
})

test('a first moment without glances knows of nothing before, and one with them does', () => {
  const known = (glances: number) => [1, 2, 3, 4].map((seed) => seenBy(20, glances, 0, seed)[0])
  expect(known(0)).toEqual([0, 0, 0, 0])
  expect(Math.max(...(known(8) as number[]))).toBeGreaterThan(0)
})

test('glances begin after the open, and are paid for by nothing', () => {
  expect(() => taskOf(20, 10, 1)).toThrow(/glances 10 begin before the open: at most 9/)
  const environment = createMarketEnvironment(SMALL_MARKET, { task: taskOf(20, 9, 1) })
  const { info } = environment.reset({ seed: 3 })
  expect(info).toMatchObject({ entry: info.mid, position: 0, cash: 0 })
  environment.close()
})
