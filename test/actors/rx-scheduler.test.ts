import fc from 'fast-check'
import {
  auditTime,
  bufferTime,
  debounceTime,
  delay,
  interval,
  map,
  mergeMap,
  type Observable,
  type SchedulerAction,
  type SchedulerLike,
  Subject,
  sampleTime,
  switchMap,
  take,
  takeUntil,
  throttleTime,
  timeout,
  timer,
} from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, test } from 'vitest'
import { clockOf } from '../../actors/clock.ts'
import { createPipelineTrader } from '../../actors/pipeline.ts'
import { createScheduler } from '../../actors/rx-scheduler.ts'
import { Kind } from '../../protocols/kind.ts'
import { constantLatency } from '../../src/kernel/latency.ts'
import { createSystem } from '../../src/simulation/system.ts'
import { runs } from '../runs.ts'

/** ns in a frame of RxJS's test scheduler. A delay of 0 takes 1 ns here and nothing there. */
const FRAME = 1_000
const END = 400

/** A value and the frame at which it came. */
type Emission = readonly [number, string]

/** An operator that waits, in a unit that the scheduler knows. */
interface Step {
  readonly name: string
  readonly apply: (
    source: Observable<string>,
    span: number,
    scheduler: SchedulerLike,
  ) => Observable<string>
}

const STEPS: readonly Step[] = [
  { name: 'delay', apply: (source, span, scheduler) => source.pipe(delay(span, scheduler)) },
  {
    name: 'debounceTime',
    apply: (source, span, scheduler) => source.pipe(debounceTime(span, scheduler)),
  },
  {
    name: 'auditTime',
    apply: (source, span, scheduler) => source.pipe(auditTime(span, scheduler)),
  },
  {
    name: 'throttleTime',
    apply: (source, span, scheduler) =>
      source.pipe(throttleTime(span, scheduler, { leading: true, trailing: true })),
  },
  {
    name: 'sampleTime',
    apply: (source, span, scheduler) => source.pipe(sampleTime(span, scheduler)),
  },
  {
    name: 'bufferTime',
    apply: (source, span, scheduler) =>
      source.pipe(
        bufferTime(span, null, Number.POSITIVE_INFINITY, scheduler),
        map((buffer) => `[${buffer}]`),
      ),
  },
  {
    name: 'switchMap',
    apply: (source, span, scheduler) =>
      source.pipe(switchMap((value) => timer(span, scheduler).pipe(map(() => `${value}'`)))),
  },
  {
    name: 'interval',
    apply: (source, span, scheduler) =>
      source.pipe(
        mergeMap((value) =>
          interval(span, scheduler).pipe(
            take(3),
            map((nth) => `${value}.${nth}`),
          ),
        ),
      ),
  },
  {
    name: 'timeout',
    apply: (source, span, scheduler) =>
      source.pipe(
        timeout({
          each: span,
          with: () => timer(span, span, scheduler).pipe(map((nth) => `late ${nth}`)),
          scheduler,
        }),
      ),
  },
]

interface Input {
  readonly frame: number
  readonly value: string
}
interface Pipeline {
  readonly steps: readonly { readonly step: Step; readonly span: number }[]
}

const build = (
  source: Observable<string>,
  { steps }: Pipeline,
  unit: number,
  scheduler: SchedulerLike,
): Observable<string> => {
  // The end is a timer of the same clock, so that nothing goes on for ever.
  const ended = source.pipe(takeUntil(timer(END * unit, scheduler)))
  return steps
    .reduce((each, { step, span }) => step.apply(each, span * unit, scheduler), ended)
    .pipe(takeUntil(timer(END * unit, scheduler)))
}

