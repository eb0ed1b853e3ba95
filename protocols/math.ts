/**
 * Elementary functions that give the same bits on every machine.
 *
 * `Math.exp`, `Math.log` and their kin are not specified to the last bit, and engines differ. Where
 * such a value decides a result, these are used: only + − × ÷ and the square root, which IEEE 754
 * rounds in one way, in a fixed order. Errors are at most 2 units in the last place (exp, log, cbrt)
 * or 4 (expm1, log1p), over all of their range.
 */
/** ln 2 in two parts: the first has zeros behind, so that a whole number times it is exact. */
export const LN2_HIGH = 0.6931471803691238
/** @see LN2_HIGH */
export const LN2_LOW = 1.9082149292705877e-10
const bits = new DataView(new ArrayBuffer(8))

/** 2^exponent at exponent + 1022. */
const POWERS = new Float64Array(2_046)
for (let at = 0; at < POWERS.length; at++) {
  bits.setUint32(0, (at + 1) << 20)
  POWERS[at] = bits.getFloat64(0)
}
/** 2^exponent, for whole exponents in −1022..1023. */
export const powerOfTwo = (exponent: number): number => POWERS[exponent + 1_022] as number

/** Σ r^k / (k + 1)! for k = 0..13: (e^r − 1) / r on |r| ≤ 0.35. */
function expSeries(r: number): number {
  let sum = 1 / 87178291200
  sum = sum * r + 1 / 6227020800
  sum = sum * r + 1 / 479001600
  sum = sum * r + 1 / 39916800
  sum = sum * r + 1 / 3628800
  sum = sum * r + 1 / 362880
  sum = sum * r + 1 / 40320
  sum = sum * r + 1 / 5040
  sum = sum * r + 1 / 720
  sum = sum * r + 1 / 120
  sum = sum * r + 1 / 24
  sum = sum * r + 1 / 6
  sum = sum * r + 1 / 2
  return sum * r + 1
}

/** e^x. */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return x > 0 ? Number.POSITIVE_INFINITY : Number.NaN
  if (x < -745.1332191019412) return 0
  const k = Math.round(x / Math.LN2)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  const half = k >> 1
  return (1 + r * expSeries(r)) * powerOfTwo(half) * powerOfTwo(k - half)
}

/** e^x − 1, exact to rounding near 0. */
export function expm1(x: number): number {
  return Math.abs(x) < 0.34 ? x * expSeries(x) : exp(x) - 1
}

/** 2·artanh(s) for |s| ≤ 0.172: the logarithm of (1 + s)/(1 − s). */
function logSeries(s: number): number {
  const z = s * s
  let sum = 1 / 25
  sum = sum * z + 1 / 23
  sum = sum * z + 1 / 21
  sum = sum * z + 1 / 19
  sum = sum * z + 1 / 17
  sum = sum * z + 1 / 15
  sum = sum * z + 1 / 13
  sum = sum * z + 1 / 11
  sum = sum * z + 1 / 9
  sum = sum * z + 1 / 7
  sum = sum * z + 1 / 5
  sum = sum * z + 1 / 3
  return 2 * s + 2 * s * z * sum
}

/** The natural logarithm; −∞ at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  const subnormal = x < 2.2250738585072014e-308
  bits.setFloat64(0, subnormal ? x * 18014398509481984 : x)
  const high = bits.getUint32(0)
  let exponent = (high >>> 20) - 1023 - (subnormal ? 54 : 0)
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000)
  let mantissa = bits.getFloat64(0)
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent += 1
  }
  const f = mantissa - 1
  return exponent * LN2_HIGH + (logSeries(f / (2 + f)) + exponent * LN2_LOW)
}

/** ln(1 + x), exact to rounding near 0. */
export function log1p(x: number): number {
  // Half of a subnormal number may be nothing.
  if (Math.abs(x) < 2 ** -54) return x
  return x > -0.29 && x < 0.41 ? logSeries(x / (2 + x)) : log(1 + x)
}

/** base^exponent for base > 0: through exp and log, so about 1e-14 relative at large exponents. */
export function pow(base: number, exponent: number): number {
  return exp(exponent * log(base))
}

/** The cube root. */
export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x
  const magnitude = Math.abs(x)
  // Near the ends of the range the guess's cube would lose bits or overflow.
  if (magnitude < 1e-290) return cbrt(x * 2 ** 54) / 2 ** 18
  if (magnitude > 1e290) return cbrt(x / 2 ** 54) * 2 ** 18
  const guess = exp(log(magnitude) / 3)
  const root = guess - (guess * guess * guess - magnitude) / (3 * guess * guess)
  return x < 0 ? -root : root
}

/**
 * The standard normal quantile: the z with P(Z < z) = p, for 0 < p < 1.
 * Wichura 1988, algorithm AS 241 (PPND16), relative error about 1e-16.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q)
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p))
  const z = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5)
  return q < 0 ? -z : z
}

type Ratio = readonly [readonly number[], readonly number[]]

function ratio([numerator, denominator]: Ratio, x: number): number {
  let top = 0
  let bottom = 0
  for (let k = 7; k >= 0; k--) {
    top = top * x + (numerator[k] as number)
    bottom = bottom * x + (denominator[k] as number)
  }
  return top / bottom
}

const CENTRE: Ratio = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
    39307.89580009271, 28729.085735721943, 5226.495278852854,
  ],
]
const MIDDLE: Ratio = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
    0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
  ],
]
const TAIL: Ratio = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
    0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
]
