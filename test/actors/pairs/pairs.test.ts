import { expect, test } from 'vitest'
import { createPairsTrader } from '../../../actors/pairs/pairs.ts'
import { pairsParameters } from '../../../actors/pairs/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { MINUTE } from '../../../protocols/units.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { messagesOf } from '../../src/simulation/tape-messages.ts'
import { MARKET } from '../fake-context.ts'

/** Two instruments of one value, whose traders now and then disagree, and who trades on that. */
const FILE = `
name: pair
session: { start: "09:30:00", open: "09:30:00", close: "09:50:00" }
instruments:
  - { symbol: ONE, fundamental: { type: constant, value: 10000 } }
  - { symbol: TWO, fundamental: { type: constant, value: 5000 } }
venues: [{ name: exchange, instruments: [ONE, TWO], feeds: [trade, quote] }]
latency: { type: constant, delay: "1 ms" }
groups:
  - name: one
    type: informed
    count: 8
    parameters: &often { wakeMean: "2 s", error: 30, marginMin: 0, marginMax: 6 }
  - { name: two, type: informed, instrument: TWO, count: 8, parameters: *often }
  - name: pairs
    type: pairs
    parameters: { against: TWO, ratio: 2, size: 3, window: 10, entry: 1, exit: 0.3, wakeMean: "5 s" }
`

test('it sells the dear one against the cheap one, two lots for one, and never has one side alone for long', () => {
  const scenario = parseScenario(FILE, 'pair.yaml')
  const tape = createMemoryTape()
  const simulation = createSimulation(scenario, { tape })
  simulation.runUntil(20 * MINUTE)
  const trader = simulation.cast.find(({ group }) => group === 'pairs')?.first
  const sent = messagesOf(tape).filter(
    (message) => message.kind === Kind.newOrder && message.sender === trader,
  ) as { instrument: number; side: number; size: number; sent: number }[]
  const times = [...new Set(sent.map(({ sent }) => sent))]
  expect(times.length).toBeGreaterThan(10)
  let pairs = 0
  for (const at of times) {
    const together = sent.filter((order) => order.sent === at)
    const one = together.find(({ instrument }) => instrument === 0)
    const two = together.find(({ instrument }) => instrument === 1)
    if (one === undefined || two === undefined) continue
    pairs++
    expect(one.side).not.toBe(two.side)
  }
  expect(pairs).toBeGreaterThan(times.length / 2)
  // From flat: three of the one against six of the other.
  const first = sent.filter(({ sent }) => sent === times[0])
  expect(first.map(({ instrument, size }) => [instrument, size])).toEqual([
    [0, 3],
    [1, 6],
  ])
  expect(first.map(({ side }) => side).sort()).toEqual([Side.buy, Side.sell])
})

test('another instrument that is not there is refused, by the scenario and by the trader', () => {
  const refusal = (set: string): string => {
    try {
      parseScenario(FILE, 'pair.yaml', { set: [set] })
      return 'none'
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(refusal('groups.pairs.parameters.against=ONE')).toContain(
    'groups[2].parameters.against must be another instrument of venue "exchange": "TWO", not "ONE"',
  )
  expect(refusal('groups.pairs.parameters.against=TOW')).toContain('did you mean "TWO"')
  const alone = parseScenario.bind(
    undefined,
    FILE.replace('[ONE, TWO], f', '[ONE], f').replace(/ {2}- \{ name: two.*\n/, ''),
    'x.yaml',
  )
  expect(alone).toThrow(
    /groups\[1\].*must not be "pairs" where its venue trades one instrument alone/,
  )
  expect(() => createPairsTrader(pairsParameters.parse({ against: 'ABC' }), MARKET)).toThrow(
    'not "ABC": there is XYZ',
  )
})
