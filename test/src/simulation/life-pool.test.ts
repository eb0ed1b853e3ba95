import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLifePool } from '../../../src/simulation/life-pool.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'

/** A market with halts and somebody who fails and is restarted, or stops. */
const MARKET = parseScenario(
  `
name: lives
session:
  open: "00:00:00"
  start: "00:00:00"
  close: "00:01:00"
  halts: [{ at: "00:00:20", for: "10 s" }]
until: "00:01:10"
instruments:
  - { symbol: X, tick: 0.01, fundamental: { type: constant, value: 1000 } }
venues:
  - { name: exchange, instruments: [X], feeds: [trade, quote] }
latency: { type: constant, delay: "1 ms" }
groups:
  - { name: flow, type: cont-stoikov-talreja, count: 2 }
  - { name: investors, type: investor, count: 3, parameters: { wakeMean: "3 s" } }`,
  'lives.yaml',
)

/** Fails at each waking: it is restarted twice and then stops. */
const failing = {
  key: 'failing/0',
  actor: () => (context: { after(delay: number, tag: number): unknown }) => ({
    receive(message: { kind: number }) {
      if (message.kind === 1) context.after(7e9, 0)
      else if (message.kind === 2) throw new Error('it fails')
    },
  }),
  supervision: { onFailure: 'restart', backoff: 3e9, restarts: 2 },
} as const

test('a market of lives that were lived before leaves a fresh one’s tape, whenever they were left', () => {
  const lives = createLifePool()
  const run = (seed: number, seconds: number, reuses: boolean): string => {
    if (reuses) lives.release()
    const simulation = createSimulation(
      { ...MARKET, seed },
      { actors: [failing as never], ...(reuses ? { lives } : {}) },
    )
    simulation.runUntil(seconds * 1e9)
    return simulation.hash()
  }
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 70 }), (seed, seconds) => {
      expect(run(seed, seconds, true)).toBe(run(seed, seconds, false))
    }),
    { numRuns: 12 },
  )
})
