import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { MlpShape } from '../../../../actors/learner/mlp.ts'
import { beginNetwork } from '../../../../actors/learner/network/begin.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import type { LearnBy } from '../../../../src/learning/descent.ts'
import { dqnLoss, valuesOf } from '../../../../src/learning/dqn-loss.ts'
import { fusedDescent } from '../../../../src/learning/fused/fused-descent.ts'
import { actorLoss, criticLoss } from '../../../../src/learning/sac-losses.ts'
import { chooseBackend } from '../../../../src/learning/tensor/backend.ts'
import { tensorDescent } from '../../../../src/learning/tensor/tensor-descent.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'off-policy'))

let tensorly: LearnBy
beforeAll(async () => {
  tensorly = tensorDescent((await chooseBackend('wasm')).tensors)
})

// Widths about 4 and 16, where the module's loops change.
const width = fc.integer({ min: 1, max: 18 })
const hidden = fc.array(width, { maxLength: 2 })
const rows = fc.integer({ min: 1, max: 7 })

/** The same networks by the fused module and by TensorFlow.js. */
function bothOf(shapes: readonly MlpShape[], count: number, seed: number) {
  const draw = random(seed)
  const numbers = Float32Array.from(shapes.flatMap((each) => [...beginNetwork(each, 1, draw)]))
  return [fusedDescent, tensorly].map((learnBy) =>
    learnBy({ shapes, numbers: numbers.slice(), rows: count, adam: undefined }),
  ) as [ReturnType<LearnBy>, ReturnType<LearnBy>]
}

/** Within 1e-5 of the largest, or of 1. */
function agree(found: ArrayLike<number>, plain: ArrayLike<number>): void {
  const all = Float64Array.from(plain)
  const most = all.reduce((a, b) => Math.max(a, Math.abs(b)), 1)
  all.forEach((x, at) => {
    expect(Math.abs(x - (found[at] as number))).toBeLessThan(1e-5 * most)
  })
}

test('the gradient of DQN is TensorFlow.js’s, to 1e-5, and so are its values', () => {
  fc.assert(
    fc.property(
      ...[width, hidden, width, rows, fc.boolean(), fc.nat()],
      (inputs, hidden, outputs, count, duelling, seed) => {
        const shape = { inputs, hidden, outputs }
        const shapes = duelling ? [shape, { ...shape, outputs: 1 }] : [shape]
        const draw = random(seed)
        const lessons = Array.from({ length: count }, () => ({
          seen: Float64Array.from({ length: inputs }, () => draw.normal(0, 1)),
          action: draw.integer(0, outputs - 1),
          // Some errors lie beyond Huber's turn, and some do not.
          target: draw.normal(0, 1.5),
          weight: draw.uniform(),
        }))
        const seen = lessons.map((lesson) => lesson.seen)
        const [fused, tensor] = bothOf(shapes, count, seed).map((networks) => {
          const values = valuesOf(networks.evaluate(seen), outputs).flatMap((row) => [...row])
          const errors = new Float64Array(count)
          const loss = dqnLoss(networks, lessons, networks.gradient, errors)
          return { values, rest: [loss, ...errors], gradient: networks.gradient }
        })
        agree(fused?.values ?? [], tensor?.values ?? [1])
        agree(fused?.rest ?? [], tensor?.rest ?? [1])
        agree(fused?.gradient ?? [], tensor?.gradient ?? [1])
      },
    ),
    { numRuns: 40 },
  )
})

test('the gradients of SAC are TensorFlow.js’s, to 1e-5, through the critics’ input too', () => {
  fc.assert(
    fc.property(
      ...[width, hidden, fc.integer({ min: 1, max: 3 }), rows, fc.nat()],
      (inputs, hidden, parts, count, seed) => {
        const draw = random(seed)
        const list = (length: number) =>
          Array.from({ length: count }, () =>
            Float64Array.from({ length }, () => draw.normal(0, 1)),
          )
        const [seen, noise, rows] = [list(inputs), list(parts), list(inputs + parts)] as const
        const lessons = rows.map((row) => ({ row, target: draw.normal(0, 1) }))
        const critic = { inputs: inputs + parts, hidden, outputs: 1 }
        const actors = bothOf([{ inputs, hidden, outputs: 2 * parts }], count, seed)
        const critics = bothOf([critic, critic], count, seed)
        const [fused, tensor] = actors.map((actor, nth) => {
          const both = critics[nth] as (typeof critics)[0]
          const { gradient } = both
          const told = { actor, critics: both, seen, noise, temperature: 0.3 }
          const { loss, log } = actorLoss(told, actor.gradient)
          return { said: [criticLoss(both, lessons, gradient), loss, log], actor, gradient }
        })
        agree(fused?.said ?? [], tensor?.said ?? [1])
        agree(fused?.actor.gradient ?? [], tensor?.actor.gradient ?? [1])
        agree(fused?.gradient ?? [], tensor?.gradient ?? [1])
      },
    ),
    { numRuns: 40 },
  )
})
