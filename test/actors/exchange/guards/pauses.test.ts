import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPauses, type PauseSignal } from '../../../../actors/exchange/guards/pauses.ts'
import { runs } from '../../../runs.ts'

type State = 'trading' | 'halted' | 'auction'

/** What the session's statechart makes of a signal between the open and the close. */
function turned(state: State, signal: PauseSignal): State {
  if (signal === 'halt') return 'halted'
  if (signal === 'volatilityAuction') return 'auction'
  return state === 'trading' ? state : 'trading'
}

interface PlannedHalt {
  readonly at: number
  readonly for: number
  readonly auction: number
}

interface Timer {
  readonly at: number
  readonly fire: () => void
}

/** A venue whose planned halts are timers and whose breaker halts at the times it is told. */
function play(
  planned: readonly PlannedHalt[],
  asks: readonly { readonly at: number; readonly for: number }[],
  auction: number,
  restoredAt: number,
) {
  let now = 0
  let state: State = 'trading'
  const timers: Timer[] = []
  let own: Timer[] = []
  const begun: { from: number; to: number; over: number }[] = []
  const terms = {
    halts: planned,
    auction,
    now: () => now,
    after(delay: number, signal: PauseSignal) {
      own.push({ at: now + delay, fire: () => pauses.due(signal) })
    },
    signal(signal: PauseSignal) {
      state = turned(state, signal)
    },
  }
  let pauses = createPauses(terms)
  const plan = (at: number, signal: PauseSignal): void => {
    const fire = () => {
      if (pauses.lets(signal)) terms.signal(signal)
    }
    timers.push({ at, fire })
  }
  for (const halt of planned) {
    if (halt.for > 0) plan(halt.at, 'halt')
    if (halt.auction > 0) plan(halt.at + halt.for, 'volatilityAuction')
    plan(halt.at + halt.for + halt.auction, 'resume')
  }
  for (const ask of asks) {
    const fire = () => {
      if (state !== 'trading') return
      const to = now + ask.for
      begun.push({ from: now, to, over: to + auction })
      pauses.ask({ cause: 'band', until: to })
      pauses.ask({ cause: 'fall', until: Math.max(now, to - 1) })
      pauses.settle()
    }
    timers.push({ at: ask.at, fire })
  }
  const states: State[] = []
  for (now = 0; now < 60; now++) {
    if (now === restoredAt) {
      const saved = JSON.parse(JSON.stringify(pauses.save()))
      own = []
      pauses = createPauses(terms)
      pauses.restore(saved)
    }
    for (const each of timers) if (each.at === now) each.fire()
    for (;;) {
      const next = own.findIndex(({ at }) => at === now)
      if (next < 0) break
      own.splice(next, 1)[0]?.fire()
    }
    states.push(state)
  }
  return { states, begun }
}

const halts = fc
  .array(
    fc.record({
      wait: fc.integer({ min: 1, max: 20 }),
      for: fc.integer({ min: 0, max: 9 }),
      auction: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 3 },
  )
  .map((rows) => {
    let free = 0
    return rows
      .filter((row) => row.for + row.auction > 0)
      .map(({ wait, ...row }) => {
        const at = free + wait
        free = at + row.for + row.auction
        return { ...row, at }
      })
  })
const asks = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 50 }), for: fc.integer({ min: 1, max: 12 }) }),
  { maxLength: 5 },
)

test('trading resumes when every halt is over, planned or not, and not before', () => {
  fc.assert(
    fc.property(halts, asks, fc.constantFrom(0, 3), fc.nat(120), (planned, wanted, auction, at) => {
      const { states, begun } = play(planned, wanted, auction, at)
      const halted = states.map(
        (_, now) =>
          begun.some(({ from, over }) => from <= now && now < over) ||
          planned.some((halt) => halt.at <= now && now < halt.at + halt.for + halt.auction),
      )
      expect(states.map((state) => state !== 'trading')).toEqual(halted)
    }),
    { numRuns: runs(1000) },
  )
})

test('a halt without an auction resumes, one with it gathers orders first, and a day has no end', () => {
  const phases = (length: number, auction: number) =>
    play([], [{ at: 2, for: length }], auction, -1).states.slice(0, 9)
  const [go, no, call] = ['trading', 'halted', 'auction'] as const
  expect(phases(3, 0)).toEqual([go, go, no, no, no, go, go, go, go])
  expect(phases(3, 2)).toEqual([go, go, no, no, no, call, call, go, go])
  expect(phases(0, 2)).toEqual([go, go, call, call, go, go, go, go, go])
  expect(new Set(play([], [{ at: 2, for: Infinity }], 2, 7).states.slice(2))).toEqual(new Set([no]))
})
