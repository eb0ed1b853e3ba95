import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import type { Scenario } from '../../../src/simulation/scenario/scenario.ts'

/** A market of random order flow and a few who follow trends, open for ten minutes. */
export const SMALL_FILE = `
name: small
session: { start: "00:00:00", open: "00:00:00", close: "00:10:00" }
instruments:
  - { symbol: X, tick: 0.01, fundamental: { type: mean-reverting, mean: 10000, volatility: 1 } }
venues:
  - { name: exchange, instruments: [X], feeds: [trade, quote] }
latency: { type: uniform, min: "1 ms", max: "5 ms" }
groups:
  - name: flow
    type: cont-stoikov-talreja
    count: 1
  - name: trend
    type: momentum
    count: 3
    parameters: { short: 3, long: 6, wakeMean: "5 s", size: { type: uniform, min: 1, max: 3 } }`

/** @see SMALL_FILE */
export const SMALL_MARKET: Scenario = parseScenario(SMALL_FILE, 'small.yaml')
