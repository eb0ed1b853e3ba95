import { taskParameters } from '../../actors/learner/composed-task.ts'
import type { Value } from '../../actors/learner/space.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { type GivenTask, nobody } from './baselines.ts'
import type { Environment } from './environment.ts'
import { createMarketEnvironment } from './market-environment.ts'
import { createMarketTask } from './market-task.ts'

/** What the mid moved, ticks, in each span of a task in the market of `seed` in which nobody does it. */
export type MarketMoves = (seed: number) => readonly number[]

/** @throws RangeError where the task works no parent order */
export function marketMoves(scenario: Scenario, given: GivenTask): MarketMoves {
  const onlooker = nobody(given)
  const task = createMarketTask(onlooker.given)
  const environment = createMarketEnvironment(scenario, { task })
  const still = Float64Array.of(0)
  return (seed) => {
    let mid = environment.reset({ seed }).info.mid as number
    const moves: number[] = []
    for (;;) {
      const { info, terminated } = environment.step(still)
      moves.push((info.mid as number) - mid)
      mid = info.mid as number
      if (terminated) return moves
    }
  }
}

/**
 * The task of an execution, paid by its shortfall, less what the market moves by itself: each span's reward
 * is taken of what the mid moved in the market of the same seed without the executor, times the share of the
 * parent order that was left when the span began. Since that share was settled before, and the other
 * market knows of no policy, what is taken off has a mean of nothing where the mid cannot be foretold: a
 * control variate (Glasserman 2003, section 4.1), by which what an action did is not drowned in what
 * the market did. An episode costs one more of the market by itself.
 *
 * @throws RangeError where the task works no parent order
 */
export function createTwinEnvironment(
  scenario: Scenario,
  given: GivenTask,
): Environment<Float64Array, Value> {
  const environment = createMarketEnvironment(scenario, { task: createMarketTask(given) })
  const movesOf = marketMoves(scenario, given)
  const { quantity, side } = taskParameters.parse(given).parent ?? { quantity: 0, side: 'buy' }
  const direction = side === 'buy' ? 1 : -1
  let moves: readonly number[] = []
  let span = 0
  let left = 1
  return {
    observationSpace: environment.observationSpace,
    actionSpace: environment.actionSpace,
    reset(how) {
      moves = movesOf(how.seed)
      span = 0
      left = 1
      return environment.reset(how)
    },
    step(action) {
      const step = environment.step(action)
      const reward = step.reward + direction * left * (moves[span++] ?? 0)
      left = (step.info.left as number) / quantity
      return { ...step, reward }
    },
    close: () => environment.close(),
  }
}
