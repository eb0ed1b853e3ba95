/** A step as it was played. */
export interface PlayedStep {
  readonly observation: Float64Array
  readonly action: number
  readonly reward: number
  readonly next: Float64Array
  readonly terminated: boolean
  readonly truncated: boolean
}

/** What a step led to, some steps on. */
export interface Transition {
  readonly observation: Float64Array
  readonly action: number
  /** Σ γᵏ rₖ over the steps between. */
  readonly reward: number
  readonly next: Float64Array
  /** What the value of `next` counts for: γ to the number of steps, 0 where the task had ended. */
  readonly discount: number
}

/**
 * Turns steps into what they led to `n` steps on, or at the episode's end, whichever comes first: each
 * step once, in the order of play. Beyond what is truncated value goes on.
 *
 * Source: Watkins (1989), *Learning from delayed rewards*, section 7: n-step returns.
 *
 * @param n whole, 1 or more
 */
export function createNStep(n: number, gamma: number) {
  const waiting: PlayedStep[] = []

  const take = (): Transition => {
    const [{ observation, action }, last] = [waiting[0], waiting.at(-1)] as [PlayedStep, PlayedStep]
    let reward = 0
    let discount = 1
    for (const step of waiting) {
      reward += discount * step.reward
      discount *= gamma
    }
    waiting.shift()
    return {
      observation,
      action,
      reward,
      next: last.next,
      discount: last.terminated ? 0 : discount,
    }
  }

  return {
    /** @returns the transitions that this step completes */
    add(step: PlayedStep): readonly Transition[] {
      waiting.push(step)
      const done: Transition[] = []
      if (waiting.length === n) done.push(take())
      while ((step.terminated || step.truncated) && waiting.length > 0) done.push(take())
      return done
    },
    /** The steps that are not complete. */
    save: (): readonly PlayedStep[] => [...waiting],
    restore(steps: readonly PlayedStep[]): void {
      waiting.splice(0, waiting.length, ...steps)
    },
  }
}
