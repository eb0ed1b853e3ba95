import { expect, test } from 'vitest'
import { createSimulation } from '../../../../../src/simulation/simulation.ts'
import { exampleDays } from '../../../../../src/study/experiment/report/example-days.ts'
import { readStudy } from '../../../../../src/study/experiment/study-file.ts'
import { SMALL_STUDY, studyFile } from '../small-study.ts'

interface Drawn {
  readonly data: { readonly values: readonly { readonly x: number; readonly y: number }[] }
}

const read = readStudy(studyFile(SMALL_STUDY))

test('the days side by side differ in what is compared, and in nothing else', () => {
  const figures = exampleDays(read)
  const place = read.study.factors.findIndex(
    ({ name }) => name === read.study.comparisons[0]?.factor,
  )
  const names = [...new Set(read.cells.map(({ levels }) => levels[place]?.name))]
  expect(figures.map(({ title }) => title)).toEqual(
    names.slice(0, 4).map((name) => `${read.study.factors[place]?.name} ${name}`),
  )
})

test('the mid of a day is the run’s own, and its value the fundamental', () => {
  const figures = exampleDays(read)
  const [figure] = figures
  const market = {
    ...(read.scenarios[0] as (typeof read.scenarios)[number]),
    seed: read.study.seeds.first,
  }
  const simulation = createSimulation(market)
  const mids: [at: number, mid: number][] = []
  simulation.quotes$.subscribe(({ sent, bid, bidSize, ask, askSize }) => {
    mids.push([sent, bidSize === 0 || askSize === 0 ? Number.NaN : (bid + ask) / 2])
  })
  simulation.runUntil(simulation.end)
  const { layer } = (figure as (typeof figures)[number]).chart as unknown as {
    layer: readonly [Drawn, Drawn]
  }
  const [value, mid] = layer
  expect(value.data.values).toHaveLength(401)
  expect(mid.data.values.length).toBeGreaterThan(100)
  const symbol = market.venues[0]?.instruments[0] as string
  for (const { x, y } of value.data.values) {
    const at = Math.round(x * 60e9) as Parameters<typeof simulation.fundamentalAt>[1]
    expect(simulation.fundamentalAt(symbol, at)).toBe(y)
  }
  for (const { x, y } of mid.data.values) {
    expect(mids.findLast(([at]) => at <= Math.round(x * 60e9))?.[1]).toBe(y)
  }
})
