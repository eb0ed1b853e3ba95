import { describe, expect, test } from 'vitest'
import { Phase } from '../../../protocols/kind.ts'
import { MINUTE, SECOND } from '../../../protocols/units.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'

/** What a run of a shipped scenario came to; its lowest quotes are those from a time on. */
function story(name: string, set: readonly string[] = [], from = 0) {
  const simulation = createSimulation(loadScenario(name, { set, seed: 1 }))
  const seen = { halts: 0, lots: 0, phases: [] as number[], prices: [] as number[][] }
  const lows: number[] = []
  const last: number[] = []
  simulation.trades$.subscribe(({ instrument, price, size }) => {
    last[instrument] = price
    seen.lots += size
  })
  simulation.quotes$.subscribe(({ instrument, bid, ask, sent }) => {
    if (sent < from || bid === 0 || ask === 0) return
    lows[instrument] = Math.min(lows[instrument] ?? Number.POSITIVE_INFINITY, (bid + ask) / 2)
  })
  simulation.sessions$.subscribe(({ phase }) => {
    seen.phases.push(phase)
    if (phase === Phase.halted) seen.halts++
  })
  /** The last prices at a time. */
  const at = (time: number): readonly number[] => {
    simulation.runUntil(time)
    return [...last]
  }
  return {
    ...{ simulation, at, seen, lows },
    finish: () => simulation.runUntil(simulation.end),
  }
}

describe('flash-crash', () => {
  const [stay, breaker] = [
    'groups.makers.parameters.fear.move=1000000',
    'venues.futures.breaker={ reference: 100000, quiet: 0 ns, levels: [{ fall: 0.01, halt: 1 min }, { fall: 0.02, halt: 2 min }], auction: 1 min }',
  ]
  // All is over five minutes after the seller has begun, at 14:20; and as well if it begins at 14:05.
  const fall = (from: number, ...set: string[]) => {
    const early = `groups.seller.parameters.from=${from} min`
    const told = story('flash-crash', [early, ...set], from * MINUTE)
    told.at((from + 5) * MINUTE)
    return { fall: 1 - (told.lows[0] as number) / 100_000, halts: told.seen.halts }
  }

  test('a seller who sells a share of the volume brings a price down that has no reason to fall', () => {
    const calm = fall(20, 'groups.seller.count=0')
    const crash = fall(20)
    expect(calm.fall).toBeLessThan(0.012)
    expect(crash.fall).toBeGreaterThan(0.02)
  })

  test('makers who withdraw end it: with those who stay it is many times as deep', () => {
    expect(fall(5, stay).fall).toBeGreaterThan(0.1)
  })

  test('the breaker halts the market on the way', () => {
    expect(fall(5, breaker).halts).toBe(2)
  })
})

test('auction-day goes from auction to auction, and both trade', () => {
  const { seen, finish, simulation } = story('auction-day')
  let [crossed, fills] = [0, 0]
  simulation.reports$.subscribe((report) => {
    if ('role' in report && report.role === 3) crossed += report.size
    if ('role' in report) fills++
  })
  finish()
  const { openingAuction, continuous, closingAuction, closed } = Phase
  expect(seen.phases.filter((phase) => phase !== Phase.preOpen)).toEqual([
    openingAuction,
    continuous,
    closingAuction,
    closed,
  ])
  expect(crossed).toBeGreaterThan(10_000)
  expect(fills).toBeGreaterThan(1_000)
})

test('three-speeds: retail, institutions and the fast trade with each other, the fast most', () => {
  const { simulation } = story('three-speeds')
  const lots = new Map<string, number>()
  const groupOf = (actor: number): string =>
    simulation.cast.find(({ first, count }) => actor >= first && actor < first + count)?.group ?? ''
  simulation.reports$.subscribe((report) => {
    if (!('role' in report)) return
    const group = groupOf(report.recipient)
    lots.set(group, (lots.get(group) ?? 0) + report.size)
  })
  simulation.runUntil(14 * MINUTE)
  const most = [...lots].sort(([, a], [, b]) => b - a)[0]?.[0]
  expect(most).toBe('hft-makers')
  for (const group of ['retail', 'funds', 'executors', 'value-funds', 'hft-takers']) {
    expect([group, (lots.get(group) ?? 0) > 100]).toEqual([group, true])
  }
})

describe('fcn', () => {
  const shift = 'instruments.FCN.fundamental.shifts=[{ at: 200 s, by: -0.1 }]'
  const calm = 'groups.fcn.parameters.noiseScale=0.0001'

  test('a fat finger pins the price 5 % below for a while', () => {
    const told = story('fcn', ['groups.finger.count=1', calm])
    const before = told.at(199 * SECOND)[0] as number
    const after = told.at(230 * SECOND)[0] as number
    expect(after / before).toBeGreaterThan(0.94)
    expect(after / before).toBeLessThan(0.96)
  })

  test('a fall of the value is followed; a breaker halts it once; limits do not let it pass', () => {
    const share = (...set: string[]) => {
      const told = story('fcn', [shift, calm, ...set])
      const price = (told.at(375 * SECOND)[0] as number) / 30_000_000
      return { price, halts: told.seen.halts }
    }
    const free = share()
    expect(Math.abs(free.price - 0.9)).toBeLessThan(0.01)
    expect(free.halts).toBe(0)
    const halt = 'levels: [{ fall: 0.05, halt: 100 s }]'
    const halted = share(`venues.exchange.breaker={ reference: 30000000, quiet: 0 ns, ${halt} }`)
    expect(halted.halts).toBe(1)
    expect(Math.abs(halted.price - 0.9)).toBeLessThan(0.01)
    const limited = share('venues.exchange.guards={ reference: 30000000, staticCollar: 0.05 }')
    expect(limited.price).toBeGreaterThanOrEqual(0.95)
  })
})

test('fcn-index: a shock to one stock reaches an index whose traders know nothing by arbitrage alone', () => {
  // The shock at half a minute, not at 200 s: there is nothing before it.
  const shock = 'instruments.ONE.fundamental.shifts=[{ at: 30 s, by: -0.1 }]'
  const gap = (...set: string[]): number => {
    const told = story('fcn-index', [shock, ...set])
    let sum = 0
    for (let second = 100; second < 150; second += 5) {
      const [one, two, both] = told.at(second * SECOND) as [number, number, number]
      sum += Math.abs(both - one - two) / 10
    }
    return sum
  }
  const [tied, loose] = [gap(), gap('groups.arbitrageurs.count=0')]
  expect(tied).toBeLessThan(700)
  expect(loose).toBeGreaterThan(2 * tied)
})
