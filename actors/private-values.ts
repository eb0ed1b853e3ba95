import type { Random } from './actor.ts'

/**
 * What holding units of an instrument is worth to one trader beyond what they are worth to all:
 * `limit` units long and `limit` short at most, each further unit worth less than the one before.
 *
 * Source: Goldman, and Wah and Wellman 2013 (section 3.3): 2·limit draws of N(0, deviation²),
 * sorted from the largest down.
 */
export interface PrivateValues {
  /** Ticks that one more unit is worth at this position; −Infinity where there may be no more. */
  toBuy(position: number): number
  /** Ticks that the last unit was worth, and are lost by selling; Infinity where none may be sold. */
  toSell(position: number): number
  /** Ticks that the whole position is worth beyond the value of its units. */
  of(position: number): number
}

/**
 * Draws a trader's private values: `2·limit` normal draws, in this order and before any other.
 * @param deviation of one value, ticks
 * @param limit units, long or short, at least 1
 */
export function drawPrivateValues(
  random: Pick<Random, 'normal'>,
  deviation: number,
  limit: number,
): PrivateValues {
  const values = Float64Array.from({ length: 2 * limit }, () => random.normal(0, deviation))
  values.sort().reverse()
  const at = (unit: number, beyond: number): number => values[unit + limit] ?? beyond
  return {
    toBuy: (position) => at(position, Number.NEGATIVE_INFINITY),
    toSell: (position) => at(position - 1, Number.POSITIVE_INFINITY),
    of(position) {
      let sum = 0
      for (let unit = 0; unit < position; unit++) sum += at(unit, 0)
      for (let unit = -1; unit >= position; unit--) sum -= at(unit, 0)
      return sum
    },
  }
}
