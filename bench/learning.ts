import { createHash } from 'node:crypto'
import { initialise, sizeOf } from '../actors/learner/mlp.ts'
import { createPolicy } from '../actors/learner/policy.ts'
import { box, discrete, type Value } from '../actors/learner/space.ts'
import { rootKey } from '../protocols/hash.ts'
import { createRandomStream } from '../src/kernel/random-stream.ts'
import { createDqn } from '../src/learning/dqn.ts'
import type { Environment } from '../src/learning/environment.ts'
import { createMarketEnvironment } from '../src/learning/market-environment.ts'
import { createMarketTask } from '../src/learning/market-task.ts'
import { createPpo } from '../src/learning/ppo.ts'
import { createCartPole } from '../src/learning/reference/cart-pole.ts'
import { loadScenario } from '../src/simulation/scenario/load.ts'
import { measure, type Run } from './measure.ts'
import type { BenchResult } from './result.ts'

const random = () => createRandomStream(rootKey(1, 'bench'))
const hashOf = (bytes: Uint32Array | Float32Array | Float64Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 16)

/** Times `work`, which says how often it did what is counted, and what came of it. */
function timed(
  work: () => {
    readonly count: number
    readonly result: Uint32Array | Float32Array | Float64Array
  },
): Run {
  const start = performance.now()
  const { count, result } = work()
  return { count, seconds: (performance.now() - start) / 1_000, hash: hashOf(result) }
}

/** ABIDES-gym's execution. */
const EXECUTION = {
  ...{ from: '30 s', interval: '60 s', steps: 10, settle: '1 s', ruin: 300_000 },
  parent: { side: 'buy', quantity: 1_000 },
  observe: ['done', 'elapsed', 'ahead', 'imbalance', 'impact', 'spread', 'returns'],
  act: { type: 'market-limit-hold', size: 10 },
  reward: ['execution-gain', 'unexecuted', 'excess'],
}

/** Episodes of the execution on RMSC04, resets included, by a policy that takes actions in turn. */
function episodes(count: number) {
  const task = createMarketTask(EXECUTION)
  const environment = createMarketEnvironment<Float64Array, number>(loadScenario('rmsc04'), {
    task,
  })
  const paid = new Float64Array(count)
  let steps = 0
  for (let episode = 0; episode < count; episode++) {
    environment.reset({ seed: 1 + episode })
    for (let nth = 0; ; nth++) {
      const step = environment.step(nth % 3)
      steps++
      paid[episode] = (paid[episode] as number) + step.reward
      if (step.terminated || step.truncated) break
    }
  }
  return { count: steps, result: paid }
}

/** A frozen network of 40-64-64-9, one observation at a time. */
function decisions(count: number) {
  const shape = { inputs: 40, hidden: [64, 64], outputs: 9 }
  const act = createPolicy({
    ...{ shape, weights: initialise(shape, 1, random()) },
    normaliser: { count: 0, means: new Array(40).fill(0), squares: new Array(40).fill(0) },
    ...{ observationSpace: box(-1, 1, [40]), actionSpace: discrete(9) },
  })
  const seen = Float64Array.from({ length: 40 }, (_, at) => Math.cos(at))
  const chosen = new Uint32Array(9)
  for (let nth = 0; nth < count; nth++) {
    seen[nth % 40] = ((nth * 7) % 13) / 13
    const action = act(seen) as number
    chosen[action] = (chosen[action] as number) + 1
  }
  return { count, result: chosen }
}

const cartPole = (): Environment<Float64Array, Value> => createCartPole() as never

/** What learning takes: a step of the market, an action of a frozen policy, a step that is learned from. */
export async function benchLearning({
  small,
}: {
  readonly small: boolean
}): Promise<BenchResult[]> {
  const steps = small ? 256 : 4_096
  const cases = [
    {
      name: 'learning: ABIDES-gym execution on RMSC04',
      unit: 'steps/s',
      run: () => timed(() => episodes(small ? 1 : 10)),
    },
    {
      name: `learning: frozen policy 40-64-64-9 (${sizeOf({ inputs: 40, hidden: [64, 64], outputs: 9 })} numbers)`,
      unit: 'actions/s',
      run: () => timed(() => decisions(small ? 1_000 : 200_000)),
    },
    {
      name: 'learning: PPO on the cart-pole, 64-64, ten epochs of batches of 64',
      unit: 'steps/s',
      run: () =>
        timed(() => {
          const ppo = createPpo(cartPole(), { nSteps: steps }, random())
          ppo.update()
          return { count: steps, result: ppo.policy().weights }
        }),
    },
    {
      name: 'learning: DQN on the cart-pole, 64-64, a batch of 64 every second step',
      unit: 'steps/s',
      run: () =>
        timed(() => {
          const dqn = createDqn(cartPole(), { reportSteps: steps, learningStarts: 100 }, random())
          dqn.update()
          return { count: steps, result: dqn.policy().weights }
        }),
    },
  ]
  return measure(cases, small ? 1 : 5)
}
