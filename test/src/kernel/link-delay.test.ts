import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawUniform } from '../../../protocols/hash.ts'
import { log } from '../../../protocols/math.ts'
import { createDistribution } from '../../../src/kernel/distribution.ts'
import { createDelay } from '../../../src/kernel/link-delay.ts'
import type { Link } from '../../../src/kernel/links.ts'

/** The delay on every line, one by one, and then the least. */
function plainDelay({ jitter, lines = 1, loss }: Link, uniform: number): number {
  const high = uniform * 2 ** 32
  const hi = Math.floor(high)
  const further = (nth: number): number =>
    drawUniform({ hi, lo: Math.floor((high - hi) * 2 ** 21) }, nth, 0)
  const each = Array.from({ length: lines }, (_, line) => {
    const delay = Math.floor(jitter?.quantile(line === 0 ? uniform : further(2 * line)) ?? 0)
    if (loss === undefined || loss.probability === 0) return delay
    const chance = further(2 * line + 1)
    if (chance > loss.probability) return delay
    return delay + Math.min(Math.floor(log(chance) / log(loss.probability)), 16) * loss.timeout
  })
  return Math.min(...each)
}

test('a link is as fast as the fastest of its lines, whatever each of them loses', () => {
  const link = fc.record({
    base: fc.constant(1),
    lines: fc.integer({ min: 1, max: 4 }),
    jitter: fc.constantFrom(
      createDistribution({ type: 'log-normal', median: 20_000, sigma: 0.5 }),
      createDistribution({ type: 'gamma', shape: 4, mean: 20_000 }),
      createDistribution({ type: 'uniform', min: 0, max: 1_000 }),
      createDistribution({ type: 'constant', value: 0 }),
    ),
    loss: fc.record({
      probability: fc.constantFrom(0, 0.001, 0.5),
      timeout: fc.integer({ min: 0, max: 10_000 }),
    }),
  })
  const open = { minExcluded: true, maxExcluded: true, noNaN: true }
  fc.assert(
    fc.property(link, fc.double({ min: 0, max: 1, ...open }), (terms, uniform) => {
      expect(createDelay(terms).jitter(uniform, 0)).toBe(plainDelay(terms, uniform))
    }),
    { numRuns: 2_000 },
  )
})
