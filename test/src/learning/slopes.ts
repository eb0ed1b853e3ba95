/** The slope of `f` at each number, by its values on either side. */
export function slopes(numbers: Float64Array, f: () => number): number[] {
  const step = 1e-5
  return [...numbers].map((kept, at) => {
    numbers[at] = kept + step
    const above = f()
    numbers[at] = kept - step
    const below = f()
    numbers[at] = kept
    return (above - below) / (2 * step)
  })
}
