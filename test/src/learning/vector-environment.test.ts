import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { discrete } from '../../../actors/learner/space.ts'
import type { Environment } from '../../../src/learning/environment.ts'
import { createMarketEnvironment } from '../../../src/learning/market-environment.ts'
import { createMarketTask } from '../../../src/learning/market-task.ts'
import {
  type AutoReset,
  createVectorEnvironment,
} from '../../../src/learning/vector-environment.ts'
import { createThreadedEnvironments } from '../../../src/study/training/environment-threads.ts'
import { emptyFolder } from '../cli/in-process.ts'
import { SMALL_FILE, SMALL_MARKET } from './small-market.ts'

/** Counts: an episode of seed s has 1 + s mod 3 steps, and shows 100 · s + the steps so far. */
function createCounter(): Environment<number, number> {
  let [seed, steps, isOn] = [0, 0, false]
  return {
    observationSpace: discrete(1_000_000),
    actionSpace: discrete(10),
    reset(how) {
      ;[seed, steps, isOn] = [how.seed, 0, true]
      return { observation: 100 * seed, info: { seed } }
    },
    step(action) {
      if (!isOn) throw new Error('reset first')
      steps++
      const terminated = steps === 1 + (seed % 3)
      isOn = !terminated
      const info = { seed, steps }
      return { observation: 100 * seed + steps, reward: action, terminated, truncated: false, info }
    },
    close() {
      isOn = false
    },
  }
}

test.each(['next-step', 'same-step'] as const)('%s begins ended episodes as it says', (mode) => {
  const rows = fc.array(fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }), { maxLength: 12 })
  fc.assert(
    fc.property(fc.nat(50), rows, (seed, rows) => {
      const vector = createVectorEnvironment(Array.from({ length: 4 }, createCounter), mode)
      // Each place plainly: its episode's seed, the steps in it, whether it is over.
      const plain = Array.from({ length: 4 }, (_, place) => ({
        seed: seed + place,
        steps: 0,
        isOver: false,
      }))
      expect(vector.reset({ seed }).observations).toEqual(plain.map((one) => 100 * one.seed))
      for (const actions of rows) {
        const step = vector.step(actions)
        plain.forEach((one, place) => {
          const info = step.infos[place] as Record<string, unknown>
          if (one.isOver) {
            Object.assign(one, { seed: one.seed + 4, steps: 0, isOver: false })
            expect(step.rewards[place]).toBe(0)
            expect(step.terminations[place]).toBe(false)
          } else {
            one.steps++
            const ends = one.steps === 1 + (one.seed % 3)
            expect(step.rewards[place]).toBe(actions[place])
            expect(step.terminations[place]).toBe(ends)
            if (ends && mode === 'next-step') one.isOver = true
            if (ends && mode === 'same-step') {
              expect(info.finalObservation).toBe(100 * one.seed + one.steps)
              expect(info.finalInfo).toEqual({ seed: one.seed, steps: one.steps })
              Object.assign(one, { seed: one.seed + 4, steps: 0 })
            } else expect(info).toEqual({ seed: one.seed, steps: one.steps })
          }
          expect(step.observations[place]).toBe(100 * one.seed + one.steps)
        })
      }
    }),
  )
})

test('disabled leaves it to the caller, who may begin some and not others', () => {
  const vector = createVectorEnvironment([createCounter(), createCounter()], 'disabled')
  vector.reset({ seed: 0 })
  expect(vector.step([1, 1]).terminations).toEqual([true, false])
  expect(() => vector.step([1, 1])).toThrow(
    /environment 0 has no episode under way: reset it first/,
  )
  expect(vector.reset({ seed: 6, mask: [true, false] }).observations).toEqual([600, 101])
  expect(vector.step([1, 2])).toMatchObject({
    observations: [601, 102],
    terminations: [true, true],
  })
})

test('refuses what is no vector, a wrong number of actions, and a step before the first reset', () => {
  expect(() => createVectorEnvironment([], 'disabled')).toThrow(/at least one/)
  const vector = createVectorEnvironment([createCounter()], 'next-step')
  expect(() => vector.step([1])).toThrow(/reset it first/)
  vector.reset({ seed: 1 })
  expect(() => vector.step([1, 2])).toThrow(/2 actions for 1 environments/)
})

test('on threads they show what they show on one', async () => {
  const file = join(emptyFolder(), 'small.yaml')
  writeFileSync(file, SMALL_FILE)
  const given = {
    ...{
      from: '2 s',
      interval: '1 s',
      steps: 3,
      settle: '200 ms',
      observe: ['spread', 'inventory'],
    },
    parent: { side: 'buy', quantity: 6 },
    ...{ act: { type: 'remainder-at', reach: 2, beyond: 1 }, reward: ['shortfall'] },
  }
  const autoReset: AutoReset = 'same-step'
  const here = createVectorEnvironment(
    Array.from({ length: 3 }, () =>
      createMarketEnvironment<Float64Array, number>(SMALL_MARKET, {
        task: createMarketTask(given),
      }),
    ),
    autoReset,
  )
  const there = createThreadedEnvironments(
    { scenario: file, set: [], task: given },
    { count: 3, threads: 2, autoReset },
  )
  try {
    expect(await there.reset({ seed: 5 })).toEqual(here.reset({ seed: 5 }))
    for (let nth = 0; nth < 5; nth++) {
      const actions = [nth % 4, 3, (nth + 1) % 4]
      expect(await there.step(actions)).toEqual(here.step(actions))
    }
    await expect(there.step([1, 2])).rejects.toThrow(/2 actions for 3 environments/)
    await expect(there.step([9, 0, 0])).rejects.toThrow(/no point of/)
  } finally {
    await there.close()
  }
  await expect(there.reset({ seed: 1 })).rejects.toThrow(/has ended/)
})
