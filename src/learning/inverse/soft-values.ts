import type { Random } from '../../../actors/actor.ts'
import { exp, log } from '../../../protocols/math.ts'
import { type DecisionProcess, type Demonstration, expected } from './decision-process.ts'

/** What somebody of maximum causal entropy does in so many choices, and how it values them. */
export interface SoftPolicy {
  /** π_t(a | s), by time: states × actions, row-major. */
  readonly choices: readonly Float64Array[]
  /** V_0, one a state. */
  readonly values: Float64Array
}

/**
 * Maximum causal entropy over `length` choices (Ziebart, Bagnell and Dey 2010, section 3; for moves
 * without chance it is Ziebart et al. 2008): Q_t(s, a) = r(s, a) + γ E V_{t+1}(s'), V_t = ln Σ e^Q_t, after
 * the end 0; π_t = e^(Q_t − V_t).
 *
 * @param rewards states × actions, row-major
 */
export function softPolicy(
  problem: DecisionProcess,
  rewards: ArrayLike<number>,
  length: number,
): SoftPolicy {
  const { states, actions, discount } = problem
  const choices = Array.from({ length }, () => new Float64Array(states * actions))
  let ahead = new Float64Array(states)
  for (let t = length - 1; t >= 0; t--) {
    const own = choices[t] as Float64Array
    const values = new Float64Array(states)
    for (let state = 0; state < states; state++) {
      const from = state * actions
      let most = Number.NEGATIVE_INFINITY
      for (let cell = from; cell < from + actions; cell++) {
        const value = (rewards[cell] as number) + discount * expected(problem, cell, ahead)
        own[cell] = value
        if (value > most) most = value
      }
      let sum = 0
      for (let cell = from; cell < from + actions; cell++) {
        const weight = exp((own[cell] as number) - most)
        own[cell] = weight
        sum += weight
      }
      for (let cell = from; cell < from + actions; cell++) own[cell] = (own[cell] as number) / sum
      values[state] = most + log(sum)
    }
    ahead = values
  }
  return { choices, values: ahead }
}

/** Whoever chooses so, by chance: state and time to action. */
export function softChooser(
  { choices, values }: SoftPolicy,
  random: Random,
): (state: number, stage: number) => number {
  const actions = (choices[0] as Float64Array).length / values.length
  return (state, stage) => {
    const own = choices[stage] as Float64Array
    let left = random.uniform()
    let action = 0
    while (action < actions - 1) {
      left -= own[state * actions + action] as number
      if (left < 0) break
      action++
    }
    return action
  }
}

/**
 * How often, discounted, each action is expected to be taken in each state: Σ γ^t P(s_t = s, a_t = a)
 * for t below the policy's length, states × actions, row-major.
 *
 * @param starts P(s_0 = s)
 */
export function expectedVisits(
  problem: DecisionProcess,
  { choices }: SoftPolicy,
  starts: Float64Array,
): Float64Array {
  const { states, actions } = problem
  const visits = new Float64Array(states * actions)
  let now = Float64Array.from(starts)
  for (const own of choices) {
    const next = new Float64Array(states)
    for (let cell = 0; cell < states * actions; cell++) {
      const share = (now[Math.floor(cell / actions)] as number) * (own[cell] as number)
      visits[cell] = (visits[cell] as number) + share
      leadOn(problem, cell, share, next)
    }
    now = next
  }
  return visits
}

/** Adds to `next` where a flow through one state and action leads, discounted. */
function leadOn(
  { discount, from, to, chance }: DecisionProcess,
  cell: number,
  flow: number,
  next: Float64Array,
): void {
  if (flow === 0) return
  for (let at = from[cell] as number; at < (from[cell + 1] as number); at++) {
    const state = to[at] as number
    next[state] = (next[state] as number) + discount * flow * (chance[at] as number)
  }
}

/** What demonstrations show of a process. */
export interface Shown {
  /** Choices of each. */
  readonly length: number
  /** P(s_0 = s) among them. */
  readonly starts: Float64Array
  /** Mean over them of Σ γ^t 1[s_t = s, a_t = a], states × actions, row-major. */
  readonly visits: Float64Array
  /** By time, the share of them that took an action in a state: states × actions, row-major. */
  readonly taken: readonly Float64Array[]
}

