import { expect, test } from 'vitest'
import { paceOf, partitionVerdict } from '../../../src/cli/partition-verdict.ts'

const each = { actors: 3, events: 10, exchanged: 5 }

/** What is said of two partitions whose windows took so many microseconds. */
function verdict(work: number[], critical: number, elapsed: number, windows = 10): string {
  const pace = paceOf({
    ...{ windows, work: work.map((us) => us * 1e3) },
    ...{ critical: critical * 1e3, elapsed: elapsed * 1e3 },
  })
  const places = { transport: 'worker' as const, lookahead: 50_000, each: work.map(() => each) }
  return partitionVerdict({ ...places, pace }) as string
}

test('partitions that were faster than one kernel have paid, and say how much they waited', () => {
  expect(verdict([800, 600], 900, 1_000)).toBe(
    '2 workers paid: about 1.40 times as fast as one kernel; 30.0 % of their time went into waiting',
  )
})

test('partitions that did not pay say what a window saves and costs, and what would help', () => {
  expect(verdict([60, 40], 70, 1_000)).toBe(
    '2 workers did not pay: about 0.10 times as fast as one kernel; each of 10 windows of 50 us saves ' +
      '3.0 us of 10.0 us and costs 93.0 us; longer delays between partitions, or decisions that ' +
      'take longer, would make it pay',
  )
})

test('partitions that were hardly faster have hardly paid', () => {
  expect(verdict([600, 500], 900, 1_000)).toMatch(/^2 workers hardly paid: about 1\.10 times/)
})

test('where one partition has the work, the placement is named; where windows are short, the delays', () => {
  expect(verdict([95, 5], 96, 1_000)).toMatch(/partition 0 has 95.0 % of the work, "placement"/)
  expect(verdict([50, 50], 95, 1_000)).toMatch(/done one after another, longer delays/)
})

test('nothing is said of one partition, nor of a run that came to no end', () => {
  const one = { transport: 'nats' as const, lookahead: null, each: [each] }
  const pace = { windows: 1, elapsed: 1, critical: 1, work: [1], speedup: 1 }
  expect(partitionVerdict(undefined)).toBeUndefined()
  expect(partitionVerdict({ ...one, pace })).toBeUndefined()
  expect(partitionVerdict({ ...one, each: [each, each] })).toBeUndefined()
})
