import { rootKey } from '../../../protocols/hash.ts'
import { normalQuantile } from '../../../protocols/math.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import { normalCdf } from './distributions.ts'

/** How a bootstrap is done. */
export interface Bootstrap {
  /** 0..1, both excluded; by default 0.95. */
  readonly level?: number
  /** Resamples; by default 2,000. */
  readonly count?: number
  /** Of its chance; by default 1: the same sample gives the same interval. */
  readonly seed?: number
}

/** An estimate and its bias-corrected and accelerated interval. */
export interface BcaInterval {
  readonly estimate: number
  readonly low: number
  readonly high: number
  /** z₀: by how much the resamples lie beside the estimate, in deviations of a normal. */
  readonly bias: number
  /** a: how fast the estimate's error changes with what it estimates. */
  readonly acceleration: number
}

/**
 * The BCa interval of `statistic`, by resampling places with replacement. Of a sample whose resamples
 * all agree the interval is the estimate itself; of fewer than two places it is NaN.
 *
 * Source: Efron (1987), "Better bootstrap confidence intervals", JASA 82; Efron and Tibshirani
 * (1993), section 14.3: z₀ in (14.14), a in (14.15).
 *
 * @param sample one row a place: whatever `statistic` understands
 */
export function bcaInterval<Row>(
  sample: readonly Row[],
  statistic: (rows: readonly Row[]) => number,
  { level = 0.95, count = 2_000, seed = 1 }: Bootstrap = {},
): BcaInterval {
  const estimate = statistic(sample)
  const size = sample.length
  const unknown = { bias: Number.NaN, acceleration: Number.NaN }
  if (size < 2 || Number.isNaN(estimate)) {
    return { estimate, low: Number.NaN, high: Number.NaN, ...unknown }
  }
  const random = createRandomStream(rootKey(seed, 'bca'))
  const rows = [...sample]
  const replicates = Float64Array.from({ length: count }, () => {
    for (let place = 0; place < size; place++) {
      rows[place] = sample[random.integer(0, size - 1)] as Row
    }
    return statistic(rows)
  })
    .filter((value) => !Number.isNaN(value))
    .sort()
  const [least, most] = [replicates[0], replicates.at(-1)]
  if (least === undefined || most === undefined || least === most) {
    return {
      estimate,
      low: least ?? Number.NaN,
      high: most ?? Number.NaN,
      bias: 0,
      acceleration: 0,
    }
  }
  const bias = biasOf(replicates, estimate)
  const acceleration = accelerationOf(sample, statistic)
  const at = (share: number): number => {
    const z = bias + normalQuantile(share)
    const corrected = normalCdf(bias + z / (1 - acceleration * z))
    return percentile(replicates, corrected)
  }
  const tail = (1 - level) / 2
  return { estimate, low: at(tail), high: at(1 - tail), bias, acceleration }
}

/** Ties count half, so that statistics of few values have no bias by that alone. */
function biasOf(sorted: Float64Array, estimate: number): number {
  let below = 0
  for (const value of sorted) {
    if (value < estimate) below += 1
    else if (value === estimate) below += 0.5
  }
  const share = below / sorted.length
  const end = 0.5 / sorted.length
  return normalQuantile(Math.min(1 - end, Math.max(end, share)))
}

/** By the jackknife: Σ d³ / (6 (Σ d²)^1.5), of the distances of the left-out statistics' mean. */
function accelerationOf<Row>(
  sample: readonly Row[],
  statistic: (rows: readonly Row[]) => number,
): number {
  const left = sample.map((_, place) => statistic(sample.filter((_row, other) => other !== place)))
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length
  let [squares, cubes] = [0, 0]
  for (const value of left) {
    squares += (mean - value) ** 2
    cubes += (mean - value) ** 3
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0
}

/** The nearest rank: the ⌈share·n⌉-th. */
function percentile(sorted: Float64Array, share: number): number {
  const rank = Math.ceil(share * sorted.length) - 1
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank))] as number
}
