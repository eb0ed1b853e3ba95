import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createContinuous } from '../../../../actors/exchange/continuous/continuous.ts'
import type { Mechanism } from '../../../../actors/exchange/mechanism.ts'
import { Phase, Side } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import { expectEqual, levelsOf, ordersOf } from '../book/states.ts'
import { mechanismRecorder } from './mechanism-recorder.ts'
import { PlainContinuous, type PlainEvent } from './plain-continuous.ts'
import { type Mix, perform, performPlainly, type Step, tradingDay } from './steps.ts'

const SIDES = [Side.buy, Side.sell] as const

/** A mechanism, and all that it says. */
function fresh(reference = 100): { mechanism: Mechanism; events: PlainEvent[] } {
  const events: PlainEvent[] = []
  return { mechanism: createContinuous({ reference }, mechanismRecorder(events)), events }
}

/** A mechanism and its twin live through the same day, and are compared after each step. */
function compare(steps: readonly Step[], reference = 100): void {
  const { mechanism, events } = fresh(reference)
  const plain = new PlainContinuous(reference)
  let now = 0
  for (const step of steps) {
    now += step.after
    events.length = 0
    plain.events = []
    const answers = [perform(mechanism, step, now), performPlainly(plain, step, now)]
    expectEqual(answers[0], answers[1])
    expectEqual(events, plain.events)
    expectEqual([mechanism.wake, mechanism.hash()], [plain.nextExpiry, plain.hash])
    const { book } = mechanism
    if (book === undefined) throw new Error('a continuous auction shows its book')
    const seen = SIDES.map((side) => [levelsOf(book, side), ordersOf(book, side)])
    expectEqual(
      seen,
      SIDES.map((side) => [plain.book.levels(side), plain.book.orders(side)]),
    )
  }
}

test('stops: the mechanism and its plain twin agree on every report, level and hash', () => {
  fc.assert(
    fc.property(tradingDay({ stops: 20 }), (steps) => compare(steps)),
    { numRuns: runs(1_000) },
  )
})

test('pegs: the mechanism and its plain twin agree on every report, level and hash', () => {
  fc.assert(
    fc.property(tradingDay({ pegs: 14 }), (steps) => compare(steps)),
    { numRuns: runs(1_000) },
  )
})

const WHOLE: Mix = { stops: 5, pegs: 5, phases: 5, farPrice: 130 }

test('sessions: the mechanism and its plain twin agree on every report, level and hash', () => {
  fc.assert(fc.property(tradingDay(WHOLE), fc.constantFrom(0, 100), compare), {
    numRuns: runs(1_000),
  })
})

test('a mechanism that was saved and restored goes on as itself', () => {
  fc.assert(
    fc.property(tradingDay(WHOLE), fc.nat(40), (steps, turn) => {
      const { mechanism, events } = fresh()
      const other = fresh()
      // What it was before is gone.
      perform(other.mechanism, { after: 0, do: 'enter', phase: Phase.closingAuction }, 0)
      let now = 0
      steps.forEach((step, nth) => {
        now += step.after
        if (nth === turn) {
          other.mechanism.restore(JSON.parse(JSON.stringify(mechanism.save())))
          expect(other.mechanism.hash()).toBe(mechanism.hash())
        }
        events.length = 0
        other.events.length = 0
        const answer = perform(mechanism, step, now)
        if (nth < turn) return
        expectEqual(perform(other.mechanism, step, now), answer)
        expectEqual(other.events, events)
        expectEqual(other.mechanism.save(), mechanism.save())
        expectEqual(
          [other.mechanism.wake, other.mechanism.hash()],
          [mechanism.wake, mechanism.hash()],
        )
      })
    }),
    { numRuns: runs(1_000) },
  )
})
