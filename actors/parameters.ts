import { z } from 'zod'
import {
  DAY,
  HOUR,
  MICROSECOND,
  MILLISECOND,
  MINUTE,
  NANOS_MAX,
  type Nanos,
  nanos,
  PRICE_MAX,
  SECOND,
  SIZE_MAX,
} from '../protocols/units.ts'

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: MICROSECOND,
  ms: MILLISECOND,
  s: SECOND,
  min: MINUTE,
  h: HOUR,
  d: DAY,
}
const PATTERN = '^\\d+(\\.\\d+)? ?(ns|us|ms|s|min|h|d)$'
const SPELLING =
  'a duration is a number and its unit, as in "50 ns", "10 us", "3 ms", "1.5 s", "2 min", ' +
  '"6.5 h" or "48 d", or a whole number of nanoseconds'

/**
 * Reads a duration: digits, perhaps a decimal point, perhaps one space, and ns, us, ms, s, min, h
 * or d; or a whole number of nanoseconds. Decimal digits are counted exactly, never as a float.
 *
 * @returns whole nanoseconds, 0..NANOS_MAX, or a sentence that says what would be right
 */
export function parseDuration(value: string | number): Nanos | string {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0 && value <= NANOS_MAX) return nanos(value)
    return `${value} is not a whole number of nanoseconds, 0 or more: ${SPELLING}`
  }
  const [, whole, fraction = '', unit = ''] =
    /^(\d+)(?:\.(\d+))? ?(ns|us|ms|s|min|h|d)$/.exec(value) ?? []
  if (whole === undefined) return `"${value}" is not a duration: ${SPELLING}`
  const scaled = BigInt(whole + fraction) * BigInt(UNITS[unit] as number)
  const divisor = 10n ** BigInt(fraction.length)
  if (scaled % divisor !== 0n) {
    return `"${value}" is not a whole number of nanoseconds: use fewer decimals`
  }
  const count = scaled / divisor
  if (count > BigInt(NANOS_MAX)) return `"${value}" is too long: at most 104 days`
  return nanos(Number(count))
}

/**
 * A span or a moment of virtual time in a scenario file: `"37 s"`, `"1.5 ms"`, or whole
 * nanoseconds. Gives `Nanos`; what it gives is itself valid input.
 *
 * @param min the shortest that is allowed, in ns
 */
export function duration(min = 0) {
  const written = z
    .string({ error: SPELLING })
    .meta({ pattern: PATTERN, examples: ['50 ns', '1.5 s', '48 d'] })
  const counted = z.number({ error: SPELLING }).meta({ minimum: min, multipleOf: 1 })
  return z
    .union([written, counted], { error: SPELLING })
    .transform((value, { addIssue }): Nanos => {
      const parsed = parseDuration(value)
      if (typeof parsed === 'number' && parsed >= min) return parsed
      const message =
        typeof parsed === 'string' ? parsed : `must be at least ${min} ns, not ${value}`
      addIssue({ code: 'custom', message, input: value })
      return z.NEVER
    })
}

/** A duration of at least 1 ns: a mean, a period, a half-life. */
export const span = () => duration(1)

/** A probability or a share, 0..1, both included. */
export const probability = () => z.number().min(0).max(1)

/** A whole number of lots, 1..SIZE_MAX. */
export const size = () => z.int().min(1).max(SIZE_MAX)

/** A price in whole ticks, 1..PRICE_MAX. */
export const price = () => z.int().min(1).max(PRICE_MAX)

/** A finite number, 0 or more: a variance, a deviation, a factor. */
export const nonNegative = () => z.number().nonnegative()
