import { slopeOf } from '../../analysis/facts/memory.ts'
import { type Baseline, createBaseline } from '../../learning/baselines.ts'
import { createMarketEnvironment } from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { readTrained } from '../../learning/trained.ts'
import { createTwinEnvironment } from '../../learning/twin-environment.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'

/** Episodes to be played by one contender. */
export interface SeedsJob {
  /** Its name or file, or the market itself, to which nothing is set. */
  readonly scenario: string | Scenario
  readonly set: readonly string[]
  /** Whether they are paid less what the market moves by itself; left out: they are not. */
  readonly twin?: boolean | undefined
  /** The policy's file, and what to call it. */
  readonly text: string
  readonly name: string
  /** A baseline that plays in its place. */
  readonly baseline: string | undefined
  readonly seeds: readonly number[]
}

/** An action, as whoever plays gives it. */
export type Action = ReturnType<ReturnType<Baseline['begin']>>

/** What came of them, by seed. */
export interface SeedsPlayed {
  /** Sum of the rewards. */
  readonly returns: readonly number[]
  /** Lots of the parent order that stayed undone, as far as it had heard. */
  readonly left: readonly number[]
  /** Where it quotes: by how many ticks its skew rises with each lot held, least squares; else NaN. */
  readonly skews: readonly number[]
  readonly steps: number
}

/** The market that is meant. @throws ScenarioError where there is none */
export const marketOf = (scenario: string | Scenario, set: readonly string[]): Scenario =>
  typeof scenario === 'string' ? loadScenario(scenario, { set }) : scenario

/**
 * Plays a job's episodes, one after the other.
 *
 * @param hear is told every decision: what was seen, and what was done
 */
export function playSeeds(
  { scenario, set, twin, text, name, baseline, seeds }: SeedsJob,
  hear: (observation: Float64Array, action: Action) => void = () => {},
): SeedsPlayed {
  const policy: Baseline = readTrained(text, name)
  const contender = baseline === undefined ? policy : createBaseline(baseline, policy.given)
  const market = marketOf(scenario, set)
  const environment =
    twin === true
      ? createTwinEnvironment(market, contender.given)
      : createMarketEnvironment(market, { task: createMarketTask(contender.given) })
  const returns: number[] = []
  const left: number[] = []
  const skews: number[] = []
  const isQuoting = (contender.given.act as { type?: string }).type === 'quotes'
  let steps = 0
  for (const seed of seeds) {
    const decide = contender.begin(seed)
    let { observation, info } = environment.reset({ seed })
    const [held, skewed]: [number[], number[]] = [[], []]
    let paid = 0
    for (let nth = 0; ; nth++) {
      const action = decide(observation, nth)
      hear(observation, action)
      if (isQuoting) {
        held.push(info.position as number)
        skewed.push((action as readonly number[])[1] as number)
      }
      const step = environment.step(action)
      steps++
      paid += step.reward
      ;({ observation, info } = step)
      if (!step.terminated && !step.truncated) continue
      left.push(step.info.left as number)
      break
    }
    returns.push(paid)
    skews.push(slopeOf(held, skewed))
  }
  return { returns, left, skews, steps }
}
