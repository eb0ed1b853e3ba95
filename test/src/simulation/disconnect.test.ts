import { expect, test } from 'vitest'
import type { Actor } from '../../../actors/actor.ts'
import { createExchange } from '../../../actors/exchange/exchange.ts'
import { Kind, nameOf } from '../../../protocols/kind.ts'
import { constantLatency, uniformLatency } from '../../../src/kernel/latency.ts'
import { ESCALATE, type Member, STOP } from '../../../src/simulation/part.ts'
import { createSystem, SimulationError } from '../../../src/simulation/system.ts'
import { type Copy, createPlainTape, say, venueOf } from '../../actors/exchange/scripted-market.ts'
import { lifeOf, play, restart, stage, TRADER, throwing, VENUE } from './failing-traders.ts'

/** What venue 0 is told of disconnections: who, when it was decided and when it is there. */
const disconnections = (records: readonly Copy[]): string[] =>
  records
    .filter(({ kind }) => kind === Kind.disconnect)
    .map(({ sender, recipient, sent, arrives }) => `${sender} to ${recipient}: ${sent}, ${arrives}`)
    .sort()

test('a venue is told of each failure of an actor that has its home there, over its link', () => {
  const supervision = restart(100, 1)
  const traders: Partial<Member>[] = [
    { actor: throwing(['orders']), supervision, thinking: 7 },
    { actor: throwing([]), supervision: STOP },
    { actor: () => ({ receive: () => {} }) },
  ]
  const records = play(traders)
  expect(disconnections(records)).toEqual([
    '1 to 0: 150, 167',
    '1 to 0: 400, 417',
    '2 to 0: 150, 160',
  ])
  // It stands where it was decided: between the failure and what became of the actor.
  const stopping = records.filter(({ sender, sent }) => sender === 2 && sent === 150)
  expect(stopping.map(({ kind }) => kind)).toEqual([
    Kind.failed,
    Kind.lifecycle,
    Kind.disconnect,
    Kind.lifecycle,
  ])
  const [first] = stopping
  expect(stopping.map(({ sequence }) => sequence - (first as Copy).sequence)).toEqual([0, 1, 2, 3])
})

test('nobody is told of one who has no home, nor of one whose failure stops the run', () => {
  const homeless = { key: 'hermit/0', actor: throwing([]), supervision: STOP }
  const members: Member[] = [
    { key: 'venue/0', actor: createExchange(venueOf({})), isHub: true },
    homeless,
  ]
  const tape = createPlainTape()
  createSystem({ seed: 1, members, latency: constantLatency(10), sinks: [tape] }).runBefore(2_000)
  expect(lifeOf(tape.records)).toContain('150: stopped 1')
  expect(disconnections(tape.records)).toEqual([])

  const { system, records } = stage([{ actor: throwing([]), supervision: ESCALATE }])
  expect(() => system.runBefore(2_000)).toThrow(SimulationError)
  expect(disconnections(records)).toEqual([])
})

test('a disconnection reaches the venue behind what was said before, and is no bad request', () => {
  const heard: string[] = []
  const hub: Actor = () => ({
    receive: ({ kind, sender, arrives }) => {
      if (sender === TRADER) heard.push(`${arrives}: ${nameOf(Kind, kind)}`)
    },
  })
  const hasty: Actor = (context) => ({
    receive(message) {
      if (message.kind === Kind.start) {
        context.send(VENUE, say.buy(1, 100, 5))
        context.after(1, 1)
      }
      if (message.kind === Kind.timer) throw new Error('hasty')
    },
  })
  const member: Member = { key: 'trader/0', actor: hasty, home: 0, supervision: STOP }
  const members: Member[] = [{ key: 'venue/0', actor: hub, isHub: true }, member]
  for (const seed of [1, 2, 3, 4, 5]) {
    createSystem({ seed, members, latency: uniformLatency(5, 60) }).runBefore(1_000)
  }
  expect(heard.map((line) => line.split(': ')[1])).toEqual(
    Array(5).fill(['newOrder', 'disconnect']).flat(),
  )

  const answers = play([{ actor: throwing([]), supervision: restart(1, 5) }])
    .filter(({ sender, recipient }) => sender === 0 && recipient === TRADER)
    .filter(({ kind }) => kind === Kind.refused || kind === Kind.rejected)
  expect(answers).toEqual([])
})
