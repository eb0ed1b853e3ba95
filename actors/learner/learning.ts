import type { Actor, Market } from '../actor.ts'
import { createComposedTask, taskParameters } from './composed-task.ts'
import { createLearner, later } from './learner.ts'
import { wordsOf } from './named-tasks.ts'
import { type BeginOnline, createOnline, demandBeyond } from './online.ts'
import type { LearningParameters } from './parameters.ts'
import type { Policy } from './policy.ts'
import type { Value } from './space.ts'
import type { Decider } from './task.ts'

/**
 * A learner that learns within the run, from its own decisions and what they brought, and by its own
 * chance: what it becomes is part of the tape as what it does is, wherever it is placed. A choice and
 * the learning from it are a unit of its work. After every `report` decisions it logs their mean
 * reward. From `learnUntil` on it plays on as it then stands.
 *
 * @param from the policy that it begins with
 * @param beyond begins those whose networks are not dense
 * @throws RangeError where the algorithm cannot learn the task, or needs `beyond` and has none
 */
export function createLearning(
  parameters: LearningParameters,
  market: Market,
  from?: Policy,
  beyond?: BeginOnline,
): Actor {
  const { algorithm, episodes, spread, report, learnUntil } = parameters
  demandBeyond(algorithm, from, beyond)
  const last = learnUntil === undefined ? Number.POSITIVE_INFINITY : market.open + learnUntil
  const task = createComposedTask(taskParameters.parse(wordsOf(parameters.task)))
  const { observationSpace, actionSpace } = task
  return (context) => {
    const { random } = context
    const learner = createOnline(algorithm, observationSpace, actionSpace, random, from, beyond)
    let seen: Float64Array | undefined
    let decisions = 0
    let paid = 0

    const decider: Decider<Float64Array, Value> = {
      meet({ observation, reward, terminated, truncated }) {
        if (seen !== undefined) {
          const isCut = terminated || truncated
          if (context.now() < last) learner.learn(reward, observation, terminated, isCut)
          paid += reward
          if (++decisions % report === 0) {
            context.log(`decisions ${decisions}, mean reward ${paid / report}`)
            paid = 0
          }
        }
        seen = terminated || truncated ? undefined : observation
      },
      decide() {
        context.work(1)
        const now = seen as Float64Array
        return context.now() < last ? learner.act(now) : learner.play(now)
      },
    }
    return createLearner(task, decider, later(market, spread, random), episodes)(context)
  }
}
