import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sample, type Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { nobody } from '../../../src/learning/baselines.ts'
import type { Environment } from '../../../src/learning/environment.ts'
import { createMarketEnvironment } from '../../../src/learning/market-environment.ts'
import { createMarketTask } from '../../../src/learning/market-task.ts'
import { createTwinEnvironment } from '../../../src/learning/twin-environment.ts'
import { SMALL_MARKET } from './small-market.ts'

const QUANTITY = 30
const execution = (side: 'buy' | 'sell') => ({
  ...{ from: '20 s', interval: '4 s', steps: 6, settle: '2 s' },
  parent: { side, quantity: QUANTITY, finish: 'market' },
  observe: ['inventory', { type: 'depth', levels: 3 }, { type: 'book', levels: 3, scale: 1 }],
  act: { type: 'child-orders', lot: 10 },
  reward: ['shortfall'],
})
const anySide = fc.constantFrom('buy' as const, 'sell' as const)

/** Plays an episode. */
function played(
  environment: Environment<Float64Array, Value>,
  seed: number,
  decide: (nth: number) => Value,
) {
  let { observation, info } = environment.reset({ seed })
  const observations = [observation]
  const infos = [info as Readonly<Record<string, number>>]
  const rewards: number[] = []
  for (let nth = 0; ; nth++) {
    const step = environment.step(decide(nth))
    ;({ observation, info } = step)
    observations.push(observation)
    infos.push(info as Readonly<Record<string, number>>)
    rewards.push(step.reward)
    if (step.terminated) return { observations, infos, rewards }
  }
}

const plain = (given: Readonly<Record<string, unknown>>) =>
  createMarketEnvironment(SMALL_MARKET, { task: createMarketTask(given) })

describe('an execution beside the same market without it', () => {
  test('is paid its shortfall less what that market moved, times what was left before', () => {
    fc.assert(
      fc.property(fc.nat(100_000), anySide, (seed, side) => {
        const given = execution(side)
        const twin = createTwinEnvironment(SMALL_MARKET, given)
        const random = createRandomStream(rootKey(seed, 'action'))
        const actions = Array.from({ length: 6 }, () => sample(twin.actionSpace, random))
        const decide = (nth: number): Value => actions[nth] as Value
        const paid = played(twin, seed, decide)
        const { infos, rewards } = played(plain(given), seed, decide)
        const alone = played(plain(nobody(given).given), seed, () => Float64Array.of(0)).infos
        const sign = side === 'buy' ? 1 : -1
        rewards.forEach((reward, nth) => {
          const before = (infos[nth]?.left as number) / QUANTITY
          const move = (alone[nth + 1]?.mid as number) - (alone[nth]?.mid as number)
          expect(paid.rewards[nth]).toBeCloseTo(reward + sign * before * move, 9)
        })
      }),
      { numRuns: 6 },
    )
  })

  test('pays who does nothing nothing, wherever the market goes', () => {
    fc.assert(
      fc.property(fc.nat(100_000), anySide, (seed, side) => {
        const { given } = nobody(execution(side))
        const idle = played(createTwinEnvironment(SMALL_MARKET, given), seed, () =>
          Float64Array.of(0),
        )
        for (const reward of idle.rewards) expect(reward).toBeCloseTo(0, 9)
      }),
      { numRuns: 4 },
    )
  })
})

test('depth is what stands on the side that a parent order trades with', () => {
  fc.assert(
    fc.property(fc.nat(100_000), anySide, (seed, side) => {
      const { observations } = played(plain(execution(side)), seed, () => [1, 0, 0])
      for (const [, depth, ...book] of observations) {
        const facing = [0, 1, 2].map(
          (level) => book[4 * level + (side === 'buy' ? 3 : 1)] as number,
        )
        expect(depth).toBe(facing.reduce((sum, lots) => sum + lots))
      }
    }),
    { numRuns: 3 },
  )
})

test('holding risk is fined by the square of the share that is left', () => {
  const given = { ...execution('sell'), reward: [{ type: 'holding-risk', weight: 0.5 }] }
  const { infos, rewards } = played(plain(given), 5, () => [0, 1, 0])
  expect(new Set(rewards).size).toBeGreaterThan(3)
  rewards.forEach((reward, nth) => {
    expect(reward).toBeCloseTo(-0.5 * ((infos[nth + 1]?.left as number) / QUANTITY) ** 2, 12)
  })
})
