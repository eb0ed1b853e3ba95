import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cbrt, exp, expm1, log, log1p, normalQuantile, pow } from '../../protocols/math.ts'

type Elementary = (x: number) => number

const view = new DataView(new ArrayBuffer(8))
function bits(x: number): bigint {
  view.setFloat64(0, x)
  return view.getBigUint64(0)
}
/** How many doubles `a` and `b` are apart; they have one sign. */
function apart(a: number, b: number): number {
  if (Object.is(a, b)) return 0
  const isComparable = Math.sign(a) === Math.sign(b)
  return isComparable ? Math.abs(Number(bits(a) - bits(b))) : Number.POSITIVE_INFINITY
}

/** Any double above 0, subnormals as often as any other power of two. */
const positive = fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true })
const subnormal = fc.double({ min: 5e-324, max: 2.2250738585072014e-308, noNaN: true })
const between = (min: number, max: number) =>
  fc.oneof(
    fc.double({ min, max, noNaN: true }),
    fc.maxSafeNat().map((part) => min + (part / Number.MAX_SAFE_INTEGER) * (max - min)),
  )
const either = (magnitude: fc.Arbitrary<number>) =>
  fc.tuple(magnitude, fc.boolean()).map(([x, isBelow]) => (isBelow ? -x : x))

describe('over all of its range, and at its ends,', () => {
  // The engine's own is within one unit in the last place of the truth, on whatever platform.
  const cases: [string, Elementary, Elementary, number, fc.Arbitrary<number>][] = [
    ['exp', exp, Math.exp, 3, between(-745.2, 709.9)],
    ['exp', exp, Math.exp, 3, either(between(0, 1))],
    ['expm1', expm1, Math.expm1, 5, between(-750, 709.7)],
    ['expm1', expm1, Math.expm1, 5, between(-0.4, 0.4)],
    ['log', log, Math.log, 3, fc.oneof(positive, subnormal)],
    ['log', log, Math.log, 3, between(0.5, 2)],
    ['log1p', log1p, Math.log1p, 5, fc.oneof(positive, between(-1 + 2 ** -53, 3))],
    ['log1p', log1p, Math.log1p, 5, either(between(0, 0.5))],
    ['cbrt', cbrt, Math.cbrt, 3, either(fc.oneof(positive, subnormal))],
    ['cbrt', cbrt, Math.cbrt, 3, between(Number.MAX_VALUE * (1 - 1e-12), Number.MAX_VALUE)],
  ]
  test.each(cases)(
    '%s is a few units in the last place from the truth',
    (_, own, engine, most, x) => {
      fc.assert(
        fc.property(x, (each) => {
          expect(apart(own(each), engine(each))).toBeLessThanOrEqual(most)
        }),
        { numRuns: 3_000 },
      )
    },
  )

  test('pow is within 1e-13 of the truth', () => {
    const base = between(-100, 100).map(exp)
    fc.assert(
      fc.property(base, between(-6, 6), (each, exponent) => {
        expect(Math.abs(pow(each, exponent) / each ** exponent - 1)).toBeLessThan(1e-13)
      }),
      { numRuns: 3_000 },
    )
  })
})

