import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createActor } from 'xstate'
import { session } from '../../../actors/exchange/session.ts'
import { type SessionPlan, turnsOf } from '../../../actors/exchange/session-plan.ts'
import { Phase } from '../../../protocols/kind.ts'

/** The phases that the statechart enters when it hears a plan's turns, each at its time. */
function phasesOf(plan: object): [at: number, phase: number][] {
  const entered: [number, number][] = []
  let now = 0
  const actor = createActor(session, {
    input: { enter: (phase) => void entered.push([now, phase]) },
  })
  actor.start()
  for (const { at, signal } of turnsOf(plan as SessionPlan)) {
    now = at
    actor.send({ type: signal })
  }
  return entered
}

test('a day of nothing but trading opens and closes', () => {
  expect(phasesOf({ open: 100, close: 400, halts: [] })).toEqual([
    [0, Phase.preOpen],
    [100, Phase.continuous],
    [400, Phase.closed],
  ])
})

test('orders gather from a time until the open, after each halt, and for a time after the close', () => {
  const halts = [
    { at: 300, for: 0, auction: 20 },
    { at: 200, for: 30, auction: 10 },
    { at: 150, for: 50 },
  ]
  const auctions = { openingAuction: { from: 40 }, closingAuction: { for: 25 } }
  expect(phasesOf({ open: 100, close: 400, halts, ...auctions })).toEqual([
    [0, Phase.preOpen],
    [40, Phase.openingAuction],
    [100, Phase.continuous],
    [150, Phase.halted],
    // Where one halt ends as the next begins, it has ended before.
    [200, Phase.continuous],
    [200, Phase.halted],
    [230, Phase.volatilityAuction],
    [240, Phase.continuous],
    [300, Phase.volatilityAuction],
    [320, Phase.continuous],
    [400, Phase.closingAuction],
    [425, Phase.closed],
  ])
})

test('turns come in the order of their times, in whatever order halts are named', () => {
  const bounds = fc.uniqueArray(fc.integer({ min: 100, max: 400 }), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(bounds, fc.integer({ min: 0, max: 3 }), (times, share) => {
      const sorted = times.sort((a, b) => a - b)
      const halts = sorted.flatMap((at, nth) => {
        const until = sorted[nth + 1]
        if (nth % 2 === 1 || until === undefined) return []
        const auction = Math.floor(((until - at) * share) / 3)
        return [{ at, for: until - at - auction, auction }]
      })
      const plan = { open: 100, close: 400, halts: halts.reverse() } as unknown as SessionPlan
      const turns = turnsOf(plan)
      const at = turns.map((turn) => turn.at)
      expect(at).toEqual([...at].sort((a, b) => a - b))
      expect(turns.filter(({ signal }) => signal === 'resume')).toHaveLength(halts.length)
    }),
  )
})
