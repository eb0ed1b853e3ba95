import { describe, expect, test } from 'vitest'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { keepHoldings } from '../../../src/study/holdings.ts'
import { keepValueAccounts } from '../../../src/study/value-accounts.ts'

/** A scenario lived through, and what was held in the end. */
function live(name: string, set: readonly string[] = []) {
  const market = loadScenario(name, { seed: 3, set })
  const simulation = createSimulation(market)
  const holdings = keepHoldings(market, simulation)
  const [venue] = market.venues
  const symbol = venue?.instruments[0] as string
  const accounts = keepValueAccounts(simulation, ({ sent }) =>
    simulation.fundamentalAt(symbol, sent),
  )
  let traded = 0
  simulation.trades$.subscribe(({ size }) => {
    traded += size
  })
  simulation.runUntil(simulation.end)
  return { market, holdings, accounts, traded: () => traded }
}

const total = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0)

describe('what trading was worth', () => {
  test('sums to nothing over all who trade, where nobody has values of his own', () => {
    const { market, holdings } = live('lit-and-dark', ['until=3 min'])
    const all = market.groups.map(({ name }) => total(holdings.payoffs(name)))
    expect(all.some((payoff) => Math.abs(payoff) > 100)).toBe(true)
    expect(total(all)).toBeCloseTo(0, 3)
    expect(holdings.surplus()).toBe(0)
  })

  test('is what each trade was worth, where the value does not change', () => {
    const value = 'instruments.ABM.fundamental={ type: constant, value: 100000 }'
    const { market, holdings, accounts } = live('lit-and-dark', ['until=3 min', value])
    for (const { name } of market.groups) {
      expect(total(holdings.payoffs(name))).toBeCloseTo(accounts.profit(name), 3)
    }
    expect(accounts.profit('investors')).toBeLessThan(-100)
  })

  test('is a gain for all together where they have, whoever is at which venue', () => {
    const { holdings } = live('two-venues')
    const [left, right] = [total(holdings.payoffs('left')), total(holdings.payoffs('right'))]
    expect(holdings.surplus()).toBeCloseTo(left + right, 3)
    expect(holdings.surplus()).toBeGreaterThan(0)
    expect(holdings.payoffs('left')).toHaveLength(12)
    expect(holdings.payoffs('nobody')).toEqual([])
  })
})

test('each lot that trades is one that somebody bought and somebody sold', () => {
  const { market, accounts, traded } = live('lit-and-dark', ['until=3 min'])
  const lots = market.groups.map(({ name }) => accounts.lots(name))
  expect(accounts.lots('dark-investors')).toBeGreaterThan(0)
  expect(total(lots)).toBe(2 * traded())
  expect(accounts.lots('nobody')).toBe(0)
})
