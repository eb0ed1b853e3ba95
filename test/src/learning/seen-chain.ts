import { box, type Discrete, type Value } from '../../../actors/learner/space.ts'
import type { Environment } from '../../../src/learning/environment.ts'
import { createChain, LENGTH } from '../../../src/learning/reference/chain.ts'

/** The chain, its place shown as a row of which one is 1. */
export function createSeenChain(): Environment<Float64Array, Value> {
  const chain = createChain(50)
  const show = (place: number) =>
    Float64Array.from({ length: LENGTH }, (_, at) => (at === place ? 1 : 0))
  return {
    observationSpace: box(0, 1, [LENGTH]),
    actionSpace: chain.actionSpace as Discrete,
    reset: (how) => ({ observation: show(chain.reset(how).observation), info: {} }),
    step(action) {
      const step = chain.step(action as number)
      return { ...step, observation: show(step.observation) }
    },
    close: () => chain.close(),
  }
}
