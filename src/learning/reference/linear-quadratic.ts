import { box, contains } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Environment } from '../environment.ts'

/** Place and speed of a mass that is pushed, on a spring and in a fluid: x′ = Ax + bu + w. */
const A = [
  [0.8, 0.2],
  [-0.2, 0.6],
] as const
const B = [0.1, 0.5] as const
/** Deviation of w, the same for place and speed. */
const NOISE = 0.05
/** What a square of place, of speed and of the push costs. */
const Q = [1, 0.1] as const
const R = 0.1
/** The push at the most, either way: from where episodes begin the best policy never reaches it. */
const PUSH_MAX = 1

/**
 * A mass to be brought to rest at 0: it costs qx² + ru² a step, and the reward is −1 times that. An episode
 * begins at a place and a speed between −½ and ½, and is cut off after `steps`, so that value goes on.
 * The best policy is linear (`linearQuadraticGain`).
 *
 * Source: Bertsekas (2017), *Dynamic programming and optimal control*, vol. I, section 3.1.
 */
export function createLinearQuadratic(steps = 20): Environment<Float64Array, Float64Array> {
  let random = createRandomStream(rootKey(0, 'linear-quadratic'))
  let [place, speed, left] = [0, 0, 0]
  const actionSpace = box(-PUSH_MAX, PUSH_MAX, [1])
  return {
    observationSpace: box(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, [2]),
    actionSpace,
    reset({ seed }) {
      random = createRandomStream(rootKey(seed, 'linear-quadratic'))
      place = random.uniform() - 0.5
      speed = random.uniform() - 0.5
      left = steps
      return { observation: Float64Array.of(place, speed), info: {} }
    },
    step(action) {
      if (left === 0) throw new Error('no episode is under way: reset first')
      const push = action[0] as number
      if (!contains(actionSpace, action)) throw new RangeError(`${push} is no push of the mass`)
      const reward = -(Q[0] * place * place + Q[1] * speed * speed + R * push * push)
      const place2 = A[0][0] * place + A[0][1] * speed + B[0] * push + random.normal(0, NOISE)
      speed = A[1][0] * place + A[1][1] * speed + B[1] * push + random.normal(0, NOISE)
      place = place2
      left--
      const observation = Float64Array.of(place, speed)
      return { observation, reward, terminated: false, truncated: left === 0, info: {} }
    },
    close() {
      left = 0
    },
  }
}

/**
 * The best push is −k · (place, speed): k by iterating Riccati's equation under a discount, to 1e-12
 * (Bertsekas 2017, vol. II, section 4.1, with A and b times √discount).
 */
export function linearQuadraticGain(discount: number): readonly [number, number] {
  // The cost of what is to come is p · place² + 2 m · place · speed + s · speed².
  let [p, m, s]: [number, number, number] = [Q[0], 0, Q[1]]
  let gain: readonly [number, number] = [0, 0]
  for (let change = 1; change > 1e-12; ) {
    const [pb, sb] = [p * B[0] + m * B[1], m * B[0] + s * B[1]]
    const weight = R + discount * (B[0] * pb + B[1] * sb)
    const next: readonly [number, number] = [
      (discount * (pb * A[0][0] + sb * A[1][0])) / weight,
      (discount * (pb * A[0][1] + sb * A[1][1])) / weight,
    ]
    change = Math.max(Math.abs(next[0] - gain[0]), Math.abs(next[1] - gain[1]))
    gain = next
    // P ← Q + discount · Aᵀ P (A − b k)
    const kept = (row: 0 | 1, column: 0 | 1): number => A[row][column] - B[row] * gain[column]
    const at = (one: 0 | 1, other: 0 | 1): number =>
      A[0][one] * (p * kept(0, other) + m * kept(1, other)) +
      A[1][one] * (m * kept(0, other) + s * kept(1, other))
    ;[p, m, s] = [Q[0] + discount * at(0, 0), discount * at(0, 1), Q[1] + discount * at(1, 1)]
  }
  return gain
}
