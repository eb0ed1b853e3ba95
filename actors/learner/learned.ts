import type { Actor, Market, Random } from '../actor.ts'
import { createComposedTask, taskParameters } from './composed-task.ts'
import { createLearner, later } from './learner.ts'
import type { LearnedParameters } from './parameters.ts'
import { createPlayer, crowdOf } from './policy.ts'
import type { TrainedPolicy } from './policy-file.ts'
import type { Value } from './space.ts'
import type { Decider } from './task.ts'

/**
 * A learner that has learned: it does its policy's task, once a day if it is not told otherwise, as it
 * was trained to, and learns no more. Those of one group who wake together are evaluated together. An
 * evaluation of the policy is a unit of its work, whose time is the scenario's to say.
 */
export function createLearned(
  { given, policy }: Pick<TrainedPolicy, 'given' | 'policy'>,
  { from, steps, episodes, spread, chance }: Omit<LearnedParameters, 'file'>,
  market: Market,
): Actor {
  const own = { ...(from !== undefined && { from }), ...(steps !== undefined && { steps }) }
  const task = createComposedTask(taskParameters.parse({ ...given, ...own }))
  const join = crowdOf(policy)
  return (context) => {
    const random: Random | undefined = chance ? context.random : undefined
    let player = createPlayer(policy, join, random)
    const decider: Decider<Float64Array, Value> = {
      meet({ observation, terminated, truncated }) {
        // The next episode begins with nothing remembered.
        if (terminated || truncated) player = createPlayer(policy, join, random)
        else player.see(observation)
      },
      decide() {
        context.work(1)
        return player.act()
      },
    }
    return createLearner(task, decider, later(market, spread, context.random), episodes)(context)
  }
}
