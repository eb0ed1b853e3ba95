/**
 * P-values corrected for how many there are, in their order: each is the smallest level at which its
 * test is rejected. NaN stays NaN and does not count.
 */
export type Correction = (p: readonly number[]) => number[]

/**
 * Holm's step-down: the chance of one false rejection or more is at most the level, whatever the
 * tests have to do with one another.
 *
 * Source: Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian
 * Journal of Statistics 6.
 */
export const holm: Correction = (p) => {
  const order = ascending(p)
  let most = 0
  return placed(p, order, (value, rank) => {
    most = Math.max(most, Math.min(1, (order.length - rank) * value))
    return most
  })
}

/**
 * Benjamini and Hochberg's step-up: the share of rejections that are false is, in the mean, at most
 * the level, where tests are independent or positively dependent.
 *
 * Source: Benjamini and Hochberg (1995), "Controlling the false discovery rate", JRSS B 57.
 */
export const benjaminiHochberg: Correction = (p) => {
  const order = ascending(p).reverse()
  let least = 1
  return placed(p, order, (value, rank) => {
    least = Math.min(least, (order.length / (order.length - rank)) * value)
    return least
  })
}

/** As they are. */
export const uncorrected: Correction = (p) => [...p]

/** The corrections by their names in a study file. */
export const CORRECTIONS = {
  holm,
  'benjamini-hochberg': benjaminiHochberg,
  none: uncorrected,
} as const satisfies Readonly<Record<string, Correction>>

function ascending(p: readonly number[]): number[] {
  const places = Array.from(p.keys()).filter((place) => !Number.isNaN(p[place] as number))
  return places.sort((a, b) => (p[a] as number) - (p[b] as number))
}

function placed(
  p: readonly number[],
  order: readonly number[],
  correct: (value: number, rank: number) => number,
): number[] {
  const corrected = p.map(() => Number.NaN)
  for (const [rank, place] of order.entries()) {
    corrected[place] = correct(p[place] as number, rank)
  }
  return corrected
}
