import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Kind } from '../../../protocols/kind.ts'
import type { ActorId } from '../../../protocols/units.ts'
import { createDistribution } from '../../../src/kernel/distribution.ts'
import { DIRECT, type Latency } from '../../../src/kernel/latency.ts'
import { createLinks, type DirectLink, type Link } from '../../../src/kernel/links.ts'
import { createSystem } from '../../../src/simulation/system.ts'

const HUB = 0
const KEYS = ['hub/0', 's/0']

const linked = (direct: DirectLink, feed: Link = { base: 1 }, extent = 0): Latency =>
  createLinks({ seed: 1, keys: KEYS, classes: [0, 0], direct: [[direct]], feeds: [[feed]], extent })

/** When messages that leave at `times` arrive, by their number; every one once. */
function arrivals(latency: Latency, times: readonly number[], seed = 1): number[] {
  const at: number[] = []
  createSystem({
    seed,
    latency,
    members: [
      {
        key: 'hub/0',
        isHub: true,
        actor: (context) => ({
          receive(message) {
            if (message.kind !== Kind.custom) return
            expect(at[message.a]).toBeUndefined()
            at[message.a] = context.now()
          },
        }),
      },
      {
        key: 's/0',
        actor: (context) => ({
          receive(message) {
            if (message.kind === Kind.start) {
              for (const [nth, time] of times.entries()) context.after(time, nth)
            } else if (message.kind === Kind.timer) {
              const a = message.tag
              context.send(HUB as ActorId, { kind: Kind.custom, subject: 0, a, b: 0, c: 0 })
            }
          },
        }),
      },
    ],
  }).runBefore(1e9)
  expect(at.filter((time) => time !== undefined)).toHaveLength(times.length)
  return at
}

const every = (gap: number, count: number): number[] =>
  Array.from({ length: count }, (_, nth) => (nth + 1) * gap)

