import type { Value } from '../../../actors/learner/space.ts'
import {
  createLinearQuadratic,
  linearQuadraticGain,
} from '../../../src/learning/reference/linear-quadratic.ts'
import {
  bestLiquidation,
  createOptimalLiquidation,
  LIQUIDATION,
  scheduleCost,
} from '../../../src/learning/reference/optimal-liquidation.ts'

type Act = (observation: Float64Array) => Value

/** What a policy's schedule costs over what the best one does. */
export function liquidationRatio(act: Act): number {
  const environment = createOptimalLiquidation()
  let { observation } = environment.reset({ seed: 0 })
  const holdings = [LIQUIDATION.shares]
  for (;;) {
    const step = environment.step(act(observation) as Float64Array)
    holdings.push(step.info.held as number)
    if (step.terminated) return scheduleCost(holdings, LIQUIDATION) / bestLiquidation()
    observation = step.observation
  }
}

/** What a policy's pushes cost, discounted by .9, over what the best linear policy's do: 200 episodes. */
export function regulatorRatio(act: Act): number {
  const [byPlace, bySpeed] = linearQuadraticGain(0.9)
  const best = (seen: Float64Array): Float64Array =>
    Float64Array.of(-byPlace * (seen[0] as number) - bySpeed * (seen[1] as number))
  return regulatorCost(act) / regulatorCost(best)
}

function regulatorCost(act: Act): number {
  const environment = createLinearQuadratic()
  let cost = 0
  for (let seed = 0; seed < 200; seed++) {
    let { observation } = environment.reset({ seed })
    for (let weight = 1, isOver = false; !isOver; weight *= 0.9) {
      const step = environment.step(act(observation) as Float64Array)
      cost -= weight * step.reward
      observation = step.observation
      isOver = step.truncated
    }
  }
  return cost
}
