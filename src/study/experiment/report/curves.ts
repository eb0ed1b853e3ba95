import type { Chart, Layer } from '../../../analysis/report/chart.ts'
import { seriesColour } from '../../../analysis/report/palette.ts'
import type { Figure } from '../../../analysis/report/section.ts'
import type { CellFigure } from '../analyse.ts'
import type { Cell } from '../design.ts'
import type { Factor, Study } from '../study-schema.ts'

/** Which factor runs along the axis, which has the colours, and which make a figure each. */
interface Plan {
  readonly along: number
  readonly colour: number
}

/**
 * The factor of most numbers runs along the axis, or else that of most levels; the first that is
 * compared, or else the first other, has the colours.
 */
function planOf({ factors, comparisons }: Study, cells: readonly Cell[]): Plan {
  const places = factors.map((_, place) => place)
  const levels = (place: number): number =>
    new Set(cells.map((cell) => cell.levels[place]?.name)).size
  const isNumeric = (place: number): boolean =>
    cells.every((cell) => cell.levels[place]?.number !== null)
  const compared = factors.findIndex(({ name }) => name === comparisons[0]?.factor)
  const weight = (place: number): number =>
    (place === compared ? 0 : 2_000) + (isNumeric(place) ? 1_000 : 0) + levels(place)
  const along = [...places].sort((a, b) => weight(b) - weight(a))[0] as number
  const colour =
    compared >= 0 && compared !== along ? compared : places.find((one) => one !== along)
  return { along, colour: colour ?? -1 }
}

/** The mean of `measure` with its band, over the factor along the axis: a figure for each of the rest. */
export function responseFigures(
  study: Study,
  cells: readonly Cell[],
  figures: readonly CellFigure[],
  measure: string,
  unit: string,
): Figure[] {
  const { along, colour } = planOf(study, cells)
  const nameOf = (cell: Cell, place: number): string => cell.levels[place]?.name ?? ''
  const restOf = (cell: Cell): string =>
    study.factors
      .flatMap(({ name }, place) =>
        place === along || place === colour ? [] : [`${name} ${nameOf(cell, place)}`],
      )
      .join(', ')
  const series = [...new Set(cells.map((cell) => nameOf(cell, colour)))]
  const factor = study.factors[along] as Factor
  const axis = [factor.name, unitOf(cells, along)].filter((word) => word !== '').join(' in ')
  const second = colour === along ? undefined : study.factors[colour]?.name
  const over = second === undefined ? axis : `${axis}, by ${second}`
  const isLog = 'scale' in factor && factor.scale === 'log'
  const low = Math.min(...figures.map((one) => (Number.isNaN(one.low) ? one.mean : one.low)))
  const high = Math.max(...figures.map((one) => (Number.isNaN(one.high) ? one.mean : one.high)))
  return [...new Set(cells.map(restOf))].map((rest) => {
    const own = cells.filter((cell) => restOf(cell) === rest)
    const layer = series.flatMap((name, nth) =>
      layersOf(
        own.filter((cell) => nameOf(cell, colour) === name),
        { figures, along, nth, domain: [low, high], isLog },
      ),
    )
    const isDrawn = figures.some(({ mean }) => Number.isFinite(mean))
    return {
      title: rest === '' ? measure : `${measure}, ${rest}`,
      note: `${unit === '' ? 'Mean' : `Mean in ${unit}`} over ${over}, with ${100 * study.level} % intervals`,
      legend: series.map((name, nth) => ({
        colour: seriesColour(nth),
        name: name === '' ? measure : name,
      })),
      chart: isDrawn ? chartOf(`${measure} over ${axis}`, layer) : 'No run had it to measure.',
    }
  })
}

const chartOf = (label: string, layer: readonly Layer[]): Chart => ({
  label,
  shape: 'half',
  height: 220,
  layer,
})

/** The unit of a factor's levels, `us` of `10 us` and `20 us`; '' where they have none, or several. */
function unitOf(cells: readonly Cell[], place: number): string {
  const units = cells.map((cell) => /^-?[\d.e+-]+ (\D+)$/.exec(cell.levels[place]?.name ?? '')?.[1])
  return new Set(units).size === 1 ? (units[0] ?? '') : ''
}

interface Drawn {
  readonly figures: readonly CellFigure[]
  readonly along: number
  readonly nth: number
  readonly domain: readonly [number, number]
  /** The factor's numbers stand by their logarithm. */
  readonly isLog: boolean
}

function layersOf(cells: readonly Cell[], drawn: Drawn): Layer[] {
  const { figures, along, nth, domain, isLog } = drawn
  const isNumeric = cells.every((cell) => cell.levels[along]?.number !== null)
  const values = cells.flatMap((cell) => {
    const figure = figures.find((one) => one.cell === cell.index)
    if (figure === undefined || !Number.isFinite(figure.mean)) return []
    const { mean, low, high } = figure
    const level = cell.levels[along]
    return [{ x: isNumeric ? level?.number : level?.name, mean, low, high }]
  })
  const color = seriesColour(nth)
  const x = isNumeric
    ? {
        field: 'x',
        type: 'quantitative',
        // The levels themselves, and no more of them than have room.
        axis: {
          grid: false,
          format: '~r',
          values: [...new Set(values.map(({ x }) => x))],
          labelOverlap: 'greedy',
        },
        scale: isLog ? { type: 'log' } : { nice: true, zero: false },
      }
    : { field: 'x', type: 'nominal', axis: { labelAngle: 0 }, sort: null }
  const y = (field: string): object => ({
    field,
    type: 'quantitative',
    axis: { grid: true, format: '~r' },
    scale: { nice: true, zero: domain[0] >= 0 && domain[0] < domain[1] / 2 },
  })
  return [
    {
      data: { values },
      mark: isNumeric
        ? { type: 'area', color, opacity: 0.18 }
        : { type: 'rule', color, strokeWidth: 2 },
      encoding: { x, y: y('low'), y2: { field: 'high' } },
    },
    {
      data: { values },
      mark: isNumeric
        ? { type: 'line', color, strokeWidth: 2, point: { color, size: 40 } }
        : { type: 'circle', color, size: 60, opacity: 1 },
      encoding: { x, y: y('mean') },
    },
  ]
}

/** Every run of each cell as a stroke: what means and intervals do not show. */
export function distributionFigure(
  cells: readonly Cell[],
  figures: readonly CellFigure[],
  measure: string,
  unit: string,
): Figure {
  const values = figures.flatMap(({ cell, values: own }) =>
    own.map((value) => ({ x: value, y: cells[cell]?.levels.map(({ name }) => name).join(' · ') })),
  )
  return {
    title: measure,
    note: `A stroke a run${unit === '' ? '' : `, in ${unit}`}`,
    chart:
      values.length === 0
        ? 'No run had it to measure.'
        : {
            label: `${measure} of each run by cell`,
            shape: 'wide',
            names: true,
            height: 20 * cells.length,
            layer: [
              {
                data: { values },
                mark: { type: 'tick', color: seriesColour(0), opacity: 0.5, thickness: 1.5 },
                encoding: {
                  x: {
                    field: 'x',
                    type: 'quantitative',
                    axis: { format: '~r', tickCount: 8, labelOverlap: 'greedy' },
                    scale: { zero: false },
                  },
                  y: { field: 'y', type: 'nominal', sort: null },
                },
              },
            ],
          },
  }
}
