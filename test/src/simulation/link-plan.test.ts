import { describe, expect, test } from 'vitest'
import { Kind } from '../../../protocols/kind.ts'
import { DIRECT } from '../../../src/kernel/latency.ts'
import { latencyOf } from '../../../src/simulation/assemble.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'

const scenario = (rules: string) => `
name: links
instruments:
  - { symbol: ABM, fundamental: { type: constant, value: 100 } }
venues:
  - { name: exchange }
latency:
  type: links
  direct: { base: 1 ms, jitter: { type: exponential, mean: 100 us }, bandwidth: 1.0e9 }
  feed: { base: 2 ms }
  rules: ${rules}
groups:
  - { name: retail, type: noise, count: 2 }
  - { name: colocated, type: noise, count: 1 }
`
const KEYS = ['exchange/0', 'retail/0', 'retail/1', 'colocated/0']
const [EXCHANGE, RETAIL, COLOCATED] = [0, 2, 3] as const

describe('links in a scenario', () => {
  test('go by group, both ways, and by the last rule that names a pair', () => {
    const text = scenario(
      '[{ between: [colocated, exchange], direct: { base: 5 us } }, ' +
        '{ between: [exchange, colocated], direct: { base: 10 us }, feed: { base: 4 us } }]',
    )
    const latency = latencyOf(parseScenario(text, 'links.yaml'), KEYS)
    expect(latency.base(EXCHANGE, COLOCATED, DIRECT)).toBe(10_000)
    expect(latency.base(COLOCATED, EXCHANGE, DIRECT)).toBe(10_000)
    expect(latency.base(EXCHANGE, COLOCATED, Kind.quote)).toBe(4_000)
    expect(latency.base(RETAIL, EXCHANGE, DIRECT)).toBe(1_000_000)
    expect(latency.base(EXCHANGE, RETAIL, Kind.trade)).toBe(2_000_000)
    expect(latency.jitter(RETAIL, EXCHANGE, DIRECT, 0.5, 0)).toBe(69_314)
    expect(latency.jitter(COLOCATED, EXCHANGE, DIRECT, 0.5, 0)).toBe(0)
    // 64 bytes at 1e9 bytes a second; the colocated have no such narrow link.
    expect(latency.queue?.(RETAIL, EXCHANGE, 0, 64)).toBe(64)
    expect(latency.queue?.(RETAIL, EXCHANGE, 0, 64)).toBe(128)
    expect(latency.queue?.(COLOCATED, EXCHANGE, 0, 64)).toBe(0)
  })

  test.each([
    ['[{ between: [colocate, exchange] }]', /between\[0\].*"colocate".*did you mean "colocated"/s],
    ['[{ between: [retail, exchange], feed: { base: 1 ms, unordered: true } }]', /unordered/],
    [
      '[{ between: [retail, exchange], direct: { base: 1 ms, volatility: { venue: exchang, window: 1 s, perTick: 1 us } } }]',
      /direct.volatility.venue.*"exchang".*did you mean "exchange"/s,
    ],
    [
      '[{ between: [retail, exchange], direct: { base: 1 ms, jitter: { type: empirical } } }]',
      /either values or a file/,
    ],
    ['[{ between: [retail, exchange], direct: { base: 0 } }]', /at least 1 ns/],
    [
      '[{ between: [retail, exchange], direct: { base: 1 ms, jitter: { type: gama } } }]',
      /log-normal|gamma/,
    ],
  ])('are refused with a place and a reason: %s', (rules, message) => {
    expect(() => parseScenario(scenario(rules), 'links.yaml')).toThrow(message)
  })
})
