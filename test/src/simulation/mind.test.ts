import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Kind } from '../../../protocols/kind.ts'
import type { ActorId } from '../../../protocols/units.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { createDistribution } from '../../../src/kernel/distribution.ts'
import { constantLatency } from '../../../src/kernel/latency.ts'
import type { Thinking } from '../../../src/simulation/mind.ts'
import type { Supervision } from '../../../src/simulation/part.ts'
import { createSystem } from '../../../src/simulation/system.ts'
import { runs } from '../../runs.ts'

const LINK = 5

/** What the thinker heard (which message, when), when its own timers came, what the asker had back. */
interface Day {
  readonly heard: [number, number][]
  readonly answered: [number, number][]
  readonly timers: number[]
}

/** An asker sends numbered questions at `times`; a thinker answers each with its number. */
function day(
  times: readonly number[],
  mind: Thinking | undefined,
  {
    failsAt = -1,
    supervision,
    work = () => 0,
  }: { failsAt?: number; supervision?: Supervision; work?: (question: number) => number } = {},
): Day {
  const heard: [number, number][] = []
  const answered: [number, number][] = []
  const timers: number[] = []
  const system = createSystem({
    seed: 1,
    latency: constantLatency(LINK),
    sinks: [createMemoryTape()],
    members: [
      {
        key: 'asker/0',
        isHub: true,
        actor: (context) => ({
          receive(message) {
            if (message.kind === Kind.start) {
              for (const [nth, time] of times.entries()) context.after(time, nth)
            } else if (message.kind === Kind.timer) {
              const a = message.tag
              context.send(1 as ActorId, { kind: Kind.custom, subject: 0, a, b: 0, c: 0 })
            } else if (message.kind === Kind.custom) {
              answered.push([message.a, context.now()])
            }
          },
        }),
      },
      {
        key: 'thinker/0',
        ...(mind === undefined ? {} : { mind }),
        workTime: 10,
        ...(supervision === undefined ? {} : { supervision }),
        actor: (context) => ({
          receive(message) {
            if (message.kind === Kind.start) context.after(40, 7)
            if (message.kind === Kind.timer) timers.push(context.now())
            if (message.kind !== Kind.custom) return
            heard.push([message.a, context.now()])
            context.work(work(message.a))
            if (message.a === failsAt) throw new Error('too much')
            context.send(0 as ActorId, { ...plain, a: message.a })
          },
        }),
      },
    ],
  })
  system.runBefore(100_000)
  return { heard, answered, timers }
}
const plain = { kind: Kind.custom, subject: 0, a: 0, b: 0, c: 0 } as const

const constant = (value: number) => createDistribution({ type: 'constant', value })

describe('an actor that thinks', () => {
  test('takes one message after another, and answers when it has thought', () => {
    const { heard, answered, timers } = day([10, 20, 200], {
      time: constant(50),
      mailbox: 10,
      full: 'drop-newest',
    })
    // The first comes at 15; its own timer of 40 and the second wait, in the order of their arrival.
    expect(heard).toEqual([
      [0, 15],
      [1, 65],
      [2, 205],
    ])
    expect(timers).toEqual([115])
    expect(answered).toEqual([
      [0, 70],
      [1, 120],
      [2, 260],
    ])
  })

  test.each([
    ['drop-newest', [0, 1, 2]],
    ['drop-oldest', [0, 2, 3]],
  ] as const)('with a full mailbox does as it is told: %s', (full, kept) => {
    // The thinker's own timer comes when the mailbox has been emptied.
    const { heard } = day([1, 2, 3, 4], { time: constant(10), mailbox: 2, full })
    expect(heard.map(([number]) => number)).toEqual(kept)
  })

  test('that fails in a thought goes on with what waits, in its next life', () => {
    const { heard, timers } = day(
      [10, 20, 24],
      { time: constant(50), mailbox: 10, full: 'drop-newest' },
      { failsAt: 1, supervision: { onFailure: 'restart', backoff: 1, restarts: 1 } },
    )
    // The third message is taken up while the actor is down: it is dropped, and the tape says so.
    expect(heard.map(([number]) => number)).toEqual([0, 1])
    // The first life's timer of 40 was waiting when that life ended at 65; the second sets its own.
    expect(timers).toHaveLength(1)
    expect(timers[0]).toBeGreaterThan(100)
  })

  test('works beside: what it says leaves when that is done, and it is busy until then', () => {
    const work = (question: number): number => (question === 0 ? 3 : 0)
    const mind = { time: constant(50), mailbox: 10, full: 'drop-newest' } as const
    const { heard, answered } = day([10, 20, 200], mind, { work })
    // Three units of 10 beside a thought of 50: busy from 15 to 95; the timer of 40 came second.
    expect(heard).toEqual([
      [0, 15],
      [1, 95],
      [2, 205],
    ])
    expect(answered.map(([, at]) => at)).toEqual([100, 150, 260])
    // Without a mind nothing waits: the answer alone is late.
    const idle = day([10, 20, 200], undefined, { work })
    expect(idle.heard.map(([, at]) => at)).toEqual([15, 25, 205])
    expect(idle.answered).toEqual([
      [1, 30],
      [0, 50],
      [2, 210],
    ])
  })

  test('is never in two thoughts at once, loses nothing and doubles nothing', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength: 40 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 50 }),
        (given, min, spread) => {
          const times = given.sort((a, b) => a - b)
          const time = createDistribution({ type: 'uniform', min, max: min + spread })
          const { heard, answered } = day(times, { time, mailbox: 1_000, full: 'drop-newest' })
          expect(heard.map(([number]) => number)).toEqual(times.map((_, nth) => nth))
          expect(answered.map(([number]) => number)).toEqual(times.map((_, nth) => nth))
          for (const [nth, [, at]] of heard.entries()) {
            expect(at).toBeGreaterThanOrEqual((times[nth] as number) + LINK)
            const [, next] = heard[nth + 1] ?? [0, Number.POSITIVE_INFINITY]
            const [, answer] = answered[nth] as [number, number]
            expect(answer).toBeGreaterThanOrEqual(at + min + LINK)
            expect(answer).toBeLessThanOrEqual(at + min + spread + LINK)
            // The next is taken up when the answer has left.
            expect(next).toBeGreaterThanOrEqual(answer - LINK)
          }
        },
      ),
      { numRuns: runs(200) },
    )
  })
})
