import type { Value } from '../../actors/learner/space.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { Environment, Step } from './environment.ts'
import { createParallelEnvironment, type Player } from './parallel-environment.ts'

/** A market with one actor's decisions handed over. */
export interface MarketEnvironment<O extends Value = Value, A extends Value = Value>
  extends Environment<O, A> {
  /** The market under way, to look into; `undefined` before the first reset and after `close`. */
  readonly simulation: Simulation | undefined
}

/**
 * The market of `scenario` in which one learner does `task`: a parallel environment of one player.
 *
 * @throws RangeError where the task ends after the scenario does
 */
export function createMarketEnvironment<O extends Value = Float64Array, A extends Value = Value>(
  scenario: Scenario,
  { key = 'learner/0', ...player }: Omit<Player, 'key'> & { readonly key?: string },
): MarketEnvironment<O, A> {
  const parallel = createParallelEnvironment(scenario, [{ key, ...player }])
  return {
    observationSpace: parallel.observationSpace(key),
    actionSpace: parallel.actionSpace(key),
    get simulation() {
      return parallel.simulation
    },
    reset(how) {
      const { observations, infos } = parallel.reset(how)
      return { observation: observations[key] as O, info: infos[key] ?? {} }
    },
    step(action): Step<O> {
      const step = parallel.step({ [key]: action })
      return {
        observation: step.observations[key] as O,
        reward: step.rewards[key] as number,
        terminated: step.terminations[key] as boolean,
        truncated: step.truncations[key] as boolean,
        info: step.infos[key] ?? {},
      }
    },
    close: () => parallel.close(),
  }
}
