import { expect, test } from 'vitest'
import { Kind } from '../../../protocols/kind.ts'
import { findRaces, type Race } from '../../../src/analysis/measures/races.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { messagesOf } from './tape-messages.ts'

/** The races of a run of `sniping`, and the participants by dense id: the maker, then the snipers. */
function run(seed: number, until: string, set: readonly string[] = []) {
  const tape = createMemoryTape()
  const simulation = createSimulation(loadScenario('sniping', { seed, until, set }), { tape })
  simulation.runUntil(simulation.end)
  const of = (group: string) => simulation.cast.find((one) => one.group === group)
  const maker = of('maker')?.first as number
  const snipers = of('sniper')?.first as number
  const messages = messagesOf(tape)

  const entries = { sent: [], arrived: [], actor: [], side: [], takes: [] } as Record<
    'sent' | 'arrived' | 'actor' | 'side' | 'takes',
    number[]
  >
  // What the venue first says of each is the order in which it acted on them.
  const asked = new Map<string, { sent: number; arrives: number }>()
  for (const said of messages) {
    const name = (orderId: number, who: number): string => `${who}.${orderId}`
    if (said.kind === Kind.newOrder && said.sender >= snipers && said.sender < snipers + 3) {
      asked.set(name(said.orderId, said.sender), said)
    } else if (said.kind === Kind.massCancel) asked.set(name(0, maker), said)
    const isAccepted = said.kind === Kind.accepted
    if (!isAccepted && said.kind !== Kind.massCancelled) continue
    const request = asked.get(name(isAccepted ? said.orderId : 0, said.recipient))
    if (request === undefined) continue
    for (const side of isAccepted ? [said.side === 1 ? 2 : 1] : [1, 2]) {
      entries.sent.push(request.sent)
      entries.arrived.push(request.arrives)
      entries.actor.push(said.recipient)
      entries.side.push(side)
      entries.takes.push(isAccepted ? 1 : 0)
    }
  }
  const news = messages.flatMap((said) => (said.kind === Kind.news ? [said] : []))
  const moves = {
    at: news.slice(1).map(({ sent }) => sent),
    side: news.slice(1).map(({ value }, nth) => (value > (news[nth]?.value ?? 0) ? 2 : 1)),
  }
  return { races: findRaces(entries, moves), maker, snipers }
}

test('among the equally fast each is first equally often, over seeds (chi-squared, 1 in 10,000)', () => {
  const first = [0, 0, 0, 0]
  for (const seed of [1, 2, 3, 4]) {
    const { races, maker } = run(seed, '50 min')
    for (const { actors, lead } of races) {
      expect([actors.length, lead]).toEqual([4, 0])
      const winner = (actors[0] as number) - maker
      first[winner] = (first[winner] as number) + 1
    }
  }
  const races = first.reduce((sum, count) => sum + count, 0)
  expect(races).toBeGreaterThan(2_000)
  const statistic = first.reduce((sum, count) => sum + (count - races / 4) ** 2 / (races / 4), 0)
  expect(statistic).toBeLessThan(21.1)
})

const links = (group: string, base: string): string =>
  `latency={type: links, direct: {base: 10 us}, rules: [{between: [${group}, exchange], direct: {base: ${base}}}]}`
const FASTER = [
  { who: 'maker', lead: 1, isTaken: false, set: links('maker', '9999 ns') },
  { who: 'snipers', lead: 0, isTaken: true, set: links('sniper', '9999 ns') },
] as const
test.each(FASTER)('a nanosecond faster, $who are first in every race', ({ set, ...expected }) => {
  const { races, maker } = run(1, '10 min', [set])
  expect(races.length).toBeGreaterThan(50)
  const wins = (race: Race): boolean => (race.actors[0] === maker) === (expected.who === 'maker')
  expect(races.every(wins)).toBe(true)
  for (const { lead, isTaken } of races)
    expect({ lead, isTaken }).toMatchObject({ isTaken: expected.isTaken, lead: expected.lead })
})
