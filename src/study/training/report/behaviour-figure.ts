import type { Layer } from '../../../analysis/report/chart.ts'
import { significant } from '../../../analysis/report/number-format.ts'
import { SERIES, seriesColour } from '../../../analysis/report/palette.ts'
import type { Figure } from '../../../analysis/report/section.ts'
import type { Behaviour } from './behaviour.ts'

/** What a policy does, over bins of one number that it sees. */
export function behaviourFigure({ seen, part, bins }: Behaviour): Figure {
  const { choices } = part
  const isStacked = choices !== undefined && choices.length <= SERIES.length
  const layer =
    choices === undefined ? bandLayers(bins) : isStacked ? stack(bins, choices) : map(bins, choices)
  const how =
    choices === undefined
      ? `Mean of the ${part.name}, and between what four of five lie`
      : isStacked
        ? `Shares of each ${part.name}`
        : `The ${part.name}: the darker, the more often`
  return {
    title: `By ${seen.name}`,
    note: `${how}, over bins of about equally many decisions, each named by its mean`,
    ...(isStacked && {
      legend: choices.map((name, nth) => ({ colour: seriesColour(nth), name })),
    }),
    chart:
      bins.length === 0
        ? 'Nothing was decided.'
        : { label: `${part.name} by ${seen.name}`, shape: 'half', height: 220, layer },
  }
}

type Bins = Behaviour['bins']

/** Names of the bins, each once: bins whose means look alike are told apart by more digits. */
const labels = (bins: Bins): readonly string[] => {
  const short = bins.map(({ seen }) => significant(seen))
  return new Set(short).size === short.length ? short : bins.map(({ seen }) => String(seen))
}
const x = { field: 'x', type: 'nominal', sort: null, axis: { labelAngle: 0, labelOverlap: true } }

function stack(bins: Bins, choices: readonly string[]): Layer[] {
  const names = labels(bins)
  const values = bins.flatMap(({ shares }, bin) => {
    let from = 0
    return shares.map((share, nth) => {
      const row = { x: names[bin], choice: choices[nth], from, to: from + share }
      from += share
      return row
    })
  })
  return choices.map((choice, nth) => ({
    data: { values: values.filter((one) => one.choice === choice) },
    mark: { type: 'bar', color: seriesColour(nth) },
    encoding: {
      x,
      y: {
        field: 'from',
        type: 'quantitative',
        axis: { format: '.0%' },
        scale: { domain: [0, 1] },
      },
      y2: { field: 'to' },
    },
  }))
}

function map(bins: Bins, choices: readonly string[]): Layer[] {
  const names = labels(bins)
  const values = bins.flatMap(({ shares }, bin) =>
    shares.map((share, nth) => ({ x: names[bin], y: choices[nth], share })),
  )
  return [
    {
      data: { values },
      mark: { type: 'rect', color: seriesColour(0) },
      encoding: {
        x,
        y: {
          ...{ field: 'y', type: 'nominal', sort: [...choices].reverse() },
          axis: { grid: false, labelOverlap: true },
        },
        opacity: {
          ...{ field: 'share', type: 'quantitative', legend: null },
          scale: { domain: [0, 1], range: [0.02, 1] },
        },
      },
    },
  ]
}

function bandLayers(bins: Bins): Layer[] {
  const names = labels(bins)
  const values = bins.map(({ mean, low, high }, bin) => ({ x: names[bin], mean, low, high }))
  const y = (field: string): object => ({ field, type: 'quantitative', scale: { zero: false } })
  return [
    {
      data: { values },
      mark: { type: 'rule', color: seriesColour(0), strokeWidth: 2 },
      encoding: { x, y: y('low'), y2: { field: 'high' } },
    },
    {
      data: { values },
      mark: { type: 'circle', color: seriesColour(0), size: 60, opacity: 1 },
      encoding: { x, y: y('mean') },
    },
  ]
}
