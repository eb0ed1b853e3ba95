import { drawUniform, type Key } from '../../protocols/hash.ts'
import { exp, expm1, normalQuantile } from '../../protocols/math.ts'

/** The dyadic levels of a block: it is 2^47 ns long, 39 hours, and its leaves 1 ns. */
const TOP = 47
const BLOCK = 2 ** TOP
const TWO_32 = 2 ** 32
/** Above every |z| that `normalQuantile` can give for 53 bits, 8.3; the rest covers rounding. */
const Z_MAX = 8.5

/** What the halves of a level's intervals are drawn with. Entry L is for intervals of 2^L ns. */
interface Levels {
  /** Half the interval, ns. */
  readonly half: Float64Array
  /** The midpoint's mean is this times the sum of the ends. */
  readonly weight: Float64Array
  /** The midpoint's standard deviation given both ends, ticks. */
  readonly deviation: Float64Array
  /** How far inside an interval the path can leave the hull of its ends and 0, ticks. */
  readonly reach: Float64Array
  /** The least part of its ends' average that the path keeps through all levels below. */
  readonly kept: Float64Array
}

/**
 * An Ornstein-Uhlenbeck bridge over 2h: given its ends a and b, the midpoint is normal with mean
 * (a + b) / (2·cosh κh) and variance θ²/(2κ)·tanh κh. κh may be 1e-16: both are taken by expm1. With
 * κ = 0 that is Brownian motion, (a + b) / 2 and θ²h/2.
 */
function levelsOf(kappa: number, theta: number): Levels {
  const half = new Float64Array(TOP + 1)
  const weight = new Float64Array(TOP + 1)
  const deviation = new Float64Array(TOP + 1)
  const reach = new Float64Array(TOP + 1)
  const kept = new Float64Array(TOP + 1).fill(1)
  for (let level = 1; level <= TOP; level++) {
    half[level] = 2 ** (level - 1)
    const x = kappa * (half[level] as number)
    const decayed = 1 + exp(-2 * x)
    weight[level] = exp(-x) / decayed
    const variance =
      kappa === 0 ? (half[level] as number) / 2 : -expm1(-2 * x) / (decayed * 2 * kappa)
    deviation[level] = theta * Math.sqrt(variance)
    reach[level] = (reach[level - 1] as number) + Z_MAX * (deviation[level] as number)
    kept[level] = (kept[level - 1] as number) * 2 * (weight[level] as number)
  }
  return { half, weight, deviation, reach, kept }
}

/** A path of whole numbers: the deviation from the mean plus what else there is, rounded. */
export type Path = (offset: number, base: number) => number

/**
 * An Ornstein-Uhlenbeck process from 0 as a pure function of a key and time, sampled exactly.
 *
 * Blocks of 2^47 ns are chained by the exact step; inside one, each midpoint of the dyadic tree is
 * drawn given both ends of its interval, with a normal keyed by its own time, down to the
 * nanosecond. So each moment has one value, and an extra look changes none.
 *
 * The tree's way to the last look is kept, and a look near it goes on from where the two part. It
 * stops as soon as all the values that the draws left could lead to round to one: draws have 53
 * bits and so are bounded, and the answer is that of the full descent. A look costs 1 to 2 µs where
 * they come a second apart, and at worst, all over the block, 47 draws, about 5 µs.
 *
 * @param kappa reversion a ns, 0 or more: 0 is Brownian motion
 * @param theta standard deviation of the change over one ns, ticks
 * @returns the value rounded(base + X(offset)), at `offset` ns ≥ 0 from the beginning
 */
export function createPath(key: Key, kappa: number, theta: number): Path {
  const { half, weight, deviation, reach, kept } = levelsOf(kappa, theta)
  const decay = exp(-kappa * BLOCK)
  const blockVariance = kappa === 0 ? BLOCK : -expm1(-2 * kappa * BLOCK) / (2 * kappa)
  const blockDeviation = theta * Math.sqrt(blockVariance)
  const normal = (at: number): number => normalQuantile(drawUniform(key, at, 0))

  const ends = [0]
  const endOf = (block: number): number => {
    while (ends.length <= block) {
      const before = ends[ends.length - 1] as number
      ends.push(before * decay + blockDeviation * normal(ends.length * BLOCK))
    }
    return ends[block] as number
  }

  // The way to the last look: at each level from TOP down to `depth`, its interval and both ends.
  const start = new Float64Array(TOP + 1)
  const left = new Float64Array(TOP + 1)
  const right = new Float64Array(TOP + 1)
  let depth = TOP
  let last = Number.NaN

  const resume = (offset: number): number => {
    const block = Math.floor(offset / BLOCK)
    if (block === Math.floor(last / BLOCK)) return Math.max(depth, commonLevel(offset, last))
    start[TOP] = block * BLOCK
    left[TOP] = endOf(block)
    right[TOP] = endOf(block + 1)
    return TOP
  }

  const descend = (offset: number, level: number): void => {
    const middle = (start[level] as number) + (half[level] as number)
    const a = left[level] as number
    const b = right[level] as number
    const x = (weight[level] as number) * (a + b) + (deviation[level] as number) * normal(middle)
    const isLeft = offset < middle
    start[level - 1] = isLeft ? (start[level] as number) : middle
    left[level - 1] = isLeft ? a : x
    right[level - 1] = isLeft ? x : b
  }

  /** What each value that the path can still take rounds to; NaN where that is not one number. */
  const settled = (level: number, base: number): number => {
    const margin = reach[level] as number
    if (margin > 0.5) return Number.NaN
    const a = left[level] as number
    const b = right[level] as number
    const least = kept[level] as number
    const low = Math.round(base + towardsZero(Math.min(a, b), least) - margin)
    const high = Math.round(base - towardsZero(Math.min(-a, -b), least) + margin)
    return low === high ? low : Number.NaN
  }

  return (offset, base) => {
    let level = resume(offset)
    last = offset
    for (;;) {
      depth = level
      if (level === 0) return Math.round(base + (left[0] as number))
      const value = settled(level, base)
      if (!Number.isNaN(value)) return value
      descend(offset, level)
      level -= 1
    }
  }
}

/** The lower bound of `end` once reverted by a factor of `kept`..1. */
const towardsZero = (end: number, kept: number): number => (end < 0 ? end : end * kept)

/** The lowest level at which both moments of one block are in the same interval. */
function commonLevel(one: number, other: number): number {
  const high = Math.floor(one / TWO_32) ^ Math.floor(other / TWO_32)
  if (high !== 0) return 64 - Math.clz32(high)
  return 32 - Math.clz32((one >>> 0) ^ (other >>> 0))
}
