import type { Random } from '../../actors/actor.ts'
import type { Book } from '../../actors/learner/network/shape.ts'
import { pow } from '../../protocols/math.ts'
import type { Transition } from './n-step.ts'
import { createSumTree } from './sum-tree.ts'

/** What whoever learns from remembered transitions is told; names are Stable-Baselines3's where it has them. */
export interface ReplayTerms {
  /** Widths of the hidden layers of each network. */
  readonly hidden: readonly number[]
  /** How each looks at the book; `undefined`: as at anything else. */
  readonly book: Book | undefined
  /** Steps that an `update` plays. */
  readonly reportSteps: number
  readonly learningRate: number
  /** Steps over which the rate falls evenly to 0; `undefined`: it stays. */
  readonly learningRateSteps: number | undefined
  /** Transitions that are remembered. */
  readonly bufferSize: number
  /** Steps before the first gradient. */
  readonly learningStarts: number
  readonly batchSize: number
  readonly gamma: number
  /** Steps between two gradients. */
  readonly trainFreq: number
}

/** Transitions drawn to learn from: their places, and what each counts for. */
export interface Draw {
  readonly places: readonly number[]
  /** Importance weights, the largest of them 1. */
  readonly weights: readonly number[]
}

/** A memory's content: plain numbers. */
export interface ReplayState {
  readonly added: number
  readonly highest: number
  readonly observations: Float32Array
  readonly nexts: Float32Array
  readonly actions: Uint32Array
  readonly rewards: Float64Array
  readonly discounts: Float64Array
  readonly priorities: Float64Array
}

/** A memory of transitions, of which the oldest gives way to the newest. */
export interface Replay {
  readonly count: () => number
  add(transition: Transition): void
  /** Draws with replacement, one from each of `size` equal parts of the total priority. */
  draw(size: number, beta: number, random: Random): Draw
  get(place: number): Transition
  /** Tells how surprising one was when it was last learned from. */
  surprise(place: number, error: number): void
  save(): ReplayState
}

/** Added to each error, so that nothing is never seen again. */
const LEAST = 1e-6

/**
 * Prioritised replay, the proportional variant: i is drawn with the probability pᵢ = (|δᵢ| + ε)^α over
 * their sum, and counts for (N pᵢ)^−β; a new one has the highest priority there was. α = 0 draws all
 * alike. Observations are kept as 32 bit floats.
 *
 * Source: Schaul, Quan, Antonoglou, Silver (2016), "Prioritized experience replay", section 3.3 and 3.4.
 *
 * @param capacity transitions, whole, 1 or more
 * @param size numbers of an observation
 */
export function createReplay(
  capacity: number,
  size: number,
  alpha: number,
  from?: ReplayState,
): Replay {
  const observations = from?.observations.slice() ?? new Float32Array(capacity * size)
  const nexts = from?.nexts.slice() ?? new Float32Array(capacity * size)
  const actions = from?.actions.slice() ?? new Uint32Array(capacity)
  const rewards = from?.rewards.slice() ?? new Float64Array(capacity)
  const discounts = from?.discounts.slice() ?? new Float64Array(capacity)
  const tree = createSumTree(capacity)
  from?.priorities.forEach((priority, place) => {
    if (priority > 0) tree.set(place, priority)
  })
  let added = from?.added ?? 0
  let highest = from?.highest ?? 1
  const count = (): number => Math.min(added, capacity)

  return {
    count,
    add({ observation, action, reward, next, discount }) {
      const place = added++ % capacity
      observations.set(observation, place * size)
      nexts.set(next, place * size)
      actions[place] = action
      rewards[place] = reward
      discounts[place] = discount
      tree.set(place, highest)
    },
    draw(many, beta, random) {
      const part = tree.total() / many
      const places = Array.from({ length: many }, (_, nth) =>
        tree.find((nth + random.uniform()) * part),
      )
      const scale = count() / tree.total()
      const raw = places.map((place) => pow(scale * tree.weight(place), -beta))
      const most = Math.max(...raw)
      return { places, weights: raw.map((weight) => weight / most) }
    },
    get: (place) => ({
      observation: Float64Array.from(observations.subarray(place * size, (place + 1) * size)),
      action: actions[place] as number,
      reward: rewards[place] as number,
      next: Float64Array.from(nexts.subarray(place * size, (place + 1) * size)),
      discount: discounts[place] as number,
    }),
    surprise(place, error) {
      const priority = pow(Math.abs(error) + LEAST, alpha)
      highest = Math.max(highest, priority)
      tree.set(place, priority)
    },
    save: () => ({
      ...{ added, highest, observations: observations.slice(), nexts: nexts.slice() },
      ...{ actions: actions.slice(), rewards: rewards.slice(), discounts: discounts.slice() },
      priorities: Float64Array.from({ length: capacity }, (_, place) => tree.weight(place)),
    }),
  }
}
