import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHawkes, type HawkesTerms, isStable } from '../../../actors/hawkes/process.ts'
import { createFakeRandom } from '../fake-context.ts'

interface Event {
  readonly at: number
  readonly type: number
  readonly mark: number
}

/** So many events, of marks 0.5 and 1.5 in turn by chance: 1 in the mean. */
function simulate(terms: HawkesTerms, seed: number, count: number): Event[] {
  const process = createHawkes(terms, createFakeRandom(seed))
  const marks = createFakeRandom(seed + 1)
  let at = 0
  return Array.from({ length: count }, () => {
    const { gap, type } = process.next()
    at += gap
    const mark = marks.chance(0.5) ? 0.5 : 1.5
    process.excite(type, mark)
    return { at, type, mark }
  })
}

/** The compensator of one type up to each of its events, plainly by its definition. */
function compensated({ base, excitation, memory }: HawkesTerms, events: Event[], type: number) {
  return events
    .filter((event) => event.type === type)
    .map(({ at }) => {
      let sum = (base[type] as number) * at
      for (const event of events) {
        if (event.at >= at) break
        const kernel = 1 - Math.exp(-(at - event.at) / memory)
        sum += (excitation[type]?.[event.type] as number) * event.mark * kernel
      }
      return sum
    })
}

/** Kolmogorov's distance between some gaps and the exponential of mean 1, times √n. */
function distanceOf(gaps: number[]): number {
  const sorted = gaps.toSorted((a, b) => a - b)
  const n = sorted.length
  const apart = sorted.map((gap, rank) => {
    const level = 1 - Math.exp(-gap)
    return Math.max(level - rank / n, (rank + 1) / n - level)
  })
  return Math.sqrt(n) * Math.max(...apart)
}

const TWO: HawkesTerms = {
  base: [1, 2],
  excitation: [
    [0.3, 0.2],
    [0.1, 0.4],
  ],
  memory: 0.5,
}

test('on the clock of its compensator each type is a Poisson process of rate 1', () => {
  const rate = fc.double({ min: 0.2, max: 3, noNaN: true })
  // Rows of at most 0.8: the spectral radius is no larger.
  const share = fc.double({ min: 0, max: 0.4, noNaN: true })
  const terms = fc.record({
    base: fc.tuple(rate, rate),
    excitation: fc.tuple(fc.tuple(share, share), fc.tuple(share, share)),
    memory: fc.double({ min: 0.05, max: 2, noNaN: true }),
  })
  fc.assert(
    fc.property(terms, fc.integer({ min: 0, max: 2 ** 30 }), (of, seed) => {
      const events = simulate(of, seed, 1_500)
      for (const type of [0, 1]) {
        const times = compensated(of, events, type)
        const gaps = times.map((time, nth) => time - (times[nth - 1] ?? 0))
        // Exceeded by chance once in 22,000 times.
        if (gaps.length > 100) expect(distanceOf(gaps)).toBeLessThan(2.4)
      }
    }),
    { numRuns: 20 },
  )
})

test('the long-run rates are (I − N)⁻¹ μ', () => {
  // By hand: I − N = [.7 −.2; −.1 .6], determinant .4; times [1 2]: 1.0/.4 and 1.5/.4.
  const events = simulate(TWO, 5, 100_000)
  const span = (events.at(-1) as Event).at
  const rates = [0, 1].map((type) => events.filter((event) => event.type === type).length / span)
  expect(Math.abs((rates[0] as number) - 2.5)).toBeLessThan(0.06)
  expect(Math.abs((rates[1] as number) - 3.75)).toBeLessThan(0.08)
})

test('what nothing excites is Poisson', () => {
  const events = simulate({ base: [2], excitation: [[0]], memory: 1 }, 9, 4_000)
  const gaps = events.map(({ at }, nth) => (at - (events[nth - 1]?.at ?? 0)) * 2)
  expect(distanceOf(gaps)).toBeLessThan(1.95)
})

test('it is stable where the spectral radius is below 1', () => {
  expect(isStable(TWO.excitation)).toBe(true)
  expect(isStable([[0.99]])).toBe(true)
  expect(isStable([[1.01]])).toBe(false)
  // A row above 1, and yet eigenvalues ±√(3·.3): a chain that dies out.
  expect(
    isStable([
      [0, 3],
      [0.3, 0],
    ]),
  ).toBe(true)
  expect(
    isStable([
      [0, 3],
      [0.4, 0],
    ]),
  ).toBe(false)
})
