import type { Random } from '../actor.ts'

/** How Q-learning goes about it. */
export interface QLearningTerms {
  readonly states: number
  readonly actions: number
  readonly random: Random
  /** γ, 0..1: what a reward is worth a step later. */
  readonly discount: number
  /** ε, 0..1: how often it tries an action at random; told the episode, from 0. */
  readonly exploration: (episode: number) => number
  /** α, (0, 1]: told how often the action was tried in the state, from 1. */
  readonly rate: (tried: number) => number
}

/** A table that learns. */
export interface QLearner {
  /** Q, states × actions, row-major. */
  readonly values: Float64Array
  /** The action with the greatest value, the lowest among equals. */
  greedy(state: number): number
  /** Chooses with exploration. */
  act(state: number): number
  /** Learns of one step; `next` is `undefined` where nothing has value beyond it. */
  learn(state: number, action: number, reward: number, next: number | undefined): void
  /** Begins the next episode, which is what exploration goes by. */
  newEpisode(): void
}

/**
 * Q-learning (Watkins 1989; Watkins and Dayan 1992, eq. 1):
 * `Q(s, a) ← Q(s, a) + α (r + γ max Q(s', ·) − Q(s, a))`, ε-greedy. Values begin at 0.
 */
export function createQLearner(terms: QLearningTerms): QLearner {
  const { states, actions, random, discount, exploration, rate } = terms
  const values = new Float64Array(states * actions)
  const tried = new Uint32Array(states * actions)
  let episode = 0

  const greedy = (state: number): number => {
    let best = 0
    for (let action = 1; action < actions; action++) {
      if (
        (values[state * actions + action] as number) > (values[state * actions + best] as number)
      ) {
        best = action
      }
    }
    return best
  }

  return {
    values,
    greedy,
    act: (state) =>
      random.uniform() < exploration(episode) ? random.integer(0, actions - 1) : greedy(state),
    learn(state, action, reward, next) {
      const at = state * actions + action
      const count = (tried[at] as number) + 1
      tried[at] = count
      const ahead = next === undefined ? 0 : (values[next * actions + greedy(next)] as number)
      const value = values[at] as number
      values[at] = value + rate(count) * (reward + discount * ahead - value)
    },
    newEpisode() {
      episode++
    },
  }
}