test('where there is no number, or no finite one, the answer says so', () => {
  const cases: [Elementary, number, number][] = [
    [exp, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [exp, Number.NEGATIVE_INFINITY, 0],
    [exp, Number.NaN, Number.NaN],
    [exp, 709.7827128933841, Number.POSITIVE_INFINITY],
    [exp, -745.2, 0],
    [exp, 0, 1],
    [expm1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [expm1, Number.NEGATIVE_INFINITY, -1],
    [expm1, -0, -0],
    [log, 0, Number.NEGATIVE_INFINITY],
    [log, -1, Number.NaN],
    [log, Number.NaN, Number.NaN],
    [log, 1, 0],
    [log, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [log1p, -1, Number.NEGATIVE_INFINITY],
    [log1p, -1.5, Number.NaN],
    [log1p, -0, -0],
    [log1p, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [cbrt, -0, -0],
    [cbrt, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [cbrt, Number.NaN, Number.NaN],
  ]
  for (const [own, x, answer] of cases) expect([own.name, x, own(x)]).toEqual([own.name, x, answer])
})

test('near 0, expm1 and log1p keep what exp and log would lose', () => {
  for (const x of [1e-15, -1e-15, 1e-300, 5e-324]) {
    expect(apart(expm1(x), x)).toBeLessThanOrEqual(9)
    expect(apart(log1p(x), x)).toBeLessThanOrEqual(9)
  }
  // κ of the reference market: what 1 − κ would round away.
  expect(Math.abs(-expm1(1_000 * log1p(-1.67e-16)) / 1.67e-13 - 1)).toBeLessThan(1e-12)
})

test('the same bits on every machine', () => {
  const golden: [Elementary, number, string][] = [
    [exp, 1, '4005bf0a8b14576a'],
    [exp, -1, '3fd78b56362cef38'],
    [exp, 0.5, '3ffa61298e1e069c'],
    [exp, 1e-10, '3ff000000006df38'],
    [exp, -700.25, '00caf5fe9a485c8e'],
    [exp, 709.782712893384, '7fefffffffffff2a'],
    [exp, -745.1332191019411, '0000000000000001'],
    [exp, 0.34657359027997264, '3ff6a09e667f3bcc'],
    [expm1, 1e-12, '3d719799812df3bd'],
    [expm1, 0.25, '3fd22d78f0fa061a'],
    [expm1, -0.34, 'bfd2725ae35e2894'],
    [expm1, 5, '40626d389970338f'],
    [log, 10, '40026bb1bbb55516'],
    [log, 0.5, 'bfe62e42fefa39ef'],
    [log, 1.5, '3fd9f323ecbf984c'],
    [log, 1.0000000000000002, '3cb0000000000000'],
    [log, 5e-324, 'c0874385446d71c3'],
    [log, Number.MAX_VALUE, '40862e42fefa39ef'],
    [log, 1e-310, 'c0864e69394d9508'],
    [log1p, 1e-12, '3d719799812de065'],
    [log1p, -0.25, 'bfd269621134db92'],
    [log1p, 0.41, '3fd5fd5fabe64083'],
    [log1p, -0.999, 'c01ba18a998fff9f'],
    [cbrt, 2, '3ff428a2f98d728b'],
    [cbrt, -10, 'c0013c484138704f'],
    [cbrt, 1e-310, '2a7a9d1b0b5d7427'],
    [cbrt, Number.MAX_VALUE, '554428a2f98d728b'],
    [cbrt, 0.7, '3fec69b5a72f1a99'],
    [normalQuantile, 0.3, 'bfe0c7e39582c5fa'],
    [normalQuantile, 0.975, '3fff5c0331eeff82'],
    [normalQuantile, 1e-9, 'c017fdc11f44b5a7'],
    [normalQuantile, 1e-300, 'c04286074064c26e'],
  ]
  for (const [own, x, answer] of golden) {
    const found = bits(own(x)).toString(16).padStart(16, '0')
    expect([own.name, x, found]).toEqual([own.name, x, answer])
  }
})

describe('the normal quantile', () => {
  test('is what the tables say, far into the tail', () => {
    const known: [number, number][] = [
      [1e-300, -37.0470962993612],
      [1e-20, -9.262340089798405],
      [1e-5, -4.2648907939228256],
      [0.01, -2.3263478740408408],
      [0.5, 0],
      [0.975, 1.9599639845400536],
    ]
    for (const [p, z] of known) expect(apart(normalQuantile(p), z)).toBeLessThanOrEqual(4)
  })

  test('rises with the probability, and is odd about a half', () => {
    const probability = between(2 ** -53, 1 - 2 ** -53)
    fc.assert(
      fc.property(probability, probability, (p, q) => {
        // A relative error of 1e-15 can turn neighbours round; what is further apart it cannot.
        if (p < q * (1 - 1e-13) && 1 - q < (1 - p) * (1 - 1e-13)) {
          expect(normalQuantile(p)).toBeLessThan(normalQuantile(q))
        }
        const half = p / 2
        if (1 - (1 - half) === half) expect(normalQuantile(1 - half)).toBe(-normalQuantile(half))
      }),
      { numRuns: 3_000 },
    )
  })

  test('undoes the distribution', () => {
    fc.assert(
      fc.property(between(1e-9, 1 - 1e-9), (p) => {
        expect(Math.abs(normalDistribution(normalQuantile(p)) / p - 1)).toBeLessThan(1e-9)
      }),
      { numRuns: 300 },
    )
  })
})

/** P(Z < z), by Simpson's rule from 12 below: slow and plain. */
function normalDistribution(z: number): number {
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  const steps = 20_000
  const width = 12
  const h = width / steps
  let sum = density(z) + density(z - width)
  for (let step = 1; step < steps; step++) sum += density(z - step * h) * (step % 2 === 1 ? 4 : 2)
  return (sum * h) / 3
}
