import { createPolicy } from '../../../actors/learner/policy.ts'
import { createCartPole } from '../../../src/learning/reference/cart-pole.ts'

/** For how many steps a policy keeps the pole standing, the mean of 20 episodes, 500 at the most. */
export function stepsOnPole(policy: Parameters<typeof createPolicy>[0]): number {
  const act = createPolicy(policy)
  const environment = createCartPole()
  const lasts = Array.from({ length: 20 }, (_, nth) => {
    let { observation } = environment.reset({ seed: 1_000_000 + nth })
    for (let steps = 1; ; steps++) {
      const step = environment.step(act(observation) as number)
      if (step.terminated || step.truncated) return steps
      observation = step.observation
    }
  })
  return lasts.reduce((sum, steps) => sum + steps, 0) / 20
}
