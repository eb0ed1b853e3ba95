/** Mean and deviation of what was seen so far, number by number. */
export interface Normaliser {
  /** Takes in an observation. */
  see(observation: Float64Array): void
  /** A number of the place `at`, in deviations from its mean, cut to −10..10. */
  scale(x: number, at: number): number
  /** An observation, each number scaled. */
  apply(observation: Float64Array): Float64Array
  save(): NormaliserState
}

/** What was seen, as plain numbers. */
export interface NormaliserState {
  readonly count: number
  readonly means: readonly number[]
  /** Sums of squared differences from the mean. */
  readonly squares: readonly number[]
}

const REACH = 10
const cut = (z: number): number => Math.min(REACH, Math.max(-REACH, z))

/** Running moments by Welford (1962): exact for any order of magnitude. */
export function createNormaliser(size: number, from?: NormaliserState): Normaliser {
  const means = Float64Array.from(from?.means ?? new Float64Array(size))
  const squares = Float64Array.from(from?.squares ?? new Float64Array(size))
  let count = from?.count ?? 0
  /** Of each number, as of `settled` observations: what is frozen has them once. */
  const deviations = new Float64Array(size)
  let settled = -1
  const settle = (): void => {
    settled = count
    for (let at = 0; at < size; at++) {
      const deviation = Math.sqrt((squares[at] as number) / Math.max(1, count))
      deviations[at] = Math.max(1e-8, deviation)
    }
  }
  const scaled = (x: number, at: number): number =>
    cut(count === 0 ? x : (x - (means[at] as number)) / (deviations[at] as number))
  return {
    see(observation) {
      count++
      for (let at = 0; at < size; at++) {
        const x = observation[at] as number
        const before = x - (means[at] as number)
        means[at] = (means[at] as number) + before / count
        squares[at] = (squares[at] as number) + before * (x - (means[at] as number))
      }
    },
    scale(x, at) {
      if (settled !== count) settle()
      return scaled(x, at)
    },
    apply(observation) {
      if (settled !== count) settle()
      const all = new Float64Array(observation.length)
      for (let at = 0; at < all.length; at++) all[at] = scaled(observation[at] as number, at)
      return all
    },
    save: () => ({ count, means: [...means], squares: [...squares] }),
  }
}
