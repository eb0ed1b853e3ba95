import type { Actor, Market, Random } from '../actor.ts'
import { createComposedTask, taskParameters } from './composed-task.ts'
import { createLearner } from './learner.ts'
import type { LearnedParameters } from './parameters.ts'
import { createPlayer, crowdOf } from './policy.ts'
import type { TrainedPolicy } from './policy-file.ts'
import type { Value } from './space.ts'
import type { Decider } from './task.ts'

/**
 * A learner that has learned: it does its policy's task once a day, as it was trained to, and learns no
 * more. Those of one group who wake together are evaluated together. An evaluation of the policy is a unit of its work, whose time is the scenario's to say.
 */
export function createLearned(
  { given, policy }: Pick<TrainedPolicy, 'given' | 'policy'>,
  { from, chance }: Pick<LearnedParameters, 'from' | 'chance'>,
  market: Market,
): Actor {
  const task = createComposedTask(
    taskParameters.parse(from === undefined ? given : { ...given, from }),
  )
  const join = crowdOf(policy)
  return (context) => {
    const random: Random | undefined = chance ? context.random : undefined
    const player = createPlayer(policy, join, random)
    const decider: Decider<Float64Array, Value> = {
      meet({ observation, terminated, truncated }) {
        if (!terminated && !truncated) player.see(observation)
      },
      decide() {
        context.work(1)
        return player.act()
      },
    }
    return createLearner(task, decider, market)(context)
  }
}
