/** What Adam remembers: plain numbers. */
export interface AdamState {
  readonly first: Float64Array
  readonly second: Float64Array
  readonly powers: readonly [number, number]
}

/** A way down a gradient. */
export interface Adam {
  /** Moves `numbers` against `gradient`. */
  step(numbers: Float32Array, gradient: Float64Array, rate: number): void
  save(): AdamState
}

/** Adam (Kingma and Ba 2015, algorithm 1), β₁ = .9, β₂ = .999, ε = 1e-5, on a flat vector. */
export function createAdam(size: number, from?: AdamState): Adam {
  const first = Float64Array.from(from?.first ?? new Float64Array(size))
  const second = Float64Array.from(from?.second ?? new Float64Array(size))
  let [power1, power2] = from?.powers ?? [1, 1]
  return {
    step(numbers, gradient, rate) {
      power1 *= 0.9
      power2 *= 0.999
      for (let at = 0; at < size; at++) {
        const g = gradient[at] as number
        const m = 0.9 * (first[at] as number) + 0.1 * g
        const v = 0.999 * (second[at] as number) + 0.001 * g * g
        first[at] = m
        second[at] = v
        const step = (rate * (m / (1 - power1))) / (Math.sqrt(v / (1 - power2)) + 1e-5)
        numbers[at] = (numbers[at] as number) - step
      }
    },
    save: () => ({ first: first.slice(), second: second.slice(), powers: [power1, power2] }),
  }
}

/** The gradient, cut to a norm of at most `most`. */
export function clipped(gradient: Float64Array, most: number): Float64Array {
  const norm = Math.sqrt(gradient.reduce((sum, x) => sum + x * x, 0))
  return norm <= most ? gradient : gradient.map((x) => (x * most) / norm)
}
