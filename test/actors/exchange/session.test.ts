import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createActor } from 'xstate'
import {
  isAuction,
  refusalIn,
  type SessionSignal,
  session,
} from '../../../actors/exchange/session.ts'
import { Phase, Reason } from '../../../protocols/kind.ts'
import { runs } from '../../runs.ts'

type Signal = SessionSignal['type']

/** Where each signal leads; from where it is not listed it changes nothing. */
const TURNS: Readonly<Record<number, Readonly<Partial<Record<Signal, Phase>>>>> = {
  [Phase.preOpen]: {
    openingAuction: Phase.openingAuction,
    open: Phase.continuous,
    close: Phase.closed,
  },
  [Phase.openingAuction]: { open: Phase.continuous, close: Phase.closed },
  [Phase.continuous]: {
    halt: Phase.halted,
    volatilityAuction: Phase.volatilityAuction,
    closingAuction: Phase.closingAuction,
    close: Phase.closed,
  },
  [Phase.halted]: {
    resume: Phase.continuous,
    volatilityAuction: Phase.volatilityAuction,
    closingAuction: Phase.closingAuction,
    close: Phase.closed,
  },
  [Phase.volatilityAuction]: {
    resume: Phase.continuous,
    halt: Phase.halted,
    closingAuction: Phase.closingAuction,
    close: Phase.closed,
  },
  [Phase.closingAuction]: { close: Phase.closed },
}

/** Those that lead from auction to auction come more often than the two that end a day soon. */
const signals = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom<Signal>('open', 'halt', 'resume', 'volatilityAuction'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Signal>('openingAuction', 'closingAuction', 'close'),
    },
  ),
  { maxLength: 20 },
)

/** A session that has heard these signals, and the phases that it told of. */
function sessionAfter(types: readonly Signal[]) {
  const entered: number[] = []
  const actor = createActor(session, { input: { enter: (phase) => entered.push(phase) } })
  actor.start()
  for (const type of types) if (actor.getSnapshot().status === 'active') actor.send({ type })
  return { entered, actor }
}

test('a session moves on as its table says, tells each phase once, and is over when closed', () => {
  fc.assert(
    fc.property(signals, (types) => {
      const expected: Phase[] = [Phase.preOpen]
      for (const type of types) {
        const next = TURNS[expected.at(-1) as Phase]?.[type]
        if (next !== undefined) expected.push(next)
      }
      const { entered, actor } = sessionAfter(types)
      expect(entered).toEqual(expected)
      const isClosed = expected.at(-1) === Phase.closed
      expect(actor.getSnapshot().status).toBe(isClosed ? 'done' : 'active')
    }),
    { numRuns: runs(1_000) },
  )
})

test('a day with every auction and a halt that ends in one', () => {
  const day: Signal[] = [
    ...(['openingAuction', 'open', 'halt', 'volatilityAuction', 'resume'] as const),
    ...(['volatilityAuction', 'halt', 'resume', 'closingAuction', 'close'] as const),
  ]
  expect(sessionAfter(day).entered).toEqual([
    ...[Phase.preOpen, Phase.openingAuction, Phase.continuous, Phase.halted],
    ...[Phase.volatilityAuction, Phase.continuous, Phase.volatilityAuction, Phase.halted],
    ...[Phase.continuous, Phase.closingAuction, Phase.closed],
  ])
})

test('whoever misses the opening auction opens without one, and nothing reopens a closing one', () => {
  expect(sessionAfter(['open', 'openingAuction']).entered.at(-1)).toBe(Phase.continuous)
  const late: Signal[] = ['open', 'closingAuction', 'resume', 'open', 'halt', 'volatilityAuction']
  expect(sessionAfter(late).entered.at(-1)).toBe(Phase.closingAuction)
})

test('orders are refused before the open, in a halt and after the close, and heard in auctions', () => {
  const refused = Object.values(Phase).filter((phase) => refusalIn[phase] !== Reason.none)
  expect(refused).toEqual([Phase.preOpen, Phase.halted, Phase.closed])
  for (const phase of Object.values(Phase).filter(isAuction)) {
    expect(refusalIn[phase]).toBe(Reason.none)
  }
})
