import { exp, LN2_HIGH, LN2_LOW, powerOfTwo } from '../../protocols/math.ts'

/** tanh by the project's own exponential: the same bits on every machine, within 1e-15. */
export const tanh = (x: number): number => {
  if (x > BEYOND) return 1
  if (x < -BEYOND) return -1
  return 1 - 2 / (exp(2 * x) + 1)
}

/** Where tanh is 1, to the last bit. */
const BEYOND = 20

/** 1 / 14!, 1 / 13! … 1 / 1!: what the exponential's series adds, one after the other. */
const SERIES = new Float64Array(14)
for (let of = 1, factorial = 1; of <= SERIES.length; of++) {
  factorial *= of
  SERIES[SERIES.length - of] = 1 / factorial
}

/**
 * The tanh of each, in its place. Four go through the exponential's series side by side, each by the
 * operations of `tanh` in their order and so with its bits, in half the time: a processor has more than one
 * multiplication under way.
 */
export function bend(out: Float64Array): void {
  const whole = out.length & ~3
  for (let at = 0; at < whole; at += 4) bendFour(out, at)
  for (let at = whole; at < out.length; at++) out[at] = tanh(out[at] as number)
}

function bendFour(out: Float64Array, at: number): void {
  const a = 2 * (out[at] as number)
  const b = 2 * (out[at + 1] as number)
  const c = 2 * (out[at + 2] as number)
  const d = 2 * (out[at + 3] as number)
  if (!(isWithin(a) && isWithin(b) && isWithin(c) && isWithin(d))) {
    for (let nth = at; nth < at + 4; nth++) out[nth] = tanh(out[nth] as number)
    return
  }
  const [i, j, k, l] = [wholeOf(a), wholeOf(b), wholeOf(c), wholeOf(d)]
  const [p, q, r, s] = [restOf(a, i), restOf(b, j), restOf(c, k), restOf(d, l)]
  let [e, f, g, h] = [0, 0, 0, 0]
  for (let nth = 0; nth < SERIES.length; nth++) {
    const next = SERIES[nth] as number
    e = e * p + next
    f = f * q + next
    g = g * r + next
    h = h * s + next
  }
  out[at] = tanhOf(p * e, i)
  out[at + 1] = tanhOf(q * f, j)
  out[at + 2] = tanhOf(r * g, k)
  out[at + 3] = tanhOf(s * h, l)
}

/** Whether twice a number is one for the series; NaN is none. */
const isWithin = (x: number): boolean => Math.abs(x) <= 2 * BEYOND

const wholeOf = (x: number): number => Math.round(x / Math.LN2)

const restOf = (x: number, whole: number): number => x - whole * LN2_HIGH - whole * LN2_LOW

/** From e^r − 1 and the power of two that e^2x has beside e^r. */
const tanhOf = (less: number, whole: number): number => 1 - 2 / ((1 + less) * powerOfTwo(whole) + 1)
