import { expect, test } from 'vitest'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { keepHalts } from '../../../src/study/halts.ts'

/** A day of ten minutes that halts for 30 s with an auction of 10 s, and again for 20 s without. */
const HALTED = `
name: halted
session:
  start: "09:00:00"
  open: "09:00:00"
  close: "09:10:00"
  halts: [{ at: "09:02:00", for: "30 s", auction: "10 s" }, { at: "09:05:00", for: "20 s" }]
instruments: [{ symbol: ABM, fundamental: { type: constant, value: 1000 } }]
venues: [{ name: exchange, instruments: [ABM] }]
groups: [{ name: investors, type: investor }]
`

test('halts are counted, and last until continuous trading goes on', () => {
  const simulation = createSimulation(parseScenario(HALTED, 'halted.yaml'))
  const haltsOf = keepHalts(simulation)
  const at = (seconds: number) => {
    const now = seconds * 1e9
    simulation.runUntil(now as never)
    return haltsOf(0, now)
  }
  expect(at(60)).toEqual({ count: 0, time: 0 })
  expect(at(125)).toEqual({ count: 1, time: 5e9 })
  expect(at(155)).toEqual({ count: 1, time: 35e9 })
  expect(at(200)).toEqual({ count: 1, time: 40e9 })
  expect(at(600)).toEqual({ count: 2, time: 60e9 })
  expect(haltsOf(1, 600e9)).toEqual({ count: 0, time: 0 })
})
