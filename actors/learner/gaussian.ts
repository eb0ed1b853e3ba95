import { exp } from '../../protocols/math.ts'
import type { ActionHead } from './action-head.ts'
import type { Box } from './space.ts'
import { tanh } from './tanh.ts'

/** ½ ln 2π. */
const HALF_LN_TAU = 0.918_938_533_204_672_8

/** Between what ln deviations of a squashed normal are kept (Haarnoja et al. 2018, their code). */
const LN_DEVIATIONS = { least: -20, most: 2 } as const

/** A squashed normal's ln deviation as it is used. */
export const keptLnDeviation = (x: number): number =>
  Math.min(LN_DEVIATIONS.most, Math.max(LN_DEVIATIONS.least, x))

/**
 * How −1..1 lies in a box: to its bounds where both are finite, and as it is where one is not.
 * @returns centre and half width of each number
 */
function scaleOf({ low, high }: Box): { readonly centre: number; readonly half: number }[] {
  return Array.from(low, (bottom, at) => {
    const top = high[at] as number
    const isBounded = Number.isFinite(bottom) && Number.isFinite(top)
    return isBounded
      ? { centre: (bottom + top) / 2, half: (top - bottom) / 2 }
      : { centre: 0, half: 1 }
  })
}

/** How parts in −1..1 are a point of the box: cut to its bounds. */
export function pointOf(space: Box): (parts: readonly number[]) => Float64Array {
  const scale = scaleOf(space)
  return (parts) =>
    Float64Array.from(scale, ({ centre, half }, at) => {
      const x = centre + half * (parts[at] as number)
      return Math.min(space.high[at] as number, Math.max(space.low[at] as number, x))
    })
}

/**
 * Independent normals, the network's outputs their means, in units in which the box goes from −1 to 1. The
 * ln of their deviations are numbers of the head's own, the same whatever is seen. A draw is not squashed:
 * what lies beyond the bounds is done as the bound, and learned from as it was drawn.
 *
 * @param numbers flat, in which the ln deviations begin at `from`; read at each call
 */
export function createGaussian(space: Box, numbers: ArrayLike<number>, from: number): ActionHead {
  const count = space.low.length
  const lnDeviation = (at: number): number => numbers[from + at] as number
  return {
    likeliest: (out) => Array.from(out),
    choose: (out, random) =>
      Array.from(out, (mean, at) => random.normal(mean, exp(lnDeviation(at)))),
    actionOf: pointOf(space),
    weigh(out, parts) {
      let density = 0
      let entropy = 0
      const far = Float64Array.from(out, (mean, at) => {
        const z = ((parts[at] as number) - mean) / exp(lnDeviation(at))
        density -= 0.5 * z * z + lnDeviation(at) + HALF_LN_TAU
        entropy += lnDeviation(at) + HALF_LN_TAU + 0.5
        return z
      })
      return {
        ...{ log: density, entropy },
        slopes(byLog, byEntropy, into, gradient) {
          for (let at = 0; at < count; at++) {
            const z = far[at] as number
            into[at] = (byLog * z) / exp(lnDeviation(at))
            const own = byLog * (z * z - 1) + byEntropy
            gradient[from + at] = (gradient[from + at] as number) + own
          }
        },
      }
    },
  }
}

/**
 * Normals whose means and ln deviations the network gives, brought into −1..1 by tanh and from there to
 * the box's bounds (Haarnoja et al. 2018, appendix C). The likeliest is the tanh of the means.
 *
 * @throws RangeError where a bound is not finite
 */
export function createSquashed(space: Box): ActionHead {
  const count = space.low.length
  if (![...space.low, ...space.high].every(Number.isFinite)) {
    throw new RangeError('squashed actions have finite bounds')
  }
  const means = (out: Float64Array): Float64Array => out.subarray(0, count)
  return {
    likeliest: (out) => Array.from(means(out), tanh),
    choose: (out, random) =>
      Array.from(means(out), (mean, at) =>
        tanh(random.normal(mean, exp(keptLnDeviation(out[count + at] as number)))),
      ),
    actionOf: pointOf(space),
    weigh() {
      throw new RangeError('a squashed head is learned by its own drawing, not by weighing')
    },
  }
}
