import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createActor } from 'xstate'
import { type ActorClock, createClock } from '../../../actors/clock.ts'
import { lifecycle, type Signal } from '../../../actors/lifecycle.ts'
import { Life } from '../../../protocols/kind.ts'
import { LifeRun } from '../../../src/simulation/life.ts'

const signal: fc.Arbitrary<Signal | number> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('open', 'halt', 'resume', 'close').map(told) },
  { weight: 6, arbitrary: fc.constant<Signal>({ type: 'fail' }) },
  { weight: 6, arbitrary: fc.nat(9).map((backoff): Signal => ({ type: 'restart', backoff })) },
  { weight: 1, arbitrary: fc.constant<Signal>({ type: 'stop' }) },
  // Time goes on by so much.
  { weight: 4, arbitrary: fc.nat(12) },
)

function told(type: 'open' | 'halt' | 'resume' | 'close'): Signal {
  return { type }
}

/** An actor's clock by hand. */
function handClock(): { readonly clock: ActorClock; pass(span: number): void } {
  let now = 0
  let waiting: { readonly at: number; readonly tag: number }[] = []
  const clock = createClock(
    {
      after(delay, tag) {
        waiting.push({ at: now + delay, tag })
        return tag
      },
      cancel(timer) {
        waiting = waiting.filter(({ tag }) => tag !== timer)
      },
    },
    0,
  )
  return {
    clock,
    pass(span) {
      now += span
      const due = waiting.filter(({ at }) => at <= now)
      waiting = waiting.filter(({ at }) => at > now)
      for (const { tag } of due) clock.fire(tag)
    },
  }
}

/** Lives through signals and spans of time. @returns the states that are entered, and when */
function live(
  signals: readonly (Signal | number)[],
  begin: (become: (state: Life) => void, clock: ActorClock) => (signal: Signal) => unknown,
): readonly string[] {
  const entered: string[] = []
  const { clock, pass } = handClock()
  let step = 0
  const send = begin((state) => entered.push(`${step}: ${state}`), clock)
  for (const each of signals) {
    step++
    if (typeof each === 'number') pass(each)
    else send(each)
  }
  return entered
}

test('a life enters what its statechart enters, at the same signals and times', () => {
  fc.assert(
    fc.property(fc.array(signal, { maxLength: 25 }), (signals) => {
      const byXState = live(signals, (become, clock) => {
        const chart = createActor(lifecycle, { input: { become }, clock })
        chart.start()
        return (signal) => chart.getSnapshot().status === 'active' && chart.send(signal)
      })
      const written = live(signals, (become, clock) => {
        const life = new LifeRun({ become, clock })
        life.start()
        return (signal) => life.send(signal)
      })
      expect(written).toEqual(byXState)
    }),
    { numRuns: 1_000 },
  )
})

test('a life whose owner throws has come to its end, and keeps why', () => {
  const error = new Error('no')
  const entered: Life[] = []
  const { clock } = handClock()
  const life = new LifeRun({
    clock,
    become(state) {
      entered.push(state)
      if (state === Life.trading) throw error
    },
  })
  life.start()
  life.send({ type: 'open' })
  life.send({ type: 'halt' })
  expect([entered, life.fault]).toEqual([[Life.starting, Life.trading], { error }])
})
