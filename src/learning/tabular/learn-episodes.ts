import type { QLearner } from '../../../actors/learner/q-learning.ts'
import type { Value } from '../../../actors/learner/space.ts'
import type { Environment } from '../environment.ts'

/**
 * Learns from `episodes` episodes of an environment with discrete actions; episode k has seed
 * `seedOf(k)`.
 * @returns the sum of rewards of each
 */
export function learnEpisodes(
  learner: QLearner,
  environment: Environment<Value, number>,
  stateOf: (observation: Value) => number,
  episodes: number,
  seedOf: (episode: number) => number,
): number[] {
  return Array.from({ length: episodes }, (_, episode) => {
    let state = stateOf(environment.reset({ seed: seedOf(episode) }).observation)
    let paid = 0
    for (;;) {
      const action = learner.act(state)
      const { observation, reward, terminated, truncated } = environment.step(action)
      const next = stateOf(observation)
      learner.learn(state, action, reward, terminated ? undefined : next)
      state = next
      paid += reward
      if (terminated || truncated) break
    }
    learner.newEpisode()
    return paid
  })
}
