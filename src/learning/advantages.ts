/** What was paid and expected, step by step, in the order in which it was played. */
export interface Played {
  readonly rewards: ArrayLike<number>
  /** V of what was seen before the step. */
  readonly values: ArrayLike<number>
  /** V of what was seen after it; 0 where the task ended there. */
  readonly next: ArrayLike<number>
  /** Whether the next entry is the same episode's. */
  readonly goesOn: ArrayLike<number>
}

/**
 * Generalised advantage estimation, Â = Σ (γλ)ˡ δ and δ = r + γV′ − V, and the returns Â + V. The value goes
 * on beyond what is truncated, the sum does not.
 *
 * Source: Schulman, Moritz, Levine, Jordan, Abbeel (2016), "High-dimensional continuous control using
 * generalized advantage estimation", eqs. 16 and 17.
 */
export function advantagesOf(
  { rewards, values, next, goesOn }: Played,
  gamma: number,
  lambda: number,
): { readonly advantages: Float64Array; readonly returns: Float64Array } {
  const advantages = new Float64Array(rewards.length)
  let ahead = 0
  for (let nth = rewards.length - 1; nth >= 0; nth--) {
    const surprise =
      (rewards[nth] as number) + gamma * (next[nth] as number) - (values[nth] as number)
    ahead = surprise + (goesOn[nth] === 1 ? gamma * lambda * ahead : 0)
    advantages[nth] = ahead
  }
  const returns = advantages.map((advantage, nth) => advantage + (values[nth] as number))
  return { advantages, returns }
}
