/** Steps downhill on a flat vector of numbers, that remember the steps before. */
export interface Adam {
  /** Moves `numbers` against `gradient`, by about `rate` each. */
  step(numbers: Float32Array, gradient: Float64Array, rate: number): void
}

/** Adam (Kingma and Ba 2015, algorithm 1), β₁ = .9, β₂ = .999, ε = 1e-5. */
export function createAdam(size: number): Adam {
  const [first, second] = [new Float64Array(size), new Float64Array(size)]
  let [power1, power2] = [1, 1]
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
  }
}
