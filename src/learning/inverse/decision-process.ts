import type { Random } from '../../../actors/actor.ts'

/**
 * A Markov decision process whose states can be counted and whose chances are known. Moves are kept
 * sparse: those of action a in state s are the places `from[sA + a]` to `from[sA + a + 1]` of `to`
 * and `chance`.
 */
export interface DecisionProcess {
  readonly states: number
  readonly actions: number
  /** γ, [0, 1). */
  readonly discount: number
  readonly from: Int32Array
  readonly to: Int32Array
  /** Each action's add up to 1. */
  readonly chance: Float64Array
}

/** A state and what was done in it. */
export interface Choice {
  readonly state: number
  readonly action: number
}

/** What somebody did, in order; of all demonstrations, one length. */
export type Demonstration = readonly Choice[]

/** Makes one out of a function that tells where an action leads, and with what probability. */
export function decisionProcess(
  { states, actions, discount }: Pick<DecisionProcess, 'states' | 'actions' | 'discount'>,
  moves: (state: number, action: number) => Iterable<readonly [to: number, chance: number]>,
): DecisionProcess {
  const from = new Int32Array(states * actions + 1)
  const all: (readonly [number, number])[] = []
  for (let cell = 0; cell < states * actions; cell++) {
    all.push(...moves(Math.floor(cell / actions), cell % actions))
    from[cell + 1] = all.length
  }
  const to = Int32Array.from(all, ([state]) => state)
  return { states, actions, discount, from, to, chance: Float64Array.from(all, ([, p]) => p) }
}

/** E[values(s') | s, a], of the cell `state · actions + action`. */
export function expected(
  { from, to, chance }: DecisionProcess,
  cell: number,
  values: Float64Array,
): number {
  let sum = 0
  const end = from[cell + 1] as number
  for (let at = from[cell] as number; at < end; at++) {
    sum += (chance[at] as number) * (values[to[at] as number] as number)
  }
  return sum
}

const NEAR = 1e-10

/**
 * What each state is worth when one goes on optimally, V(s) = r(s) + γ max E V(s'), to 1e-10, and the
 * action to take there, the lowest among equals (within 1e-9).
 *
 * @param rewards one a state, paid for being there
 */
export function solve(problem: DecisionProcess, rewards: ArrayLike<number>) {
  const { states, actions, discount } = problem
  const values = new Float64Array(states)
  const policy = new Int32Array(states)
  for (let change = 1; change > NEAR * (1 - discount); ) {
    change = 0
    for (let state = 0; state < states; state++) {
      let best = Number.NEGATIVE_INFINITY
      for (let action = 0; action < actions; action++) {
        const value = expected(problem, state * actions + action, values)
        if (value <= best + 1e-9) continue
        best = value
        policy[state] = action
      }
      const value = (rewards[state] as number) + discount * best
      change = Math.max(change, Math.abs(value - (values[state] as number)))
      values[state] = value
    }
  }
  return { values, policy }
}

/**
 * Every action of each state that is as good as the best there, within 1e-9, for what states are worth
 * when one goes on optimally: who chooses among these by chance wants nothing beyond the rewards.
 */
export function bestActions(
  problem: DecisionProcess,
  values: Float64Array,
): readonly (readonly number[])[] {
  const { states, actions } = problem
  return Array.from({ length: states }, (_, state) => {
    const worth = Array.from({ length: actions }, (_, action) =>
      expected(problem, state * actions + action, values),
    )
    const best = Math.max(...worth)
    return worth.flatMap((value, action) => (value >= best - 1e-9 ? [action] : []))
  })
}

/** What each state is worth under a policy, one action a state, to 1e-10. */
export function evaluate(
  problem: DecisionProcess,
  rewards: ArrayLike<number>,
  policy: ArrayLike<number>,
): Float64Array {
  const { states, actions, discount } = problem
  const values = new Float64Array(states)
  for (let change = 1; change > NEAR * (1 - discount); ) {
    change = 0
    for (let state = 0; state < states; state++) {
      const cell = state * actions + (policy[state] as number)
      const value = (rewards[state] as number) + discount * expected(problem, cell, values)
      change = Math.max(change, Math.abs(value - (values[state] as number)))
      values[state] = value
    }
  }
  return values
}

/**
 * The expected value difference (Levine, Popović and Koltun 2011, section 6): how much less, under
 * the true rewards and from a state uniform on all, the policy that is optimal for `inferred` is worth
 * than the optimal one. At least 0, but for rounding.
 */
export function valueDifference(
  problem: DecisionProcess,
  rewards: ArrayLike<number>,
  inferred: ArrayLike<number>,
): number {
  const best = solve(problem, rewards).values
  const own = evaluate(problem, rewards, solve(problem, inferred).policy)
  return best.reduce((sum, value, state) => sum + value - (own[state] as number), 0) / best.length
}

/**
 * What somebody does who follows a policy from a state uniform on all, `length` choices.
 *
 * @param policy of each state the action, or those among which chance chooses, each as likely
 */
export function demonstrate(
  problem: DecisionProcess,
  policy: ArrayLike<number | readonly number[]>,
  length: number,
  random: Random,
): Demonstration {
  let state = random.integer(0, problem.states - 1)
  return Array.from({ length }, () => {
    const own = policy[state] as number | readonly number[]
    const action =
      typeof own === 'number' ? own : (own[random.integer(0, own.length - 1)] as number)
    const choice = { state, action }
    state = move(problem, choice, random)
    return choice
  })
}

/** Where a choice leads, by chance. */
export function move(
  { actions, from, to, chance }: DecisionProcess,
  { state, action }: Choice,
  random: Random,
): number {
  const cell = state * actions + action
  const last = (from[cell + 1] as number) - 1
  let left = random.uniform()
  let at = from[cell] as number
  while (at < last) {
    left -= chance[at] as number
    if (left < 0) break
    at++
  }
  return to[at] as number
}
