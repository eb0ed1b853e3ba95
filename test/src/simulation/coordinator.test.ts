import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { createCoordinator } from '../../../src/simulation/coordinator.ts'
import { directoryOf } from '../../../src/simulation/system.ts'
import {
  createMarkWriter,
  type WindowMark,
  windowMarkAt,
} from '../../../src/simulation/window-mark.ts'
import { createMemoryTransport } from '../../../src/transport/memory.ts'
import { stage } from '../cluster/market-stage.ts'

const END = 1_000
const PLAIN: WindowMark = {
  ...{ partition: 0, until: 10, next: 10, failure: undefined, isStopping: false },
  ...{ events: 0, exchanged: 0, work: 0 },
}

/** A coordinator, and partitions that say what they are told to. */
function hearing(partitions: number) {
  const traders = [1, 2].map(() => ({
    ...{ way: 'chatter' as const, venue: 0, gap: 9, throws: 0, subscribes: false, talks: false },
  }))
  const market = { seed: 1, end: END, venues: 1, service: 0, traders, delay: 9, jitter: 0 }
  const { parts } = stage({ ...market, escalates: false, placement: [0, 1, 0] })
  const ends = createMemoryTransport(partitions, true)
  const transport = ends[partitions] as (typeof ends)[number]
  const coordinator = createCoordinator({
    ...{ directory: directoryOf(parts), partitions, transport, end: END },
    sinks: [createMemoryTape()],
  })
  const marks = createMarkWriter()
  const say = (partition: number, write: () => void): void => {
    write()
    ends[partition]?.post(partitions, marks.words, 0, 1)
  }
  return {
    coordinator,
    /** Tells how a partition's window went. */
    ends: (partition: number, window: Partial<WindowMark>): void => {
      say(partition, () => marks.window({ ...PLAIN, ...window, partition }))
      ends[partition]?.flush()
    },
    /** Tells, last of all, how long a partition took. */
    leaves: (partition: number, elapsed: number): void => {
      say(partition, () => marks.elapsed(elapsed))
      say(partition, () => marks.window({ ...PLAIN, partition, work: 777_700 }))
      ends[partition]?.flush()
    },
  }
}

const key = fc.record({
  time: fc.nat(),
  sender: fc.nat(),
  sequence: fc.nat(),
  recipient: fc.nat(),
})

test('a window mark is read as it was written, its work to a tenth of a microsecond', () => {
  const mark = fc.record({
    partition: fc.nat({ max: 255 }),
    until: fc.maxSafeNat(),
    next: fc.oneof(fc.maxSafeNat(), fc.constant(Number.POSITIVE_INFINITY)),
    failure: fc.option(key, { nil: undefined }),
    isStopping: fc.boolean(),
    events: fc.maxSafeNat(),
    exchanged: fc.maxSafeNat(),
    work: fc.nat({ max: 2 ** 32 - 1 }).map((tenths) => tenths * 100),
  })
  const writer = createMarkWriter()
  fc.assert(
    fc.property(mark, (one) => {
      writer.window(one)
      expect(windowMarkAt(writer.words, 0)).toEqual(one)
    }),
  )
})

test('what windows took is added up: by partition, and the longest of each', () => {
  const work = fc.nat({ max: 50 }).map((tenths) => tenths * 100)
  const windows = fc.array(fc.tuple(work, work), { minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(windows, fc.nat(), fc.nat(), (all, one, other) => {
      const heard = hearing(2)
      for (const [nth, [a, b]] of all.entries()) {
        const next = nth === all.length - 1 ? END : 20
        heard.ends(0, { work: a, next })
        heard.ends(1, { work: b, next })
      }
      heard.leaves(0, one)
      heard.leaves(1, other)
      while (!heard.coordinator.finished) expect(heard.coordinator.advance(0)).toBe(true)
      expect(heard.coordinator.pace).toEqual({
        windows: all.length,
        elapsed: Math.max(one, other),
        critical: all.reduce((sum, each) => sum + Math.max(...each), 0),
        work: [0, 1].map((self) => all.reduce((sum, each) => sum + (each[self] as number), 0)),
      })
    }),
    { numRuns: 50 },
  )
})

test('a run came as far as the last window that every partition finished', () => {
  const { coordinator, ends } = hearing(3)
  for (const self of [0, 1, 2]) ends(self, { until: 40, next: 50 })
  ends(0, { until: 60, next: 70 })
  ends(2, { until: 60, next: 70 })
  expect(coordinator.advance(0)).toBe(true)
  expect(coordinator.advance(0)).toBe(false)
  expect([coordinator.now, coordinator.pace.windows]).toEqual([40, 1])
  ends(1, { until: 60, next: 70 })
  expect(coordinator.advance(0)).toBe(true)
  expect(coordinator.now).toBe(60)
})

test('a run that nobody stops has come to its end, and one that is stopped to its last event', () => {
  const whole = hearing(2)
  for (const self of [0, 1]) whole.ends(self, { until: END - 1, next: Number.POSITIVE_INFINITY })
  expect(whole.coordinator.advance(0)).toBe(true)
  expect(whole.coordinator.now).toBe(END)
  const failed = hearing(2)
  const failure = { time: 15, sender: 1, sequence: 1, recipient: 1 }
  failed.ends(0, { until: 20, next: END })
  failed.ends(1, { until: 20, next: END, failure })
  expect(failed.coordinator.advance(0)).toBe(true)
  expect(failed.coordinator.now).toBe(15)
})

test('each partition has its own actors, events and messages', () => {
  const { coordinator, ends } = hearing(2)
  ends(0, { events: 5, exchanged: 3 })
  ends(1, { events: 7, exchanged: 4 })
  expect(coordinator.advance(0)).toBe(true)
  expect(coordinator.partitions).toEqual([
    { actors: 2, events: 5, exchanged: 3 },
    { actors: 1, events: 7, exchanged: 4 },
  ])
  expect(coordinator.events).toBe(12)
})
