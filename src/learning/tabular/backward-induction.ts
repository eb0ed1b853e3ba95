/** One step of an episode of a fixed length. */
export interface StagedStep {
  /** Decisions that had been made before: 0..stages − 1. */
  readonly stage: number
  /** 0..states − 1. */
  readonly state: number
  /** 0..actions − 1. */
  readonly action: number
  readonly reward: number
  /** Where it led, or `undefined` where the episode ended there. */
  readonly next: number | undefined
}

/** What is to be solved. */
export interface StagedProblem {
  readonly stages: number
  readonly states: number
  readonly actions: number
}

/** A policy of a finite horizon, and what it was made from. */
export interface StagedPolicy {
  /** The best action; where the state was never seen at that stage, `undefined`. */
  act(stage: number, state: number): number | undefined
  /** Mean reward from there to the end under the policy; 0 where it was never seen. */
  value(stage: number, state: number): number
  /** How often the action was tried there. */
  tried(stage: number, state: number, action: number): number
}

/**
 * Dynamic programming over a sample of steps, backwards in time (Nevmyvaka, Feng and Kearns 2006,
 * section 3): once the stages after it are solved, the value of an action at a stage is the mean over
 * its steps of the reward plus the value of where it led. Since that needs only steps, however they
 * were chosen, every episode serves every stage. An action that was tried less than `trials` times
 * in a state is not chosen there, unless all were.
 */
export function solveBackward(
  steps: readonly StagedStep[],
  { stages, states, actions }: StagedProblem,
  trials = 1,
): StagedPolicy {
  const at = (stage: number, state: number): number => stage * states + state
  const sums = new Float64Array(stages * states * actions)
  const counts = new Uint32Array(stages * states * actions)
  const values = new Float64Array(stages * states)
  const choices = new Int32Array(stages * states).fill(-1)
  const byStage: StagedStep[][] = Array.from({ length: stages }, () => [])
  for (const step of steps) byStage[step.stage]?.push(step)

  for (let stage = stages - 1; stage >= 0; stage--) {
    for (const { state, action, reward, next } of byStage[stage] as StagedStep[]) {
      const ahead = next === undefined ? 0 : (values[at(stage + 1, next)] as number)
      const cell = at(stage, state) * actions + action
      sums[cell] = (sums[cell] as number) + reward + ahead
      counts[cell] = (counts[cell] as number) + 1
    }
    for (let state = 0; state < states; state++) choose(at(stage, state))
  }

  function choose(place: number): void {
    const from = place * actions
    const most = Math.max(...counts.subarray(from, from + actions))
    if (most === 0) return
    const enough = Math.min(trials, most)
    let best = Number.NEGATIVE_INFINITY
    for (let action = 0; action < actions; action++) {
      const count = counts[from + action] as number
      if (count < enough) continue
      const mean = (sums[from + action] as number) / count
      if (mean <= best) continue
      best = mean
      choices[place] = action
      values[place] = mean
    }
  }

  return {
    act(stage, state) {
      const choice = choices[at(stage, state)] as number
      return choice < 0 ? undefined : choice
    },
    value: (stage, state) => values[at(stage, state)] as number,
    tried: (stage, state, action) => counts[at(stage, state) * actions + action] as number,
  }
}
