import { box, discrete } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Environment } from '../environment.ts'

const GRAVITY = 9.8
const CART = 1
const POLE = 0.1
/** Half the pole's length, m. */
const LENGTH = 0.5
const FORCE = 10
/** s. */
const TICK = 0.02
const ANGLE_MAX = (12 * Math.PI) / 180
const PLACE_MAX = 2.4

/** sin and cos of a small angle by their series, to the last bits everywhere: |x| below .3 here. */
const sine = (x: number): number => {
  const y = x * x
  return x * (1 - (y / 6) * (1 - (y / 20) * (1 - (y / 42) * (1 - y / 72))))
}
const cosine = (x: number): number => {
  const y = x * x
  return 1 - (y / 2) * (1 - (y / 12) * (1 - (y / 30) * (1 - (y / 56) * (1 - y / 90))))
}

/**
 * A pole on a cart that is pushed left (0) or right (1); 1 is paid for each step that it stands. Seen are
 * place, speed, angle and its speed. It ends where the angle passes 12° or the cart 2.4 m, and is cut
 * off after `steps`; it counts as solved at a mean of 475 of 500 (Gymnasium's CartPole-v1).
 *
 * Source: Barto, Sutton and Anderson (1983), "Neuronlike adaptive elements that can solve difficult
 * learning control problems", appendix, by Euler's steps of .02 s as Gymnasium has it.
 */
export function createCartPole(steps = 500): Environment<Float64Array, number> {
  let state: [number, number, number, number] = [0, 0, 0, 0]
  let left = 0
  return {
    observationSpace: box(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, [4]),
    actionSpace: discrete(2),
    reset({ seed }) {
      const random = createRandomStream(rootKey(seed, 'cart-pole'))
      const small = (): number => 0.1 * random.uniform() - 0.05
      state = [small(), small(), small(), small()]
      left = steps
      return { observation: Float64Array.from(state), info: {} }
    },
    step(action) {
      if (left === 0) throw new Error('no episode is under way: reset first')
      if (action !== 0 && action !== 1) throw new RangeError(`${action} is no push of the cart`)
      const [place, speed, angle, turning] = state
      const [sin, cos] = [sine(angle), cosine(angle)]
      const pull = (action === 1 ? FORCE : -FORCE) + POLE * LENGTH * turning * turning * sin
      const push = pull / (CART + POLE)
      const bend =
        (GRAVITY * sin - cos * push) / (LENGTH * (4 / 3 - (POLE * cos * cos) / (CART + POLE)))
      const drive = push - (POLE * LENGTH * bend * cos) / (CART + POLE)
      state = [
        place + TICK * speed,
        speed + TICK * drive,
        angle + TICK * turning,
        turning + TICK * bend,
      ]
      left--
      const terminated = Math.abs(state[0]) > PLACE_MAX || Math.abs(state[2]) > ANGLE_MAX
      const truncated = !terminated && left === 0
      if (terminated) left = 0
      return { observation: Float64Array.from(state), reward: 1, terminated, truncated, info: {} }
    },
    close() {
      left = 0
    },
  }
}
