import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Kind, Reason, Side } from '../../../protocols/kind.ts'
import type { Nanos } from '../../../protocols/units.ts'
import { forEachRecord } from '../../../src/journal/read-tape.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { assemble, latencyOf } from '../../../src/simulation/assemble.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { ScenarioError } from '../../../src/simulation/scenario/scenario-error.ts'
import { createSystem } from '../../../src/simulation/system.ts'

/** Two venues for a stock and one for an index of it, with all that connects them. */
const FRAGMENTED = `
name: fragmented
session: { start: "09:30:00", open: "09:30:00", close: "09:32:00" }
instruments:
  - { symbol: OAK, fundamental: { type: mean-reverting, mean: 10000, volatility: 3 } }
  - { symbol: ELM, fundamental: { type: mean-reverting, mean: 5000, volatility: 2 } }
  - { symbol: WOOD, fundamental: { type: index, of: [{ symbol: OAK, lots: 2 }, { symbol: ELM }] } }
venues:
  - name: left
    instruments: [OAK, ELM]
    guards: { tradeThrough: refuse }
    fees: { taker: { perLot: 0.3 } }
  - { name: right, instruments: [OAK, WOOD], guards: { tradeThrough: refuse } }
latency:
  type: links
  direct: { base: "2 ms", jitter: { type: uniform, min: "0 ns", max: "1 ms" } }
  rules:
    - { between: [fast, left], direct: { base: "50 us" } }
    - { between: [sip, right], feed: { base: "20 ms" } }
groups:
  - { name: sip, type: consolidated-feed, venue: left, computation: "5 ms" }
  - name: oak-left
    type: informed
    count: 6
    venue: left
    parameters: &often { wakeMean: "2 s", error: 6, marginMin: 0, marginMax: 6 }
  - { name: oak-right, type: informed, count: 6, venue: right, parameters: *often }
  - { name: elm, type: informed, count: 6, venue: left, instrument: ELM, parameters: *often }
  - { name: wood, type: informed, count: 6, venue: right, instrument: WOOD, parameters: *often }
  - name: routed
    type: private-value
    count: 4
    venue: right
    instrument: OAK
    parameters: { step: "1 s", rate: 0.2, mean: 10000, deviation: 9, shadeMax: 6 }
  - { name: fast, type: cross-venue-arbitrageur, venue: left, parameters: { margin: 0, size: 50 } }
  - { name: index, type: index-arbitrageur, venue: right, instrument: WOOD }
`

function run(seed: number, placement?: readonly number[], set: readonly string[] = []) {
  const scenario = parseScenario(FRAGMENTED, 'fragmented.yaml', { seed, set })
  const { members } = assemble(scenario)
  const keys = members.map(({ key }) => key)
  const tape = createMemoryTape()
  const system = createSystem({
    ...{ seed, members, latency: latencyOf(scenario, keys), sinks: [tape] },
    ...(placement && {
      placement: keys.map((_, id) => placement[id % placement.length] as number),
    }),
  })
  system.runBefore((scenario.until + 1) as Nanos)
  return { tape, keys }
}

describe('venues, a consolidated feed, arbitrageurs and order protection', () => {
  test('all come to act in one market', () => {
    const { tape, keys } = run(1)
    const seen = new Map<string, number>()
    const note = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
    forEachRecord(tape, (message) => {
      const group = keys[message.sender]?.split('/')[0]
      if (message.kind === Kind.nbbo) note('consolidated quotes')
      if (message.kind === Kind.trade) note(`trades at ${group}`)
      if (message.kind === Kind.newOrder && message.recipient === 1) note(`${group} at right`)
      if (message.kind === Kind.newOrder && message.recipient === 0) note(`${group} at left`)
      if (message.kind === Kind.rejected && message.reason === Reason.betterElsewhere) {
        note('trade-throughs')
      }
    })
    for (const what of [
      ...['consolidated quotes', 'trades at left', 'trades at right', 'trade-throughs'],
      ...['fast at left', 'fast at right', 'index at left', 'index at right'],
      ...['routed at left', 'routed at right'],
    ]) {
      expect([what, seen.get(what) ?? 0]).toEqual([what, expect.any(Number)])
      expect(seen.get(what) ?? 0, what).toBeGreaterThan(0)
    }
  })

  test('leave one tape wherever they are placed', () => {
    const placement = fc.array(fc.nat({ max: 3 }), { minLength: 5, maxLength: 11 })
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), placement, (seed, places) => {
        const alone = run(seed).tape.bytes()
        const apart = run(seed, places).tape.bytes()
        expect(alone.length).toBeGreaterThan(10_000)
        expect(Buffer.compare(apart, alone)).toBe(0)
      }),
      { numRuns: 5 },
    )
  })
})

