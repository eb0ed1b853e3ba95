import { createHash } from 'node:crypto'
import { createCrowd } from '../actors/learner/crowd.ts'
import { initialise, sizeOf } from '../actors/learner/mlp.ts'
import { createPolicy } from '../actors/learner/policy.ts'
import { box, discrete, type Value } from '../actors/learner/space.ts'
import { rootKey } from '../protocols/hash.ts'
import { createRandomStream } from '../src/kernel/random-stream.ts'
import { beginPair, pairOf } from '../src/learning/actor-critic.ts'
import { type Judge, type LearnBy, plainDescent } from '../src/learning/descent.ts'
import { createDqn } from '../src/learning/dqn.ts'
import type { Environment } from '../src/learning/environment.ts'
import { fusedDescent } from '../src/learning/fused/fused-descent.ts'
import { createFusedNetworks } from '../src/learning/fused/layers.ts'
import { createMarketEnvironment } from '../src/learning/market-environment.ts'
import { createMarketTask } from '../src/learning/market-task.ts'
import { createPpo } from '../src/learning/ppo.ts'
import { createCartPole } from '../src/learning/reference/cart-pole.ts'
import { createLinearQuadratic } from '../src/learning/reference/linear-quadratic.ts'
import { createSac } from '../src/learning/sac.ts'
import { chooseBackend } from '../src/learning/tensor/backend.ts'
import { tensorDescent } from '../src/learning/tensor/tensor-descent.ts'
import { loadScenario, parseScenario } from '../src/simulation/scenario/load.ts'
import { createSimulation } from '../src/simulation/simulation.ts'
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
    readonly left?: unknown
  },
): Run {
  const start = performance.now()
  const { count, result, left } = work()
  return { count, seconds: (performance.now() - start) / 1_000, hash: hashOf(result), left }
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
export function episodes(count: number) {
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
  return { count: steps, result: paid, left: environment }
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

const SHAPE = { inputs: 40, hidden: [64, 64], outputs: 9 }

/** The forward pass of 40-64-64-9 by the fused module, `rows` at a time. */
function fusedRows(rows: number, times: number) {
  const fused = createFusedNetworks([SHAPE], rows)
  const draw = random()
  fused.numbers.set(initialise(SHAPE, 1, draw))
  fused.input.set(fused.input.map(() => draw.normal(0, 1)))
  const [network] = fused.networks
  for (let nth = 0; nth < times; nth++) network?.forward(rows)
  return { count: rows * times, result: network?.outputs ?? new Float32Array(0) }
}

/** A thousand actors of one frozen policy who wake together. */
function wakings(times: number) {
  const draw = random()
  const join = createCrowd(SHAPE, initialise(SHAPE, 1, draw))
  const members = Array.from({ length: 1_000 }, join)
  const seen = members.map(() => Float64Array.from({ length: 40 }, () => draw.normal(0, 1)))
  const result = new Float64Array(members.length)
  for (let nth = 0; nth < times; nth++) {
    members.forEach((member, at) => {
      member.see(seen[at] as Float64Array)
    })
    members.forEach((member, at) => {
      result[at] = member.logits()[0] as number
    })
  }
  return { count: members.length * times, result }
}

/** Updates of a policy 40-64-64-9 and its value, 64 rows each: forward, backward, Adam. */
function updates(learnBy: LearnBy, count: number) {
  const pair = pairOf(SHAPE)
  const draw = random()
  const descent = learnBy({
    shapes: pair.shapes,
    numbers: beginPair(pair, draw),
    rows: 64,
    adam: undefined,
  })
  const rows = Array.from({ length: 64 }, () =>
    Float64Array.from({ length: 40 }, () => draw.normal(0, 1)),
  )
  const played = { rows, before: rows.map(() => new Float64Array(0)) }
  const sequences = rows.map((_, nth) => [nth])
  const judge: Judge = (_, outputs, slopes) => {
    outputs.forEach((out, nth) => {
      slopes[nth]?.set(out.map((x) => x / 64))
    })
  }
  for (let nth = 0; nth < count; nth++) {
    descent.gradient.fill(0)
    descent.differentiate(played, sequences, judge, descent.gradient)
    descent.step(3e-4, 0.5)
  }
  return { count, result: descent.numbers.slice() }
}

/** Five hundred makers who learn in tables and as many followers by actor-critics, in a light market. */
const crowd = (steps: number) =>
  parseScenario(
    `
name: crowd
session: { start: "00:00:00", open: "00:00:00", close: "01:00:00" }
instruments:
  - { symbol: X, tick: 0.01, fundamental: { type: random-walk, value: 10000, volatility: 1 } }
venues:
  - { name: exchange, instruments: [X], feeds: [trade, quote, depthByPrice] }
latency: { type: constant, delay: "1 ms" }
groups:
  - { name: informed, type: informed, count: 20, parameters: { wakeMean: "2 s" } }
  - { name: investors, type: investor, count: 20, parameters: { wakeMean: "2 s", size: 100 } }
  - name: makers
    type: learning
    count: 500
    parameters:
      spread: 1 s
      task:
        { from: 5 s, interval: 1 s, steps: ${steps}, observe: [position, spread],
          act: { type: quotes, size: 10, skews: 1 }, reward: [wealth-change] }
      algorithm: { type: q-table, cuts: [[-50, 0, 50], [4, 8, 16]] }
  - name: followers
    type: learning
    count: 500
    parameters:
      spread: 1 s
      task:
        { from: 5 s, interval: 1 s, steps: ${steps}, observe: [position, returns, signed-volume],
          act: { type: target, size: 10 }, reward: [wealth-change] }
      algorithm: { type: actor-critic }`,
    'crowd.yaml',
  )

/** Decisions that a thousand learners make and learn from within one run. */
function learnedInRun(steps: number) {
  const simulation = createSimulation(crowd(steps))
  simulation.runUntil((8 + steps) * 1e9)
  const result = Float64Array.from(simulation.hash().match(/.{8}/g) ?? [], (part) =>
    Number.parseInt(part, 16),
  )
  return { count: 1_000 * steps, result, left: simulation }
}

const spring = (): Environment<Float64Array, Value> => createLinearQuadratic() as never
const cartPole = (): Environment<Float64Array, Value> => createCartPole() as never

/** By what DQN and SAC learn, and what part of the fused one's steps is enough to time it. */
const BY: readonly (readonly [name: string, learnBy: LearnBy, share: number])[] = [
  ['fused', fusedDescent, 1],
  ['plain', plainDescent, 4],
]

/** What learning takes: a step of the market, an action of a frozen policy, a step that is learned from. */
export async function benchLearning({
  small,
}: {
  readonly small: boolean
}): Promise<BenchResult[]> {
  const steps = small ? 256 : 4_096
  const { tensors } = await chooseBackend('wasm')
  const update = (name: string, learnBy: LearnBy, count: number) => ({
    name: `learning: update of 40-64-64-9 and its value at 64 rows, ${name}`,
    unit: 'updates/s',
    run: () => timed(() => updates(learnBy, small ? 5 : count)),
  })
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
      name: 'learning: forward 40-64-64-9, fused, one row',
      unit: 'rows/s',
      run: () => timed(() => fusedRows(1, small ? 1_000 : 500_000)),
    },
    {
      name: 'learning: forward 40-64-64-9, fused, 1,000 rows',
      unit: 'rows/s',
      run: () => timed(() => fusedRows(1_000, small ? 1 : 300)),
    },
    {
      name: 'learning: frozen policy 40-64-64-9, 1,000 who wake together',
      unit: 'actions/s',
      run: () => timed(() => wakings(small ? 1 : 100)),
    },
    update('plain', plainDescent, 200),
    update('fused', fusedDescent, 2_000),
    update('TensorFlow.js on WASM', tensorDescent(tensors), 100),
    {
      name: 'learning: within a run, 500 tables of makers and 500 actor-critics of followers',
      unit: 'decisions learned from/s',
      run: () => timed(() => learnedInRun(small ? 1 : 20)),
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
    ...(small ? BY.slice(0, 1) : BY).flatMap(([name, learnBy, share]) => {
      const reportSteps = steps / share
      return [
        {
          name: `learning: DQN on the cart-pole, 64-64, a batch of 64 every second step, ${name}`,
          unit: 'steps/s',
          run: () =>
            timed(() => {
              const terms = { reportSteps, learningStarts: 100 }
              const dqn = createDqn(cartPole(), terms, random(), 0, undefined, learnBy)
              dqn.update()
              return { count: reportSteps, result: dqn.policy().weights }
            }),
        },
        {
          name: `learning: SAC on the mass on a spring, 64-64, a batch of 64 every step, ${name}`,
          unit: 'steps/s',
          run: () =>
            timed(() => {
              const terms = { reportSteps }
              const sac = createSac(spring(), terms, random(), 0, undefined, learnBy)
              sac.update()
              return { count: reportSteps, result: sac.policy().weights }
            }),
        },
      ]
    }),
  ]
  return measure(cases, small ? 1 : 5)
}
