import { cbrt, exp, log, normalQuantile } from '../../protocols/math.ts'

/**
 * A distribution of spans of time, ns, none below 0, as its quantile function: one uniform number a
 * draw, so that a sequence of chance does not depend on what it gave. Tails without an end are cut
 * at the quantile `CUT`: a delay that may be looked at must have a greatest value.
 */
export interface Distribution {
  /** @param uniform in (0, 1) @returns ns, 0..`max`, not whole */
  quantile(uniform: number): number
  /** The greatest span. */
  readonly max: number
}

/** What a distribution is made of; times in ns. */
export type DistributionSpec =
  | { readonly type: 'constant'; readonly value: number }
  | { readonly type: 'uniform'; readonly min: number; readonly max: number }
  /** `sigma` is the standard deviation of the logarithm. */
  | { readonly type: 'log-normal'; readonly median: number; readonly sigma: number }
  | { readonly type: 'gamma'; readonly shape: number; readonly mean: number }
  /** An exponential of that mean behind `shift`. */
  | { readonly type: 'exponential'; readonly mean: number; readonly shift: number }
  /** `scale · shape / x³`, x uniform on `clip`..1: the jitter of ABIDES's latency model. */
  | {
      readonly type: 'cubic'
      readonly scale: number
      readonly shape: number
      readonly clip: number
    }
  /** Values seen, linear between neighbours in order of size. */
  | { readonly type: 'empirical'; readonly values: readonly number[] }

/** The quantile at which endless tails end: one draw in a billion is longer, and is cut to it. */
export const CUT = 1 - 1e-9

const cut = (quantile: (uniform: number) => number): Distribution => ({
  quantile: (uniform) => quantile(Math.min(uniform, CUT)),
  max: quantile(CUT),
})

/** The distribution of a specification. @throws RangeError where a number in it makes no sense */
export function createDistribution(spec: DistributionSpec): Distribution {
  switch (spec.type) {
    case 'constant':
      demand(spec.value >= 0, 'a span is at least 0 ns', spec.value)
      return { quantile: () => spec.value, max: spec.value }
    case 'uniform': {
      const { min, max } = spec
      demand(min >= 0 && max >= min, 'a uniform span needs 0 ≤ min ≤ max', [min, max])
      return { quantile: (uniform) => min + uniform * (max - min), max }
    }
    case 'log-normal': {
      const { median, sigma } = spec
      demand(median > 0 && sigma >= 0, 'a log-normal needs median > 0, sigma ≥ 0', [median, sigma])
      return cut((uniform) => median * exp(sigma * normalQuantile(uniform)))
    }
    case 'exponential': {
      const { mean, shift } = spec
      demand(mean >= 0 && shift >= 0, 'an exponential needs mean ≥ 0, shift ≥ 0', [mean, shift])
      return cut((uniform) => shift - mean * log(1 - uniform))
    }
    case 'gamma':
      return gamma(spec.shape, spec.mean)
    case 'cubic': {
      const { scale, shape, clip } = spec
      demand(scale >= 0 && shape >= 0, 'a cubic needs scale ≥ 0, shape ≥ 0', [scale, shape])
      demand(clip > 0 && clip <= 1, 'a cubic needs a clip above 0, at most 1', clip)
      const at = (x: number): number => (scale * shape) / (x * x * x)
      return { quantile: (uniform) => at(1 - uniform * (1 - clip)), max: at(clip) }
    }
    case 'empirical':
      return empirical(spec.values)
  }
}

function demand(holds: boolean, rule: string, value: unknown): void {
  if (!holds) throw new RangeError(`${rule}, not ${JSON.stringify(value)}`)
}

function empirical(values: readonly number[]): Distribution {
  demand(values.length > 0, 'an empirical distribution needs a value', values)
  const sorted = Float64Array.from(values).sort()
  demand(
    (sorted[0] as number) >= 0 && Number.isFinite(sorted.at(-1)),
    'an empirical span is at least 0 ns',
    sorted[0],
  )
  const last = sorted.length - 1
  return {
    quantile(uniform) {
      const place = uniform * last
      const below = Math.floor(place)
      const low = sorted[below] as number
      return low + (place - below) * ((sorted[Math.min(below + 1, last)] as number) - low)
    },
    max: sorted[last] as number,
  }
}

/** Points of the table from which a gamma's quantiles are read. */
const POINTS = 4_096

/**
 * A gamma of whatever shape, by a table of its distribution function: Simpson's rule over the
 * density in x = t³, which takes the pole at 0 of shapes down to 1/2 away, then read backwards,
 * linear between points, by a guide (Chen and Asau 1974). Off by less than a thousandth of the mean, and the same in every engine.
 */
function gamma(shape: number, mean: number): Distribution {
  demand(shape >= 0.5 && shape <= 1e3, 'a gamma needs a shape of 0.5 to 1,000', shape)
  demand(mean >= 0, 'a gamma needs a mean of at least 0', mean)
  // Beyond this many deviations less than 1 − CUT is left, for any such shape.
  const end = cbrt(shape + 8 * Math.sqrt(shape) + 32)
  const peak = Math.max(shape - 1 / 3, 1 / 6)
  // The density in t, t^(3·shape − 1)·e^(−t³), scaled by its peak so that it does not overflow.
  const top = (shape - 1 / 3) * log(peak) - peak
  const density = (t: number): number =>
    t === 0 ? 0 : exp((3 * shape - 1) * log(t) - t * t * t - top)
  const step = end / POINTS
  const cumulated = new Float64Array(POINTS + 1)
  for (let nth = 0; nth < POINTS; nth++) {
    const from = nth * step
    const area = density(from) + 4 * density(from + step / 2) + density(from + step)
    cumulated[nth + 1] = (cumulated[nth] as number) + area
  }
  const whole = cumulated[POINTS] as number
  const scale = mean / shape
  const last = (sought: number, from: number): number => {
    let low = from
    while (low < POINTS - 1 && (cumulated[low + 1] as number) <= sought) low++
    return low
  }
  // From which point on to look, for each of as many equal steps of the uniform number.
  const guide = new Uint16Array(POINTS)
  for (let nth = 1; nth < POINTS; nth++) {
    guide[nth] = last((nth / POINTS) * whole, guide[nth - 1] as number)
  }
  return cut((uniform) => {
    const sought = uniform * whole
    const low = last(sought, guide[Math.floor(uniform * POINTS)] as number)
    const before = cumulated[low] as number
    const t = (low + (sought - before) / ((cumulated[low + 1] as number) - before)) * step
    return t * t * t * scale
  })
}
