import { discrete } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Environment } from '../environment.ts'

/** Places of the chain. */
export const LENGTH = 5
/** What the first place pays for going back to it, and the last for staying. */
const SMALL = 2
const LARGE = 10
/** How often the other of the two actions is carried out. */
const SLIP = 0.2

/**
 * A chain of five places: action 0 goes on, and at the end stays and pays 10; action 1 goes back to
 * the first and pays 2. With probability .2 the other one happens. An episode is cut off after
 * `steps`. Who is greedy for the 2 never sees the 10: a test of exploration with a known answer, to
 * go on everywhere, at a discount of .9 or more.
 *
 * Source: the chain of Strens (2000), "A Bayesian framework for reinforcement learning", ICML, fig. 1.
 */
export function createChain(steps = 100): Environment<number, number> {
  let random = createRandomStream(rootKey(0, 'chain'))
  let place = 0
  let left = 0
  return {
    observationSpace: discrete(LENGTH),
    actionSpace: discrete(2),
    reset({ seed }) {
      random = createRandomStream(rootKey(seed, 'chain'))
      place = 0
      left = steps
      return { observation: place, info: {} }
    },
    step(action) {
      if (left === 0) throw new Error('no episode is under way: reset first')
      if (action !== 0 && action !== 1) throw new RangeError(`${action} is no action of the chain`)
      left--
      const goesOn = (action === 0) !== random.chance(SLIP)
      const reward = goesOn ? (place === LENGTH - 1 ? LARGE : 0) : SMALL
      place = goesOn ? Math.min(LENGTH - 1, place + 1) : 0
      return { observation: place, reward, terminated: false, truncated: left === 0, info: {} }
    },
    close() {
      left = 0
    },
  }
}

/**
 * The values of the chain's actions, places × 2, under a discount: by value iteration, to 1e-12.
 */
export function chainValues(discount: number): Float64Array {
  const values = new Float64Array(2 * LENGTH)
  const best = (place: number): number =>
    Math.max(values[2 * place] as number, values[2 * place + 1] as number)
  for (let change = 1; change > 1e-12; ) {
    change = 0
    for (let place = 0; place < LENGTH; place++) {
      const on =
        (place === LENGTH - 1 ? LARGE : 0) + discount * best(Math.min(LENGTH - 1, place + 1))
      const back = SMALL + discount * best(0)
      for (const [action, slip] of [SLIP, 1 - SLIP].entries()) {
        const value = (1 - slip) * on + slip * back
        change = Math.max(change, Math.abs(value - (values[2 * place + action] as number)))
        values[2 * place + action] = value
      }
    }
  }
  return values
}