/** @throws RangeError where there are none, or their lengths differ */
export function shown(
  { states, actions, discount }: DecisionProcess,
  demonstrations: readonly Demonstration[],
): Shown {
  const length = demonstrations[0]?.length ?? 0
  if (length === 0) throw new RangeError('there is nothing to learn from: no demonstrations')
  const share = 1 / demonstrations.length
  const starts = new Float64Array(states)
  const visits = new Float64Array(states * actions)
  const taken = Array.from({ length }, () => new Float64Array(states * actions))
  for (const demonstration of demonstrations) {
    if (demonstration.length !== length) {
      throw new RangeError(
        `a demonstration of ${demonstration.length} choices stands beside one of ${length}`,
      )
    }
    let weight = share
    for (const [t, { state, action }] of demonstration.entries()) {
      if (t === 0) starts[state] = (starts[state] as number) + share
      const cell = state * actions + action
      const then = taken[t] as Float64Array
      then[cell] = (then[cell] as number) + share
      visits[cell] = (visits[cell] as number) + weight
      weight *= discount
    }
  }
  return { length, starts, visits, taken }
}

/**
 * The slope, by the reward of each action in each state, of the dual of maximum causal entropy, mean
 * Σ γ^t r(s_t, a_t) − E V_0(s_0): visits shown less visits expected.
 */
export function visitsMissing(
  problem: DecisionProcess,
  { length, starts, visits }: Shown,
  rewards: ArrayLike<number>,
): Float64Array {
  const own = expectedVisits(problem, softPolicy(problem, rewards, length), starts)
  return visits.map((visit, cell) => visit - (own[cell] as number))
}

/**
 * The slope, by the reward of each action in each state, of the mean of Σ_t ln π_t(a_t | s_t) over what was shown:
 * what the choices lead to, by the process, less what the policy's own would have led to from the same states.
 * Of a process that is known it agrees in the mean with `visitsMissing` at discount 1; of one that was counted it
 * is the one to use, since where the market went, and the count says otherwise, counts for nothing.
 */
export function choicesMissing(
  problem: DecisionProcess,
  { length, taken }: Shown,
  rewards: ArrayLike<number>,
): Float64Array {
  const { states, actions } = problem
  const { choices } = softPolicy(problem, rewards, length)
  const slope = new Float64Array(states * actions)
  let now = new Float64Array(states)
  choices.forEach((own, t) => {
    const then = taken[t] as Float64Array
    const next = new Float64Array(states)
    for (let state = 0; state < states; state++) {
      const first = state * actions
      let here = 0
      for (let cell = first; cell < first + actions; cell++) here += then[cell] as number
      const led = (now[state] as number) - here
      for (let cell = first; cell < first + actions; cell++) {
        const flow = (then[cell] as number) + led * (own[cell] as number)
        slope[cell] = (slope[cell] as number) + flow
        leadOn(problem, cell, flow, next)
      }
    }
    now = next
  })
  return slope
}

/** What a slope is made of: visits, or choices given where they were made. */
export type Matched = 'visits' | 'choices'

/** The slope by what is matched. @see visitsMissing @see choicesMissing */
export const missingOf = (matched: Matched): typeof visitsMissing =>
  matched === 'visits' ? visitsMissing : choicesMissing

/** Rewards of states, paid whatever is done there: states × actions. */
export const whateverIsDone = (
  { states, actions }: DecisionProcess,
  rewards: ArrayLike<number>,
): Float64Array =>
  Float64Array.from(
    { length: states * actions },
    (_, cell) => rewards[Math.floor(cell / actions)] as number,
  )

/** The sum over actions of something told of states × actions. */
export const ofStates = ({ states, actions }: DecisionProcess, cells: Float64Array): Float64Array =>
  Float64Array.from({ length: states }, (_, state) =>
    cells.subarray(state * actions, (state + 1) * actions).reduce((sum, x) => sum + x, 0),
  )
