import { beforeAll, describe, expect, test } from 'vitest'
import type { Book } from '../../../actors/learner/network/shape.ts'
import { createPolicy, type Policy } from '../../../actors/learner/policy.ts'
import type { Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import type { LearnBy } from '../../../src/learning/descent.ts'
import { createDqn, type DqnState } from '../../../src/learning/dqn.ts'
import type { Environment } from '../../../src/learning/environment.ts'
import { createLinearQuadratic } from '../../../src/learning/reference/linear-quadratic.ts'
import { createRecall } from '../../../src/learning/reference/recall.ts'
import { createSac, type SacState } from '../../../src/learning/sac.ts'
import { chooseBackend } from '../../../src/learning/tensor/backend.ts'
import { tensorDescent } from '../../../src/learning/tensor/tensor-descent.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'learner'))
type Any = Environment<Float64Array, Value>

let learnBy: LearnBy
beforeAll(async () => {
  learnBy = tensorDescent((await chooseBackend('wasm')).tensors)
})

/** Filters over a window of two numbers a look. */
const book = (window: number, layers: Book['layers']): Book => ({
  ...{ from: 0, levels: 2, features: 1, window, layers },
})
const FILTERS: Book['layers'] = [
  {
    ...{ type: 'conv', filters: 6, kernel: [2, 2], stride: [1, 1] },
    ...{ pad: false, activation: 'tanh' },
  },
]

const DELAY = 1
const recall = () => createRecall(DELAY) as unknown as Any

/** What fifty episodes pay that were not learned from, 50 at most. */
function recalled(policy: Policy): number {
  const environment = recall()
  let paid = 0
  for (let seed = 1_000_000; seed < 1_000_050; seed++) {
    const act = createPolicy(policy)
    let { observation } = environment.reset({ seed })
    for (let isOver = false; !isOver; ) {
      const step = environment.step(act(observation))
      paid += step.reward
      observation = step.observation
      isOver = step.terminated
    }
  }
  return paid
}

describe('DQN that sees the last looks through filters', () => {
  const terms = {
    ...{ hidden: [8], book: book(DELAY + 2, FILTERS), reportSteps: 900, batchSize: 32 },
    ...{ learningStarts: 60, learningRate: 0.01, trainFreq: 4, explorationSteps: 600, nStep: 1 },
    ...{ targetUpdateInterval: 20, bufferSize: 900 },
  }
  const dqnOf = (more: object, seed: number, state?: DqnState) =>
    createDqn(recall(), { ...terms, ...more }, random(seed), 0, state, learnBy)

  test('recalls a cue that is not there any more', () => {
    const dqn = dqnOf({}, 1)
    dqn.update()
    expect(recalled(dqn.policy())).toBe(50)
  })

  test('saved in the middle of an episode it goes on as if it had not been', () => {
    const short = { reportSteps: 100, bufferSize: 90 }
    const whole = dqnOf(short, 1)
    whole.update()
    const state = structuredClone(whole.save())
    expect(state.looks.some(Number.isFinite)).toBe(true)
    const other = dqnOf(short, 99, state)
    expect(other.update()).toEqual(whole.update())
    expect(other.save()).toEqual(whole.save())
  })
})

describe('SAC that sees the last looks through a layer that remembers', () => {
  test('saved in the middle of an episode goes on as if it had not been', () => {
    const terms = { hidden: [8], book: book(2, [{ type: 'gru', units: 6 }]), batchSize: 16 }
    const sacOf = (seed: number, state?: SacState) =>
      createSac(
        createLinearQuadratic() as unknown as Any,
        { ...terms, reportSteps: 110, learningStarts: 50, bufferSize: 100, trainFreq: 2 },
        ...[random(seed), 0, state, learnBy],
      )
    const whole = sacOf(1)
    whole.update()
    const state = structuredClone(whole.save())
    const other = sacOf(99, state)
    expect(other.update()).toEqual(whole.update())
    expect(other.save()).toEqual(whole.save())
  })

  test('without TensorFlow.js a network with a book is refused', () => {
    const terms = { book: book(2, FILTERS) }
    expect(() => createDqn(recall(), terms, random(1))).toThrow('needs TensorFlow.js')
  })
})
