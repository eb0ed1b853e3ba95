/** Coefficients of Lanczos' series, g = 7, n = 9 (Godfrey 2001): relative error about 1e-15. */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const

/** ln Γ(x), for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const at = x - 1
  const base = at + 7.5
  const sum = LANCZOS.reduce((total, value, k) => (k === 0 ? value : total + value / (at + k)), 0)
  return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(base) - base + Math.log(sum)
}

/**
 * The regularised incomplete beta function I_x(a, b), by its continued fraction in Lentz's way.
 *
 * Source: Press et al. (2007), Numerical Recipes, section 6.4.
 *
 * @param x 0..1
 * @param a above 0
 * @param b above 0
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast on this side of the mean alone.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  )
  const held = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  let c = 1
  let d = 1 / held(1 - ((a + b) * x) / (a + 1))
  let sum = d
  for (let m = 1; m <= 1_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / held(1 + even * d)
    c = held(1 + even / c)
    sum *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / held(1 + odd * d)
    c = held(1 + odd / c)
    sum *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return (front * sum) / a
}

/** P(T ≤ t) of Student's t. @param freedom degrees of freedom, above 0 */
export function studentCdf(t: number, freedom: number): number {
  if (t === Number.POSITIVE_INFINITY) return 1
  if (t === Number.NEGATIVE_INFINITY) return 0
  const tail = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}

/** The t with P(T ≤ t) = `share`, by bisection to the last bit. @param share 0..1, both excluded */
export function studentQuantile(share: number, freedom: number): number {
  if (share < 0.5) return -studentQuantile(1 - share, freedom)
  let [low, high] = [0, 1]
  while (studentCdf(high, freedom) < share) high *= 2
  for (;;) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) return middle
    if (studentCdf(middle, freedom) < share) low = middle
    else high = middle
  }
}

/** P(Z ≤ z) of the standard normal: through the incomplete gamma, relative error about 1e-14. */
export function normalCdf(z: number): number {
  const tail = upperGamma((z * z) / 2) / 2
  return z > 0 ? 1 - tail : tail
}

/** Q(1/2, x): by its series below 1.5, by its continued fraction above. */
function upperGamma(x: number): number {
  const front = Math.exp(-x) * Math.sqrt(x / Math.PI)
  if (x < 1.5) {
    let [term, sum] = [2, 2]
    for (let k = 1; Math.abs(term) > sum * 1e-17; k++) {
      term *= x / (k + 0.5)
      sum += term
    }
    return 1 - front * sum
  }
  let b = x + 0.5
  let c = 1e300
  let d = 1 / b
  let fraction = d
  for (let k = 1; k < 1_000; k++) {
    const a = -k * (k - 0.5)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return front * fraction
}

/**
 * P(T ≤ t) of the noncentral t: Φ(t·s − δ) in the mean over s = √(χ²/ν), by Simpson's rule.
 * Absolute error below 1e-8 for freedom of 2 or more.
 *
 * @param shift the noncentrality δ
 */
export function noncentralStudentCdf(t: number, freedom: number, shift: number): number {
  const half = freedom / 2
  const scale = Math.log(2) + half * Math.log(half) - logGamma(half)
  const density = (s: number): number =>
    s <= 0 ? 0 : Math.exp(scale + (freedom - 1) * Math.log(s) - half * s * s)
  const reach = 10 / Math.sqrt(2 * freedom)
  const from = Math.max(0, 1 - reach)
  const steps = 2_000
  const step = (1 + reach - from) / steps
  let sum = 0
  for (let k = 0; k <= steps; k++) {
    const s = from + k * step
    const weight = k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2
    sum += weight * density(s) * normalCdf(t * s - shift)
  }
  return (sum * step) / 3
}