/** What the right venue may be beside a left one in continuous trading. */
const MECHANISMS: Readonly<Record<string, readonly string[]>> = {
  'frequent batches': ['venues.right.mechanism={ type: batch-auction, interval: 100 ms }'],
  'a dark pool': [
    'venues.right.mechanism={ type: dark-pool, refersTo: left }',
    // Of a dark pool nobody sees a quote: the index stays at home, and nothing is to be protected there.
    'venues.left.instruments=[OAK, ELM, WOOD]',
    'venues.right.instruments=[OAK]',
    'groups.wood.venue=left',
    'groups.index.venue=left',
  ],
}

describe.each(Object.entries(MECHANISMS))('continuous trading beside %s', (_, set) => {
  test('trades at both, and what one has bought another has sold', () => {
    const { tape, keys } = run(2, undefined, set)
    const trades = new Map<string, number>()
    const lots = new Map<string, number>()
    let [bought, sold] = [0, 0]
    forEachRecord(tape, (message) => {
      const at = keys[message.sender]?.split('/')[0] as string
      const isTrade = message.kind === Kind.trade || message.kind === Kind.cross
      if (isTrade) trades.set(at, (trades.get(at) ?? 0) + 1)
      if (message.kind !== Kind.fill && message.kind !== Kind.partialFill) return
      const sign = message.side === Side.buy ? 1 : -1
      const name = `${at} ${message.instrument}`
      lots.set(name, (lots.get(name) ?? 0) + sign * message.size)
      if (sign > 0) bought += message.price * message.size
      else sold += message.price * message.size
    })
    expect(trades.get('left') ?? 0).toBeGreaterThan(20)
    expect(trades.get('right') ?? 0).toBeGreaterThan(5)
    expect([...lots.values()].every((net) => net === 0)).toBe(true)
    expect(bought).toBe(sold)
  })

  test('leaves one tape wherever its actors are placed', () => {
    const alone = run(3, undefined, set).tape.bytes()
    expect(alone.length).toBeGreaterThan(10_000)
    expect(Buffer.compare(run(3, [0, 1, 2, 1, 0], set).tape.bytes(), alone)).toBe(0)
  })
})

test('an index is worth its parts, whoever looks when', () => {
  const { fundamentals } = assemble(parseScenario(FRAGMENTED, 'fragmented.yaml'))
  const at = (symbol: string, time: number) => fundamentals.get(symbol)?.(time as Nanos) as number
  for (const time of [0, 1e9, 90e9]) {
    expect(at('WOOD', time)).toBe(2 * at('OAK', time) + at('ELM', time))
  }
})

test.each([
  [
    'a part that there is not',
    'symbol: ELM }] }',
    'symbol: EML }] }',
    /no index: .*did you mean "ELM"/,
  ],
  [
    'an index of itself',
    'symbol: ELM }] }',
    'symbol: WOOD }] }',
    /must be an instrument that is no index/,
  ],
  [
    'a part that nobody trades',
    'instruments: [OAK, ELM]',
    'instruments: [OAK]',
    /must be traded at some venue/,
  ],
  [
    'who trades an index that is none',
    'instrument: WOOD }\n',
    'instrument: OAK }\n',
    /must trade an index, not "OAK"/,
  ],
])('%s is refused', (_what, from, to, line) => {
  const at = FRAGMENTED.lastIndexOf(from)
  const text = FRAGMENTED.slice(0, at) + to + FRAGMENTED.slice(at + from.length)
  expect(text).not.toBe(FRAGMENTED)
  try {
    parseScenario(text, 'fragmented.yaml')
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError)
    expect((error as ScenarioError).message).toMatch(line)
  }
})
