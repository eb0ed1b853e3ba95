import type { Policy } from '../../../actors/learner/policy.ts'
import type { Value } from '../../../actors/learner/space.ts'
import type { RandomStream } from '../../kernel/random-stream.ts'
import type { Environment } from '../environment.ts'
import { createPpo, type PpoTerms } from '../ppo.ts'
import { drawn, type Judge, judged, policyLogs, type Transition } from './adversarial.ts'

/** How a learner comes to do what an expert does. */
export interface ImitationTerms {
  readonly ppo: Partial<PpoTerms>
  /** Steps of the judge for each update of the learner. */
  readonly judgeSteps: number
  /** Transitions of each in such a step. */
  readonly batchSize: number
  /** Whether the learner is paid for chance, −ln π, beside what the judge pays, as AIRL asks. */
  readonly isSoft: boolean
}

/** How an update went. */
export interface ImitationReport {
  readonly 'time/total_timesteps': number
  readonly 'time/episodes': number
  /** Mean sum of an episode's judged rewards. */
  readonly 'rollout/ep_rew_mean': number
  /** Mean logistic loss of the judge; ln 2 where it cannot tell the two. */
  readonly 'judge/loss': number
  readonly 'train/entropy_loss': number
}

/** A learner that is judged by how much it is like an expert. */
export interface Imitation {
  update(): ImitationReport
  policy(): Policy
}

/**
 * Learner and judge by turns: PPO plays and learns from what the judge pays, then the judge learns to tell
 * what was just played from what the expert did.
 *
 * @throws RangeError where there is nothing of the expert
 */
export function createImitation(
  environment: Environment<Float64Array, Value>,
  expert: readonly Transition[],
  judge: Judge,
  { ppo: given, judgeSteps, batchSize, isSoft }: ImitationTerms,
  random: RandomStream,
  firstSeed: number,
): Imitation {
  if (expert.length === 0) throw new RangeError('there is nothing to learn from: nothing was seen')
  let logOf: ReturnType<typeof policyLogs> = () => 0
  const inner = judged(environment, (transition) => {
    const paid = judge.reward(transition)
    return isSoft ? paid - logOf(transition) : paid
  })
  const ppo = createPpo(inner, given, random, firstSeed)
  return {
    policy: () => ppo.policy(),
    update() {
      logOf = policyLogs(ppo.policy())
      const report = ppo.update()
      const own = inner.taken()
      let loss = 0
      for (let step = 0; step < judgeSteps; step++) {
        const [theirs, ours] = [drawn(expert, batchSize, random), drawn(own, batchSize, random)]
        const logs = Float64Array.from([...theirs, ...ours], logOf)
        loss += judge.learn(theirs, ours, logs) / judgeSteps
      }
      return {
        'time/total_timesteps': report['time/total_timesteps'],
        'time/episodes': report['time/episodes'],
        'rollout/ep_rew_mean': report['rollout/ep_rew_mean'],
        'judge/loss': loss,
        'train/entropy_loss': report['train/entropy_loss'],
      }
    },
  }
}

/** A learner of maximum entropy for a reward that is known: PPO paid `reward` − ln π. */
export function createSoftLearner(
  environment: Environment<Float64Array, Value>,
  reward: (transition: Transition) => number,
  ppo: Partial<PpoTerms>,
  random: RandomStream,
  firstSeed: number,
): Imitation {
  const known: Judge = { reward, learn: () => 0 }
  const never = {
    observation: new Float64Array(0),
    parts: [],
    next: new Float64Array(0),
    isLast: true,
  }
  const terms = { ppo, judgeSteps: 0, batchSize: 1, isSoft: true }
  return createImitation(environment, [never], known, terms, random, firstSeed)
}
