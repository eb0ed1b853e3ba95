import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLearner } from '../../../../actors/learner/learner.ts'
import { sample, type Value } from '../../../../actors/learner/space.ts'
import type { Moment } from '../../../../actors/learner/task.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { SECOND } from '../../../../protocols/units.ts'
import { createMemoryTape } from '../../../../src/journal/tape.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import { recordedMarket } from '../../../../src/learning/demonstration/recorded-market.ts'
import { watch } from '../../../../src/learning/demonstration/trajectory.ts'
import { createMarketTask } from '../../../../src/learning/market-task.ts'
import { parseScenario } from '../../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../../src/simulation/simulation.ts'
import { SMALL_FILE } from '../small-market.ts'

const SMALL = SMALL_FILE.replace('[trade, quote]', '[trade, quote, depthByPrice]').replace(
  '{ type: uniform, min: "1 ms", max: "5 ms" }',
  '{ type: constant, delay: "3 ms" }',
)
const PARENT = { side: 'sell', quantity: 40, finish: 'leave' }
const ACTS = [
  { act: { type: 'target', size: 5 } },
  { act: { type: 'buy-hold-sell', size: 3 } },
  { act: { type: 'quotes', size: 2, widths: 3, skews: 1, limit: 6 } },
  { act: { type: 'market-limit-hold', size: 4 }, parent: PARENT },
  { act: { type: 'child-orders', lot: 20, shares: [0.1, 0.3] }, parent: PARENT },
] as const
const COMMON = {
  ...{ from: '20 s', interval: '2 s', steps: 8, settle: '1 s' },
  observe: [
    ...['position', 'inventory', 'spread', 'mid-over-trade', 'returns', 'signed-volume'],
    ...[{ type: 'book', levels: 3 }, 'volatility', 'imbalance', 'elapsed', 'realised'],
  ],
  reward: ['wealth-change', { type: 'inventory-penalty', weight: 0.5 }],
}

/** A learner that does as chance has it, and the tape of its market. */
function played(given: Record<string, unknown>, seed: number) {
  const task = createMarketTask(given)
  const random = createRandomStream(rootKey(seed, 'learner'))
  const moments: Moment[] = []
  const actions: Value[] = []
  const decider = {
    meet: (moment: Moment) => moments.push(moment),
    decide() {
      actions.push(sample(task.actionSpace, random))
      return actions.at(-1) as Value
    },
  }
  const tape = createMemoryTape()
  const simulation = createSimulation(
    { ...parseScenario(SMALL, 'small.yaml'), seed },
    {
      tape,
      actors: [
        {
          key: 'learner/0',
          actor: (market) => createLearner(task, decider as never, market),
          computation: 0,
        },
      ],
    },
  )
  simulation.runUntil(40 * SECOND)
  const me = simulation.cast.find(({ group }) => group === 'learner')?.first as number
  const [venue] = simulation.scenario.venues
  const market = recordedMarket(tape, {
    ...{ venue: 0, instrument: 0, actors: [me], thinking: venue?.computation ?? 0 },
    ...{ open: 0, close: 600 * SECOND, end: 40 * SECOND },
  })
  return { moments, actions, watched: watch(market, me, given) }
}

// A learner is the one actor of whom it is known what it saw: who watches it must see the same.
test('a learner that is watched saw what is told of it, was paid so, and did what is told or as much', () => {
  const anyAct = fc.constantFrom(...ACTS)
  const anySeed = fc.integer({ min: 1, max: 1_000 })
  fc.assert(
    fc.property(anyAct, fc.constantFrom(0, 6), anySeed, (act, glances, seed) => {
      const { moments, actions, watched } = played({ ...COMMON, ...act, glances }, seed)
      const { steps, last } = watched
      const seen = [...steps, last].map(({ at, observation }) => [at, [...observation]])
      expect(seen).toEqual(moments.map(({ at, observation }) => [at, [...(observation as never)]]))
      expect(steps.map(({ reward }) => reward)).toEqual(moments.slice(1).map((each) => each.reward))
      expect(steps.map(({ distance }) => distance)).toEqual(steps.map(() => 0))
      const same = steps.filter(
        ({ parts }, nth) => JSON.stringify([actions[nth]].flat()) === JSON.stringify(parts),
      )
      expect(same.length).toBeGreaterThanOrEqual(steps.length / 3)
    }),
    { numRuns: 6, seed: 42 },
  )
})