describe('a link', () => {
  test('delays by its base and its jitter, and is as long as it says', () => {
    const jitter = createDistribution({ type: 'gamma', shape: 2, mean: 50 })
    const latency = linked({ base: 100, jitter })
    const times = every(10_000, 500)
    const delays = arrivals(latency, times).map((at, nth) => at - (times[nth] as number))
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100)
    expect(Math.max(...delays)).toBeLessThanOrEqual(100 + latency.spread(DIRECT))
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
    // Five standard errors of a mean of 500 draws, and half a nanosecond for rounding down.
    expect(Math.abs(mean - 149.5)).toBeLessThan((5 * (50 / Math.sqrt(2))) / Math.sqrt(500))
  })

  test('is ordered, or, where it says so, is overtaken on', () => {
    const jitter = createDistribution({ type: 'uniform', min: 0, max: 100 })
    const times = every(10, 200)
    const isSorted = (at: number[]): boolean => at.every((time, nth) => time >= (at[nth - 1] ?? 0))
    expect(isSorted(arrivals(linked({ base: 5, jitter }), times))).toBe(true)
    expect(isSorted(arrivals(linked({ base: 5, jitter, unordered: true }), times))).toBe(false)
  })

  test('that loses a message has it sent again, once for each loss', () => {
    const times = every(1_000, 1_000)
    const latency = linked({ base: 5, loss: { probability: 0.25, timeout: 10 }, unordered: true })
    const losses = arrivals(latency, times).map((at, nth) => (at - (times[nth] as number) - 5) / 10)
    expect(losses.every((count) => Number.isInteger(count) && count >= 0)).toBe(true)
    const lost = losses.filter((count) => count > 0).length
    const twice = losses.filter((count) => count > 1).length
    // Binomial, five deviations: 250 ± 68 are lost, and 62.5 ± 38 of these again.
    expect(Math.abs(lost - 250)).toBeLessThan(68)
    expect(Math.abs(twice - 62.5)).toBeLessThan(38)
  })

  test('with several lines is as fast as the fastest, and none is another once more', () => {
    const jitter = createDistribution({ type: 'uniform', min: 0, max: 1_000 })
    const times = every(5_000, 500)
    const mean = (lines: number): number => {
      const at = arrivals(linked({ base: 1, jitter, lines }), times)
      return at.reduce((sum, time, nth) => sum + time - (times[nth] as number), 0) / at.length
    }
    // The least of n uniforms has a mean of 1/(n + 1); five standard errors.
    expect(Math.abs(mean(1) - 500.5)).toBeLessThan((5 * 289) / Math.sqrt(500))
    expect(Math.abs(mean(2) - 334)).toBeLessThan((5 * 236) / Math.sqrt(500))
    expect(Math.abs(mean(3) - 250.5)).toBeLessThan((5 * 194) / Math.sqrt(500))
  })

  test('that is cut off sends on at the end of it', () => {
    const latency = linked({ base: 5, outages: [{ from: 20, to: 100 }], unordered: true })
    expect(arrivals(latency, [10, 20, 50, 99, 100])).toEqual([15, 105, 105, 105, 105])
  })

  test('of a bandwidth carries one message after another', () => {
    // 64 bytes at 6.4e9 bytes a second are 10 ns.
    const latency = linked({ base: 100, bandwidth: 6.4e9 })
    expect(arrivals(latency, [1, 2, 3, 50])).toEqual([111, 121, 131, 160])
  })

  test('is slower the more its sender says', () => {
    const latency = linked({ base: 100, burst: { window: 100, perMessage: 20 } })
    // Of the message before, half is forgotten after 50 ns, and all after 100.
    expect(arrivals(latency, [10, 60, 300])).toEqual([110, 170, 400])
  })

  test('goes by the class of its ends, and by distance', () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((base) => ({ base })) as [Link, Link, Link, Link]
    const plan = { seed: 1, keys: ['a/0', 'b/0', 'b/1'], classes: [0, 1, 1] }
    const latency = createLinks({
      ...plan,
      direct: [
        [a, b],
        [c, d],
      ],
      feeds: [
        [d, c],
        [b, a],
      ],
    })
    expect(latency.base(0, 1, DIRECT)).toBe(2)
    expect(latency.base(2, 0, DIRECT)).toBe(3)
    expect(latency.base(1, 2, DIRECT)).toBe(4)
    expect(latency.base(0, 2, Kind.quote)).toBe(3)
    const far = createLinks({
      ...plan,
      extent: 1e6,
      direct: [
        [a, a],
        [a, a],
      ],
      feeds: [
        [a, a],
        [a, a],
      ],
    })
    expect(far.base(0, 1, DIRECT)).toBe(far.base(1, 0, DIRECT))
    expect(far.base(0, 1, DIRECT)).toBeGreaterThan(1)
    expect(far.base(0, 1, DIRECT)).not.toBe(far.base(0, 2, DIRECT))
  })

  test('takes at least a nanosecond', () => {
    expect(() => linked({ base: 0 })).toThrow(RangeError)
    expect(() => linked({ base: 1.5 })).toThrow(RangeError)
  })

  test('loses nothing, doubles nothing and, if ordered, lets nothing pass, whatever it meets', () => {
    fc.assert(
      fc.property(
        fc.record({
          base: fc.integer({ min: 1, max: 50 }),
          loss: fc.record({
            probability: fc.double({ min: 0, max: 0.9, noNaN: true }),
            timeout: fc.nat(20),
          }),
          outages: fc.constantFrom([], [{ from: 5, to: 30 }]),
          unordered: fc.boolean(),
          bandwidth: fc.constantFrom(1e9, 1e11),
          jitter: fc.constantFrom(
            createDistribution({ type: 'uniform', min: 0, max: 40 }),
            createDistribution({ type: 'empirical', values: [0, 0, 30] }),
          ),
          burst: fc.constantFrom({ window: 1, perMessage: 0 }, { window: 50, perMessage: 9 }),
          lines: fc.integer({ min: 1, max: 3 }),
        }),
        fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 30 }),
        fc.nat(),
        (link, times, seed) => {
          // `arrivals` holds that each message comes exactly once.
          const sorted = times.sort((x, y) => x - y)
          const at = arrivals(linked(link), sorted, seed)
          at.forEach((time, nth) => {
            expect(time).toBeGreaterThanOrEqual((sorted[nth] as number) + link.base)
            if (!link.unordered) expect(time).toBeGreaterThanOrEqual(at[nth - 1] ?? 0)
          })
        },
      ),
    )
  })
})