function onTestScheduler(inputs: readonly Input[], pipeline: Pipeline): Emission[] {
  const scheduler = new TestScheduler(() => {})
  scheduler.maxFrames = Number.POSITIVE_INFINITY
  const source = new Subject<string>()
  const heard: Emission[] = []
  for (const { frame, value } of inputs) scheduler.schedule(() => source.next(value), frame)
  build(source, pipeline, 1, scheduler).subscribe((value) => heard.push([scheduler.now(), value]))
  scheduler.flush()
  return heard
}

function onActorClock(inputs: readonly Input[], pipeline: Pipeline) {
  const heard: Emission[] = []
  const system = createSystem({
    seed: 1,
    latency: constantLatency(1),
    members: [
      {
        key: 'a/0',
        actor: (context) => {
          const clock = clockOf(context)
          const scheduler = createScheduler(() => context.now(), clock)
          const source = new Subject<string>()
          for (const { frame, value } of inputs) {
            clock.setTimeout(() => source.next(value), frame * FRAME)
          }
          build(source, pipeline, FRAME, scheduler).subscribe((value) =>
            heard.push([Math.floor(context.now() / FRAME), value]),
          )
          return {
            receive: (message) => {
              if (message.kind === Kind.timer) clock.fire(message.tag)
            },
          }
        },
      },
    ],
  })
  // To the frame's end in which everything is unsubscribed from.
  system.runBefore((END + 1) * FRAME)
  return { heard, nextTime: system.nextTime }
}

const inputs = fc
  .uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 15 })
  .map((frames) =>
    frames.sort((a, b) => a - b).map((frame, nth): Input => ({ frame, value: `${nth}` })),
  )
const pipelines = fc.record({
  steps: fc.array(
    fc.record({ step: fc.constantFrom(...STEPS), span: fc.integer({ min: 1, max: 40 }) }),
    { minLength: 1, maxLength: 3 },
  ),
})

describe('RxJS on an actor’s clock', () => {
  test('emits what it emits on its own test scheduler, at the same times', () => {
    let emitted = 0
    fc.assert(
      fc.property(inputs, pipelines, (given, pipeline) => {
        const { heard, nextTime } = onActorClock(given, pipeline)
        expect(heard).toEqual(onTestScheduler(given, pipeline))
        // What it waited for is over or was taken back: nothing is left in the queue.
        expect(nextTime).toBe(Number.POSITIVE_INFINITY)
        emitted += heard.length
      }),
      { numRuns: runs(500) },
    )
    expect(emitted).toBeGreaterThan(1_000)
  })

  test('an action that is scheduled anew is done once, at the later time', () => {
    const done: [number, unknown][] = []
    const system = createSystem({
      seed: 1,
      latency: constantLatency(1),
      members: [
        {
          key: 'a/0',
          actor: (context) => {
            const clock = clockOf(context)
            const scheduler = createScheduler(() => context.now(), clock)
            const act = (state?: string) => done.push([context.now(), state])
            const action = scheduler.schedule(act, 10, 'first') as SchedulerAction<string>
            action.schedule('second', 20)
            return {
              receive: (message) => {
                if (message.kind === Kind.timer) clock.fire(message.tag)
              },
            }
          },
        },
      ],
    })
    system.runBefore(100)
    expect(done).toEqual([[20, 'second']])
  })

  test('a throw in an operator is thrown in the step, and supervision restarts the actor', () => {
    const lives: number[] = []
    const trader = createPipelineTrader(({ of, scheduler }, context) => {
      lives.push(context.now())
      return of(Kind.start).pipe(
        delay(10, scheduler),
        map(() => {
          throw new Error('out of its depth')
        }),
      )
    })
    const system = createSystem({
      seed: 1,
      latency: constantLatency(1),
      members: [
        {
          key: 'a/0',
          actor: trader,
          supervision: { onFailure: 'restart', backoff: 100, restarts: 2 },
        },
      ],
    })
    system.runBefore(1_000)
    // Each life ends ten nanoseconds in; the back-off is 100 ns, then 200.
    expect(lives).toEqual([0, 110, 320])
  })
})
