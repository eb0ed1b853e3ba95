/** Cuts a number into whole bins: bin i is from cut i − 1, included, to cut i, excluded. */
export type Cuts = readonly number[]

/** The bin of `x`: 0..cuts.length. @param cuts ascending */
export function binOf(x: number, cuts: Cuts): number {
  let bin = 0
  while (bin < cuts.length && x >= (cuts[bin] as number)) bin++
  return bin
}

/**
 * Cuts that part a sample into `bins` bins of about equal size; fewer where many values are equal,
 * since equal values share a bin.
 */
export function quantileCuts(sample: readonly number[], bins: number): Cuts {
  const sorted = [...sample].sort((a, b) => a - b)
  const cuts = Array.from(
    { length: bins - 1 },
    (_, nth) => sorted[Math.floor(((nth + 1) * sorted.length) / bins)] as number,
  )
  return [...new Set(cuts)].filter((cut) => cut > (sorted[0] as number))
}

/**
 * The number of a point of several dimensions among all: 0..Π (cuts + 1) − 1.
 *
 * @param point one number a dimension
 * @param cuts one list a dimension
 */
export function cellOf(point: ArrayLike<number>, cuts: readonly Cuts[]): number {
  return cuts.reduce(
    (cell, each, i) => cell * (each.length + 1) + binOf(point[i] as number, each),
    0,
  )
}

/** How many points there are. */
export const cellsOf = (cuts: readonly Cuts[]): number =>
  cuts.reduce((product, each) => product * (each.length + 1), 1)
