import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Nanos } from '../../../protocols/units.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { runCell } from '../../../src/study/experiment/run-cell.ts'
import { readStudy } from '../../../src/study/experiment/study-file.ts'
import { keepObjectives } from '../../../src/study/objectives.ts'

test('an objective is the mean of what a group’s learners logged in the span', () => {
  const line = fc.record({
    group: fc.constantFrom('makers', 'trend'),
    nth: fc.nat(12),
    at: fc.nat(20),
    mean: fc.integer({ min: -9, max: 9 }),
    isReport: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(line), fc.nat(20), fc.nat(20), (lines, from, to) => {
      const objectives = keepObjectives()
      for (const { group, nth, at, mean, isReport } of lines) {
        const text = isReport ? `decisions 20, mean reward ${mean}` : `is at ${mean}`
        objectives.hear(`${group}/${nth}`, at as Nanos, text)
      }
      for (const group of ['makers', 'trend', 'nobody']) {
        const own = lines.filter(
          (one) => one.isReport && one.group === group && one.at >= from && one.at < to,
        )
        const mean = own.reduce((sum, one) => sum + one.mean, 0) / own.length
        expect(objectives.of(group, from, to)).toBe(mean)
      }
    }),
  )
})

test('the shipped study of learners measures each group in each quarter of the session', () => {
  const at = new URL('../../../studies/learning/co-evolution.yaml', import.meta.url)
  const { study, cells, scenarios } = readStudy(fileURLToPath(at))
  expect(cells.map(({ levels }) => levels[0]?.name)).toEqual([
    ...['nobody', 'makers', 'executors', 'trend', 'all'],
  ])
  const { measures } = study
  const [market] = scenarios.slice(-1)
  if (market === undefined) throw new Error('no cell')
  // Five minutes of it: the same quarters, shorter.
  const short = { ...market, end: market.session.open + 300e9 } as typeof market
  const { values } = runCell({ cell: 4, market: short, seed: 1, measures })
  const means: number[] = []
  const simulation = createSimulation(
    { ...short, seed: 1 },
    {
      log(key, when, text) {
        const [, mean] = /mean reward (\S+)/.exec(text) ?? []
        if (key.startsWith('makers/') && when < 75e9) means.push(Number(mean))
      },
    },
  )
  simulation.runUntil(simulation.end)
  expect(Object.keys(values)).toHaveLength(12)
  if (means.length > 0) {
    expect(values['makers-first']).toBeCloseTo(
      means.reduce((sum, x) => sum + x, 0) / means.length,
      9,
    )
  }
})
