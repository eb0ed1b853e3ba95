import { partsOf } from '../../../actors/learner/categorical.ts'
import { createComposedTask, taskParameters } from '../../../actors/learner/composed-task.ts'
import { initialise } from '../../../actors/learner/mlp.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'

const GIVEN = {
  interval: '5 s',
  steps: 6,
  parent: { side: 'sell', quantity: 12, finish: 'market' },
  observe: ['time-left', 'inventory', 'spread'],
  act: { type: 'child-orders', lot: 6 },
  reward: ['shortfall'],
}

/** A policy of random numbers for the task. */
export function anyPolicy(seed: number, hidden: readonly number[] = [5], given: object = GIVEN) {
  const random = createRandomStream(rootKey(seed, 'policy'))
  const task = createComposedTask(taskParameters.parse(given))
  const { observationSpace, actionSpace } = task
  const inputs = observationSpace.kind === 'box' ? observationSpace.low.length : 0
  const outputs = partsOf(actionSpace).reduce((sum, size) => sum + size, 0)
  const shape = { inputs, hidden, outputs }
  const row = () => Array.from({ length: inputs }, () => random.uniform() * 3)
  return {
    given: given as Record<string, unknown>,
    policy: {
      ...{ shape, observationSpace, actionSpace, weights: initialise(shape, 1, random) },
      normaliser: { count: 10, means: row(), squares: row() },
    },
    training: { scenario: 'small', seeds: [0, 99] },
  }
}
