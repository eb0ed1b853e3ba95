import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAdam } from '../../../../actors/learner/adam.ts'
import type { MlpShape } from '../../../../actors/learner/mlp.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { compileLayers, moduleText } from '../../../../scripts/assembly/compile.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import { beginPair, type PairShape, pairOf } from '../../../../src/learning/actor-critic.ts'
import type { Judge } from '../../../../src/learning/descent.ts'
import { fusedDescent } from '../../../../src/learning/fused/fused-descent.ts'
import { createFusedNetworks } from '../../../../src/learning/fused/layers.ts'
import { LAYERS_MODULE } from '../../../../src/learning/fused/layers-module.ts'
import { createPpo } from '../../../../src/learning/ppo.ts'
import { chooseBackend } from '../../../../src/learning/tensor/backend.ts'
import { createTensorNetworks } from '../../../../src/learning/tensor/tensor-descent.ts'
import { createSeenChain } from '../seen-chain.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'fused'))

// Widths about 4 and 16, where the module's loops change.
const width = fc.integer({ min: 1, max: 21 })
const shape: fc.Arbitrary<MlpShape> = fc.record({
  inputs: width,
  hidden: fc.array(width, { maxLength: 3 }),
  outputs: width,
})

/** Rows for a pair, and a judge whose slopes hang on what the networks said. */
function played(pair: PairShape, count: number, seed: number) {
  const draw = random(seed)
  const rows = Array.from({ length: count }, () =>
    Float64Array.from({ length: pair.actor.inputs }, () => draw.normal(0, 1)),
  )
  return {
    steps: { rows, before: rows.map(() => new Float64Array(0)) },
    sequences: rows.map((_, nth) => [nth]),
    judge: ((place, [logits, worth], [slopes, byWorth]) => {
      slopes.set(logits.map((x, at) => x - Math.cos(place + at)))
      byWorth?.set([(worth?.[0] as number) - Math.sin(place)])
    }) satisfies Judge,
  }
}

test('the gradient is TensorFlow.js’s, to 1e-5', async () => {
  const { tensors } = await chooseBackend('wasm')
  fc.assert(
    fc.property(shape, fc.integer({ min: 1, max: 9 }), fc.nat(), (actor, rows, seed) => {
      const pair = pairOf(actor)
      const numbers = beginPair(pair, random(seed))
      const { steps, sequences, judge } = played(pair, rows, seed)
      const [found, plain] = [new Float64Array(pair.size), new Float64Array(pair.size)]
      fusedDescent({ shapes: pair.shapes, numbers, rows, adam: undefined }).differentiate(
        ...[steps, sequences, judge, found],
      )
      createTensorNetworks(tensors, pair.shapes, numbers).differentiate(
        ...[steps, sequences, judge, plain],
      )
      const most = plain.reduce((a, b) => Math.max(a, Math.abs(b)), 1)
      found.forEach((x, at) => {
        expect(Math.abs(x - (plain[at] as number))).toBeLessThan(1e-5 * most)
      })
    }),
    { numRuns: 60 },
  )
})

test('a row gives the same bits alone and among others', () => {
  fc.assert(
    fc.property(shape, fc.integer({ min: 1, max: 9 }), fc.nat(), (shape, rows, seed) => {
      const fused = createFusedNetworks([shape], rows)
      const draw = random(seed)
      for (const of of [fused.numbers, fused.input]) of.set(of.map(() => draw.normal(0, 1)))
      const [network] = fused.networks as [(typeof fused.networks)[number]]
      network.forward(rows)
      const together = network.outputs.slice()
      for (let row = 0; row < rows; row++) {
        fused.input.copyWithin(0, row * shape.inputs, (row + 1) * shape.inputs)
        network.forward(1)
        const at = row * shape.outputs
        expect([...network.outputs.subarray(0, shape.outputs)]).toEqual([
          ...together.subarray(at, at + shape.outputs),
        ])
      }
    }),
  )
})

test('its tanh is tanh to a few of the last digits', () => {
  fc.assert(
    fc.property(fc.double({ min: -12, max: 12, noNaN: true }), (x) => {
      const fused = createFusedNetworks([{ inputs: 1, hidden: [1], outputs: 1 }], 1)
      fused.numbers.set([1, 0, 1, 0])
      fused.input[0] = x
      const [network] = fused.networks
      network?.forward(1)
      expect(Math.abs((network?.outputs[0] as number) - Math.tanh(x))).toBeLessThan(1e-6)
    }),
  )
})

test('its Adam goes where plain Adam goes, the gradient cut to the same length', () => {
  fc.assert(
    fc.property(
      shape,
      fc.nat(),
      fc.double({ min: 0.1, max: 3, noNaN: true }),
      (actor, seed, most) => {
        const pair = pairOf(actor)
        const draw = random(seed)
        const numbers = beginPair(pair, draw)
        const descent = fusedDescent({ shapes: pair.shapes, numbers, rows: 1, adam: undefined })
        const plain = createAdam(pair.size)
        for (let step = 0; step < 5; step++) {
          const gradient = Float64Array.from(numbers, () => draw.normal(0, 1))
          descent.gradient.set(gradient)
          const norm = Math.sqrt(gradient.reduce((sum, x) => sum + x * x, 0))
          plain.step(
            numbers,
            norm <= most ? gradient : gradient.map((x) => (x * most) / norm),
            0.01,
          )
          descent.step(0.01, most)
        }
        descent.numbers.forEach((x, at) => {
          expect(Math.abs(x - (numbers[at] as number))).toBeLessThan(1e-5)
        })
      },
    ),
    { numRuns: 40 },
  )
})

test('the module is what its source compiles to', async () => {
  const text = moduleText(await compileLayers())
  expect([...text.matchAll(/'([^']*)',\n/g)].map(([, line]) => line).join('')).toBe(LAYERS_MODULE)
})

describe('PPO by the fused module', () => {
  const terms = { hidden: [16], nSteps: 256, learningRate: 3e-3, entCoef: 0.05, gamma: 0.95 }
  const ppoOf = (state?: Parameters<typeof createPpo>[4]) =>
    createPpo(createSeenChain(), terms, random(1), 0, state, fusedDescent)

  test('learns, and what is saved goes on to the same numbers', () => {
    const ppo = ppoOf()
    const first = ppo.update()
    for (let nth = 0; nth < 12; nth++) ppo.update()
    const later = ppoOf(structuredClone(ppo.save()))
    const report = ppo.update()
    later.update()
    expect([...later.policy().weights]).toEqual([...ppo.policy().weights])
    expect(report['rollout/ep_rew_mean']).toBeGreaterThan(first['rollout/ep_rew_mean'])
    expect(Math.abs(report['train/approx_kl'])).toBeLessThan(0.1)
  })
})
