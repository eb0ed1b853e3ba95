import { expect, test } from 'vitest'
import { createExchange } from '../../../../actors/exchange/exchange.ts'
import { Kind, Phase, Reason } from '../../../../protocols/kind.ts'
import { actorId, type InstrumentId } from '../../../../protocols/units.ts'
import { constantLatency } from '../../../../src/kernel/latency.ts'
import { createSystem } from '../../../../src/simulation/system.ts'
import { createPlainTape, say, scriptedTrader, type Timed, venueOf } from '../scripted-market.ts'

const LIT = 0
const DARK = 1

/** A lit venue and a dark one that refers to it, 10 ns from everybody, and traders with a script each. */
function playBoth(...scripts: (readonly (Timed & { readonly venue: number })[])[]) {
  const tape = createPlainTape()
  const reference = { venue: actorId(LIT), instrument: 0 as InstrumentId }
  const dark = {
    ...venueOf({}),
    mechanism: { type: 'dark-pool' as const },
    references: [reference],
  }
  const traders = scripts.flatMap((script, nth) =>
    [LIT, DARK].map((venue) => {
      const lines = script.filter((line) => line.venue === venue)
      const key = `trader-${venue}/${nth}`
      return { key, actor: scriptedTrader(lines, [], venue), home: venue }
    }),
  )
  const venues = [createExchange(venueOf({})), createExchange(dark)]
  const system = createSystem({
    seed: 1,
    members: [
      ...venues.map((actor, nth) => ({ key: `venue/${nth}`, actor, isHub: true })),
      ...traders,
    ],
    latency: constantLatency(10),
    sinks: [tape],
  })
  system.runBefore(1_000_000)
  const said = tape.records.filter(({ sender }) => sender === DARK)
  const kinds = new Set(said.map(({ kind }) => kind))
  const prints = said
    .filter(({ kind }) => kind === Kind.trade)
    .map(({ sent, price, size }) => [sent, price, size])
  return { prints, said, kinds }
}

const lit = (at: number, line: Timed['say']) => ({ at, say: line, venue: LIT })
const dark = (at: number, line: Timed['say']) => ({ at, say: line, venue: DARK })

const quotes = [lit(100, say.buy(1, 100, 5)), lit(100, say.sell(2, 104, 5))]

test('a dark venue trades at the middle of the lit one, once its feed has told it of that', () => {
  const { prints } = playBoth(
    quotes,
    [dark(100, say.buy(1, 110, 7))],
    [dark(101, say.sell(1, 90, 7))],
  )
  // Sent at 100, quoted at 110, heard of at 120.
  expect(prints).toEqual([[120, 102, 7]])
})

test('who is faster than its feed trades at a middle that is gone', () => {
  const moved = [...quotes, lit(200, say.cancel(1)), lit(200, say.buy(3, 103, 5))]
  const told = (at: number) =>
    playBoth(moved, [dark(150, say.buy(1, 110, 7))], [dark(at, say.sell(1, 90, 7))]).prints
  // The lit quote is 103 to 104 at 210; at 219 the pool does not know, at 221 it does.
  expect(told(209)).toEqual([[219, 102, 7]])
  expect(told(211)).toEqual([[221, 103, 7]])
})

test('a dark venue tells everyone of its trades and its session, and of nothing else', () => {
  const { kinds, said } = playBoth(
    quotes,
    [dark(100, say.buy(1, 110, 9))],
    [dark(101, say.sell(1, 90, 7)), dark(150, say.sell(2, 120, 7))],
  )
  const reports = [Kind.accepted, Kind.fill, Kind.partialFill, Kind.expired]
  expect([...kinds].sort((a, b) => a - b)).toEqual(
    [Kind.lifecycle, ...reports, Kind.trade, Kind.session].sort((a, b) => a - b),
  )
  const accepted = said.filter(({ kind }) => kind === Kind.accepted)
  expect(accepted.map(({ hidden }) => hidden)).toEqual([1, 1, 1])
  const ends = said.filter(({ kind }) => kind === Kind.expired)
  expect(ends.map(({ reason }) => reason)).toEqual([Reason.sessionEnd, Reason.sessionEnd])
  expect(said.filter(({ phase }) => phase === Phase.closed)).toHaveLength(1)
})
