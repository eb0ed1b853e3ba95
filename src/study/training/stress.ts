import type { Interval } from '../../analysis/facts/block-bootstrap.ts'
import { readTrained } from '../../learning/trained.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import {
  type EvaluationTerms,
  evaluatePolicy,
  meanInterval,
  placeOf,
  verdictOf,
} from './evaluation.ts'
import { TrainingError } from './training-file.ts'

/** How one contender did among opponents that learn, and among the same ones that do not any more. */
export interface Stressed {
  readonly name: string
  readonly frozen: Interval
  readonly learning: Interval
  /** The return among those that go on learning less that among the frozen, seed by seed. */
  readonly difference: Interval
  readonly verdict: 'better' | 'worse' | 'unclear'
}

/** What goes on learning against a policy does to it. */
export interface StressTest {
  readonly policy: string
  readonly scenario: string
  readonly seeds: { readonly first: number; readonly count: number }
  /** Groups that learn. */
  readonly opponents: readonly string[]
  /** The time from the open on when they freeze in the one market and go on learning in the other. */
  readonly from: string
  /** The policy first. */
  readonly contenders: readonly Stressed[]
}

/**
 * Plays a frozen policy, and baselines in its place, twice on each seed: among learners within the run that
 * freeze when it begins, and among the same ones that go on learning against it. Until it begins the two
 * markets are one, to the byte.
 *
 * @throws TrainingError as `evaluatePolicy` does, and where nobody in the market learns
 */
export async function stressPolicy(terms: EvaluationTerms): Promise<StressTest> {
  const { text, name } = terms
  const { given, training } = readTrained(text, name)
  const { scenario, set } = placeOf(terms, training)
  const { groups } = loadScenario(scenario, { set })
  const opponents = groups.filter(({ type }) => type === 'learning').map((one) => one.name)
  if (opponents.length === 0) {
    throw new TrainingError(
      `--stress: nobody learns in ${scenario}: name a --scenario with groups of type learning`,
    )
  }
  // What a task says where it says nothing.
  const from = String(given.from ?? '1 min')
  const freeze = opponents.flatMap((group) => {
    const assigned = `groups.${group}.parameters.learnUntil=${from}`
    const [now, then] = [set, [...set, assigned]].map((one) => endOf(scenario, one, group))
    // Who stops before by itself is left to.
    return (now as number) <= (then as number) ? [] : [assigned]
  })
  const learning = await evaluatePolicy({ ...terms, scenario, set })
  const frozen = await evaluatePolicy({ ...terms, scenario, set: [...set, ...freeze] })
  return {
    ...{ policy: name, scenario, seeds: learning.seeds, opponents, from },
    contenders: learning.contenders.map((among, nth): Stressed => {
      const still = frozen.contenders[nth] as typeof among
      const difference = meanInterval(
        among.returns.map((x, at) => x - (still.returns[at] as number)),
      )
      const means = { frozen: still.mean, learning: among.mean }
      return { name: among.name, ...means, difference, verdict: verdictOf(difference) }
    }),
  }
}

/** When a group's learners stop learning, ns from the open on; ∞ where they never do. */
function endOf(scenario: string, set: readonly string[], name: string): number {
  const group = loadScenario(scenario, { set }).groups.find((one) => one.name === name)
  const last = group?.type === 'learning' ? group.parameters.learnUntil : undefined
  return last ?? Number.POSITIVE_INFINITY
}
