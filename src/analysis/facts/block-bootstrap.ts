import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'

/** How a series is resampled. */
export interface Resampling {
  /** `moving`: blocks of one length; `stationary`: lengths geometric about it, round the end. */
  readonly kind: 'moving' | 'stationary'
  /** Length of a block, or its mean; 1 draws place by place. */
  readonly block: number
  /** How many resamples. */
  readonly count: number
  /** Its own seed: the same one gives the same intervals. */
  readonly seed: number
}

/**
 * Resamples of a series of `length` places, each as the number of times that a place was drawn, so
 * that a statistic of neighbours takes every neighbour from the series itself and none across the
 * seam of two blocks ("blocks of blocks"). Each resample counts `length` places in all.
 *
 * Source: Künsch (1989), "The jackknife and the bootstrap for general stationary observations",
 * Annals of Statistics 17 (moving); Politis and Romano (1994), "The stationary bootstrap", Journal
 * of the American Statistical Association 89; blocks of blocks: Politis and Romano (1992).
 */
export function* resamples(length: number, resampling: Resampling): Generator<Float64Array, void> {
  const { kind, count, seed } = resampling
  const block = Math.max(1, Math.min(resampling.block, length))
  const random = createRandomStream(rootKey(seed, 'bootstrap'))
  for (let number = 0; number < count; number++) {
    const weights = new Float64Array(length)
    for (let drawn = 0; drawn < length; ) {
      const isMoving = kind === 'moving'
      const first = random.integer(0, isMoving ? length - Math.floor(block) : length - 1)
      // Geometric with mean `block`, by inversion of an exponential.
      const long = isMoving ? Math.floor(block) : geometric(random.uniform(), block)
      for (let step = 0; step < long && drawn < length; step++, drawn++) {
        const place = (first + step) % length
        weights[place] = (weights[place] as number) + 1
      }
    }
    yield weights
  }
}

/** A length of at least 1 with the given mean, from a uniform in [0, 1). */
function geometric(uniform: number, mean: number): number {
  if (mean <= 1) return 1
  return 1 + Math.floor(Math.log(1 - uniform) / Math.log(1 - 1 / mean))
}

/** An estimate with what resampling says of its error. */
export interface Interval {
  readonly estimate: number
  /** Standard deviation over the resamples. */
  readonly error: number
  /** The 2.5th and the 97.5th percentile of the resamples, by the nearest rank. */
  readonly low: number
  readonly high: number
}

/** The percentile interval of `replicates`, which are left unsorted; NaN ones are left out. */
export function intervalOf(estimate: number, replicates: ArrayLike<number>): Interval {
  const sorted = Float64Array.from(replicates)
    .filter((value) => !Number.isNaN(value))
    .sort()
  const count = sorted.length
  if (count < 2) return { estimate, error: Number.NaN, low: Number.NaN, high: Number.NaN }
  const centre = sorted.reduce((sum, value) => sum + value, 0) / count
  const squares = sorted.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  const rank = (share: number): number =>
    sorted[Math.min(count - 1, Math.max(0, Math.ceil(share * count) - 1))] as number
  return {
    estimate,
    error: Math.sqrt(squares / (count - 1)),
    low: rank(0.025),
    high: rank(0.975),
  }
}

/**
 * Half-widths of a band that holds a whole function at once: with 95 % of the resamples wholly
 * inside. Each place is as wide as its own error times one factor, the 95th percentile of the
 * largest studentised deviation.
 *
 * Source: Romano and Wolf (2005), "Stepwise multiple testing as formalized data snooping",
 * Econometrica 73, section 4; the sup-t band of Montiel Olea and Plagborg-Møller (2019).
 *
 * @param replicates each a function as long as `estimate`
 */
export function jointBand(
  estimate: ArrayLike<number>,
  replicates: readonly ArrayLike<number>[],
): Float64Array {
  const errors = Float64Array.from(estimate, (value, place) => {
    const own = replicates.map((replicate) => replicate[place] as number)
    return intervalOf(value, own).error
  })
  const largest = Float64Array.from(replicates, (replicate) => {
    let most = 0
    for (let place = 0; place < errors.length; place++) {
      const error = errors[place] as number
      if (!(error > 0)) continue
      const off = Math.abs((replicate[place] as number) - (estimate[place] as number)) / error
      if (off > most) most = off
    }
    return most
  }).sort()
  const factor = largest[Math.max(0, Math.ceil(0.95 * largest.length) - 1)] ?? Number.NaN
  return errors.map((error) => error * factor)
}
