import { expect, test } from 'vitest'
import type { Actor, Market } from '../../../../actors/actor.ts'
import { createDealer } from '../../../../actors/dealer/dealer.ts'
import { dealerParameters } from '../../../../actors/dealer/parameters.ts'
import { type Accounts, createAccounts } from '../../../../actors/exchange/accounts.ts'
import { createQuoteDesk } from '../../../../actors/exchange/quote-desk.ts'
import { requesterParameters } from '../../../../actors/requester/parameters.ts'
import { createRequester } from '../../../../actors/requester/requester.ts'
import { Kind, Phase, Reason } from '../../../../protocols/kind.ts'
import { actorId, type InstrumentId, type Nanos, SECOND } from '../../../../protocols/units.ts'
import { uniformLatency } from '../../../../src/kernel/latency.ts'
import { createSystem } from '../../../../src/simulation/system.ts'
import { createPlainTape } from '../scripted-market.ts'

const ALWAYS = 1
const SESSION = 600 * SECOND

/** A venue that is a quote desk, and trades from the start to the end. */
const venueOf =
  (accounts: Accounts, hold: number): Actor =>
  (context) => {
    const desk = createQuoteDesk(context, {
      ...{ instrument: 0 as InstrumentId, accounts, feeds: new Set(['trade'] as const), tag: 1 },
      quotes: { dealers: [1, 2, 3].map((id) => ({ participant: actorId(id) })), hold },
    })
    return {
      receive(message) {
        switch (message.kind) {
          case Kind.start:
            desk.enter(Phase.continuous)
            context.after(SESSION, 2)
            return
          case Kind.timer:
            if (message.tag === 1) desk.advance()
            else desk.enter(Phase.closed)
            return
          default:
            desk.serve(message as never)
        }
      },
    }
  }

/** Ten minutes of three dealers and two requesters, whose value moves a tick each 100 ms. */
function playQuotes(hold: number, seed = 1) {
  const market: Market = {
    ...{ venue: actorId(0), instrument: 0 as InstrumentId, open: ALWAYS as Nanos },
    close: SESSION as Nanos,
    fundamental: (at) => 10_000 + Math.floor(at / 1e8),
  }
  const accounts = createAccounts(1)
  const tape = createPlainTape()
  const dealers = [0, 1, 2].map((nth) => ({
    key: `dealer/${nth}`,
    actor: createDealer(dealerParameters.parse({ tolerance: 1, life: '0 ns' }), market),
  }))
  const terms = { wakeMean: '2 s', patience: '20 ms', life: '1 s' }
  const requesters = [0, 1].map((nth) => ({
    key: `requester/${nth}`,
    actor: createRequester(requesterParameters.parse(terms), market),
  }))
  const venue = { key: 'venue/0', actor: venueOf(accounts, hold), isHub: true }
  const members = [venue, ...dealers, ...requesters]
  const latency = uniformLatency(100_000, 900_000)
  const system = createSystem({ seed, members, latency, sinks: [tape] })
  system.runBefore(2 * SESSION)
  const count = (kind: number, reason?: number): number =>
    tape.records.filter((said) => said.kind === kind && (reason ?? said.reason) === said.reason)
      .length
  return { accounts, tape, count }
}

test('over a day of live dealers and requesters every request ends, and the books balance', () => {
  const { accounts, count } = playQuotes(0)
  expect(count(Kind.quoteRequest)).toBeGreaterThan(100)
  expect(count(Kind.trade)).toBe(count(Kind.quoteTake))
  expect(count(Kind.refused)).toBe(0)
  expect(accounts.totals()).toEqual({ cash: 0, positions: [0] })
  for (let who = 0; who <= 5; who++) expect(accounts.openOrdersOf(who)).toBe(0)
})

test('with a last look the dealers deny what went against them, and the tape says so', () => {
  const without = playQuotes(0)
  const looking = playQuotes(500_000_000)
  expect(without.count(Kind.quoteEnded, Reason.lastLook)).toBe(0)
  // Each rejection is told to both.
  const denied = looking.count(Kind.quoteEnded, Reason.lastLook) / 2
  const answers = looking.tape.records.filter(({ kind }) => kind === Kind.lastLookAnswer)
  expect(denied).toBeGreaterThan(0)
  expect(denied).toBe(answers.filter(({ answer }) => answer === 0).length)
  expect(looking.count(Kind.trade)).toBe(answers.filter(({ answer }) => answer === 1).length)
  expect(looking.accounts.totals()).toEqual({ cash: 0, positions: [0] })
})

test('one seed gives one tape', () => {
  const told = (seed: number): string => JSON.stringify(playQuotes(1_000, seed).tape.records)
  const [one, again, other] = [7, 7, 8].map(told)
  expect(one === again).toBe(true)
  expect(one === other).toBe(false)
})
