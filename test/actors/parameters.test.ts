import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { duration, span } from '../../actors/parameters.ts'
import { NANOS_MAX } from '../../protocols/units.ts'

const UNITS = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9, d: 86400e9 } as const
const unit = fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[]))

test.each([
  ['50 ns', 50],
  ['10 us', 10_000],
  ['3 ms', 3_000_000],
  ['1.5 s', 1_500_000_000],
  ['37 s', 37_000_000_000],
  ['2min', 120_000_000_000],
  ['6.5 h', 23_400_000_000_000],
  ['48 d', 4_147_200_000_000_000],
  ['0.1 us', 100],
  ['1.1 s', 1_100_000_000],
  [1_000, 1_000],
  [0, 0],
])('%s is %d ns', (written, counted) => {
  expect(duration().parse(written)).toBe(counted)
})

test('a whole number of any unit is that many nanoseconds, and gives itself again', () => {
  fc.assert(
    fc.property(fc.nat(1000), unit, fc.boolean(), (count, name, spaced) => {
      const fits = count * UNITS[name] <= NANOS_MAX
      const parsed = duration().safeParse(`${count}${spaced ? ' ' : ''}${name}`)
      expect(parsed.success).toBe(fits)
      if (fits) expect(parsed.data).toBe(count * UNITS[name])
      if (fits) expect(duration().parse(parsed.data)).toBe(parsed.data)
    }),
  )
})

test('decimals are counted, not rounded: a unit has as many as its nanoseconds allow', () => {
  fc.assert(
    fc.property(fc.nat(8_000_000), fc.nat(999_999_999), (whole, fraction) => {
      const written = `${whole}.${String(fraction).padStart(9, '0')} s`
      expect(duration().parse(written)).toBe(whole * 1e9 + fraction)
    }),
  )
})

test.each([
  ['1.5 ns', /fewer decimals/],
  ['0.0000000001 s', /fewer decimals/],
  ['-1 s', /is not a duration/],
  ['1 hour', /"6.5 h"/],
  ['1e3 s', /is not a duration/],
  ['', /is not a duration/],
  ['200 d', /at most 104 days/],
  [-1, /not a whole number of nanoseconds/],
  [0.5, /not a whole number of nanoseconds/],
  [null, /a duration is a number and its unit/],
])('%s is refused with what would be right', (written, right) => {
  expect(duration().safeParse(written).error?.issues[0]?.message).toMatch(right)
})

test('a span is not empty', () => {
  expect(span().safeParse('0 s').error?.issues[0]?.message).toMatch(/at least 1 ns/)
  expect(span().parse('1 ns')).toBe(1)
})

test('a JSON schema says how a duration is written', () => {
  const schema = z.toJSONSchema(duration(), { io: 'input' })
  expect(JSON.stringify(schema)).toContain('(ns|us|ms|s|min|h|d)')
})
