import { actionOf, partsOf } from '../../../actors/learner/categorical.ts'
import { createPolicy, type Policy } from '../../../actors/learner/policy.ts'
import type { Space, Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { log } from '../../../protocols/math.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Environment } from '../environment.ts'
import { policyLogs } from '../inverse/adversarial.ts'
import { type RewardNetwork, rewardAtWork } from '../inverse/reward-network.ts'
import type { Trajectory, WatchedStep } from './trajectory.ts'

/**
 * Plays a policy, by chance as maximum entropy has it, and tells it as demonstrations are told.
 *
 * @param seeds of an episode each
 */
export function tried(
  environment: Environment<Float64Array, Value>,
  policy: Policy,
  seeds: readonly number[],
): Trajectory[] {
  return seeds.map((seed) => {
    const act = createPolicy(policy, createRandomStream(rootKey(seed, 'inferred')))
    const steps: WatchedStep[] = []
    let { observation, info } = environment.reset({ seed })
    for (let nth = 0; ; nth++) {
      const action = act(observation)
      const step = environment.step(action)
      const parts = typeof action === 'number' ? [action] : (action as readonly number[])
      const told = { at: nth, observation, info: info as Readonly<Record<string, number>> }
      steps.push({ ...told, parts, distance: 0, reward: step.reward })
      ;({ observation, info } = step)
      if (!step.terminated && !step.truncated) continue
      const last = { at: nth + 1, observation, info: info as Readonly<Record<string, number>> }
      return { steps, last, terminated: step.terminated }
    }
  })
}

/** How well a policy knows what somebody did where it was not shown. */
export interface Agreement {
  /** Share of decisions of which the likeliest action is the one that was taken. */
  readonly likeliest: number
  /** Mean ln of the probability of what was done, and that of whoever chooses at random. */
  readonly log: number
  readonly random: number
}

/** Holds a policy against decisions that it did not learn from. */
export function agreementOf(policy: Policy, trajectories: readonly Trajectory[]): Agreement {
  const act = createPolicy(policy)
  const logOf = policyLogs(policy)
  const steps = trajectories.flatMap((each) => each.steps)
  const same = steps.filter(({ observation, parts }) => {
    const action = actionOf(policy.actionSpace, parts)
    return JSON.stringify(act(observation)) === JSON.stringify(action)
  })
  const count = Math.max(1, steps.length)
  return {
    likeliest: same.length / count,
    log: steps.reduce((sum, step) => sum + logOf(step), 0) / count,
    random: -partsOf(policy.actionSpace as Space).reduce((sum, size) => sum + log(size), 0),
  }
}

/**
 * The correlation of a recovered reward with what the task paid, over decisions. Blind to level and
 * scale. What a potential would shape away (Ng, Harada and Russell 1999) it still counts as error,
 * which AIRL's own potential may have taken up.
 */
export function rewardCorrelation(
  reward: RewardNetwork,
  trajectories: readonly Trajectory[],
): number {
  const { of } = rewardAtWork(reward)
  const pairs = trajectories.flatMap(({ steps, last }) =>
    steps.map((step, nth) => [of((steps[nth + 1] ?? last).observation), step.reward] as const),
  )
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length
  const [a, b] = [mean(0), mean(1)]
  const sum = (term: (x: number, y: number) => number) =>
    pairs.reduce((all, [x, y]) => all + term(x - a, y - b), 0)
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y))
}
