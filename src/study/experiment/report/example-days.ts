import { createSeriesTape, midsOf } from '../../../analysis/market-series.ts'
import { asOf } from '../../../analysis/measures/as-of.ts'
import type { Layer } from '../../../analysis/report/chart.ts'
import { seriesColour } from '../../../analysis/report/palette.ts'
import type { Figure } from '../../../analysis/report/section.ts'
import { createSimulation } from '../../../simulation/simulation.ts'
import type { Cell } from '../design.ts'
import type { ReadStudy } from '../study-file.ts'

/** The most days, and points of each price. */
const DAYS = 4
const POINTS = 400

/** ns after the session's start, and ticks. */
interface Path {
  readonly at: number[]
  readonly price: number[]
}

/**
 * One day of the first seed under each level of what is compared first, all else as in the first cell: the
 * mid of the first venue's first instrument, and what it is worth. A study keeps no day, so that these
 * are lived through again.
 */
export function exampleDays({ study, cells, scenarios }: ReadStudy): Figure[] {
  const factor = study.factors.findIndex(({ name }) => name === study.comparisons[0]?.factor)
  const place = Math.max(0, factor)
  const seed = study.seeds.first
  const days = sideBySide(cells, place).map((cell) => ({
    name: cell.levels[place]?.name ?? '',
    ...live(scenarios, cell, seed),
  }))
  const all = days.flatMap(({ mid, value }) => [...mid.price, ...value.price])
  const domain = [Math.min(...all), Math.max(...all)]
  return days.map(({ name, mid, value }) => ({
    title: `${study.factors[place]?.name} ${name}`,
    note: `Mid and value in ticks, over minutes, seed ${seed}`,
    legend: [
      { colour: seriesColour(0), name: 'mid' },
      { colour: seriesColour(1), name: 'value' },
    ],
    chart:
      mid.at.length === 0
        ? 'There was never a bid and an ask.'
        : {
            label: `The mid of a day, ${name}`,
            shape: 'half' as const,
            height: 180,
            layer: [lineOf(value, 1, domain), lineOf(mid, 0, domain)],
          },
  }))
}

/** Cells that differ from the first in this factor alone. */
function sideBySide(cells: readonly Cell[], place: number): Cell[] {
  const [first] = cells
  const isLike = (cell: Cell): boolean =>
    cell.levels.every(({ name }, nth) => nth === place || name === first?.levels[nth]?.name)
  return cells.filter(isLike).slice(0, DAYS)
}

function live(scenarios: ReadStudy['scenarios'], { index }: Cell, seed: number) {
  const market = { ...(scenarios[index] as ReadStudy['scenarios'][number]), seed }
  const tape = createSeriesTape()
  const simulation = createSimulation(market, { tape })
  simulation.runUntil(simulation.end)
  const { at, mid } = midsOf(tape.series())
  const from = market.session.open
  const step = (Math.min(market.session.close, simulation.end) - from) / POINTS
  const symbol = market.venues[0]?.instruments[0] as string
  const [shown, worth]: [Path, Path] = [
    { at: [], price: [] },
    { at: [], price: [] },
  ]
  const moments = Array.from({ length: POINTS + 1 }, (_, point) => Math.round(from + point * step))
  for (const [point, place] of asOf(at, moments).entries()) {
    const now = moments[point] as number
    const price = mid[place]
    if (price !== undefined && Number.isFinite(price)) put(shown, now, price)
    put(
      worth,
      now,
      simulation.fundamentalAt(symbol, now as Parameters<typeof simulation.fundamentalAt>[1]),
    )
  }
  return { mid: shown, value: worth }
}

function put(path: Path, at: number, price: number): void {
  path.at.push(at)
  path.price.push(price)
}

function lineOf({ at, price }: Path, nth: number, domain: readonly number[]): Layer {
  const values = at.map((time, index) => ({ x: time / 60e9, y: price[index] }))
  return {
    data: { values },
    mark: { type: 'line', color: seriesColour(nth), strokeWidth: 1.2, interpolate: 'step-after' },
    encoding: {
      x: { field: 'x', type: 'quantitative', axis: { grid: false, format: '~r' } },
      y: {
        field: 'y',
        type: 'quantitative',
        axis: { grid: true, format: ',.0f' },
        scale: { domain, nice: true, zero: false },
      },
    },
  }
}
