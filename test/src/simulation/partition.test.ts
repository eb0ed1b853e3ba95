import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareKeys, type EventKey } from '../../../src/kernel/event-order.ts'
import { createPartition } from '../../../src/simulation/partition.ts'
import { directoryOf } from '../../../src/simulation/system.ts'
import { createMarkWriter, type WindowMark } from '../../../src/simulation/window-mark.ts'
import { createMemoryTransport } from '../../../src/transport/memory.ts'
import { stage } from '../cluster/market-stage.ts'

const UNTIL = 10
const OTHERS = 3

const traders = [1, 2].map(() => ({
  ...{ way: 'chatter' as const, venue: 0, gap: 9, throws: 0, subscribes: false, talks: false },
}))
const { parts } = stage({
  ...{ seed: 1, end: 1_000, venues: 1, service: 0, traders, delay: 9, jitter: 0 },
  ...{ escalates: false, placement: [0, 1, 2] },
})
const directory = directoryOf(parts)

/** A partition that has run to `UNTIL`, and hears of the others what they are said to have told. */
function hears(told: readonly Partial<WindowMark>[], stops = false) {
  const ends = createMemoryTransport(1 + OTHERS)
  const [transport, ...others] = ends as [(typeof ends)[number], ...(typeof ends)[number][]]
  const { latency } = parts
  const partition = createPartition({
    ...{ directory, latency, self: 0, partitions: 1 + OTHERS, window: 5, transport },
    isStopping: () => stops,
  })
  partition.run(UNTIL)
  const marks = createMarkWriter()
  for (const [nth, end] of others.entries()) {
    const silent = { next: Number.POSITIVE_INFINITY, failure: undefined, isStopping: false }
    const counts = { events: 0, exchanged: 0, work: 0 }
    marks.window({ ...silent, ...counts, until: UNTIL, ...told[nth], partition: 1 + nth })
    end.post(0, marks.words, 0, 1)
    end.flush()
  }
  return partition.hear()
}

// Few times and few senders, so that failures come at one time, and of one sender.
const key: fc.Arbitrary<EventKey> = fc.record({
  time: fc.integer({ min: 1, max: 3 }),
  sender: fc.integer({ min: 0, max: 2 }),
  sequence: fc.nat({ max: 2 }),
  recipient: fc.integer({ min: 0, max: 2 }),
})
const window = fc.record({
  failure: fc.option(key, { nil: undefined }),
  next: fc.oneof(fc.nat({ max: 50 }), fc.constant(Number.POSITIVE_INFINITY)),
  isStopping: fc.boolean(),
})

test('of several failures in a window the one that comes first in the order of events counts', () => {
  let several = 0
  fc.assert(
    fc.property(fc.array(window, { minLength: OTHERS, maxLength: OTHERS }), (told) => {
      let first: EventKey | undefined
      for (const { failure } of told) {
        if (failure === undefined) continue
        if (first !== undefined) several++
        if (first === undefined || compareKeys(directory, failure, first) < 0) first = failure
      }
      expect(hears(told)).toEqual({
        failure: first,
        next: Math.min(...told.map(({ next }) => next)),
        isStopping: told.some(({ isStopping }) => isStopping),
      })
    }),
  )
  expect(several).toBeGreaterThan(20)
})

test('a run ends where any partition wants it to, itself too', () => {
  expect(hears([], true).isStopping).toBe(true)
  expect(hears([{}, {}, { isStopping: true }]).isStopping).toBe(true)
  expect(hears([]).isStopping).toBe(false)
})

test('a partition that is in another window is named, and so are both windows', () => {
  expect(() => hears([{}, { until: 12 }])).toThrow(
    'partition 2 is in the window to 12 ns and 0 in that to 10 ns',
  )
})
