import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { median } from '../result.ts'
import type { ScalingFigures } from './scaling-summary.ts'
import { lengthOf, unique, WHERE } from './scaling-text.ts'

/** The picture of docs/scaling.md: speedup by lookahead, measured and by the model. SVG. */
export async function scalingPicture({ cells, round }: ScalingFigures): Promise<string> {
  const decision = (rounds: number): string => lengthOf(rounds * round[0])
  const points = cells.map(({ transport, rounds, delay, ratios, model }) => ({
    ...{ where: WHERE[transport], decision: decision(rounds), lookahead: delay / 1e3 },
    ...{ measured: median(ratios), model },
  }))
  const values = unique(cells.map(({ delay }) => delay / 1e3))
  const x = {
    ...{ field: 'lookahead', type: 'quantitative', scale: { type: 'log' } },
    axis: { title: 'lookahead, µs', values, format: ',', labelOverlap: false },
  }
  const y = { type: 'quantitative', axis: { title: 'times as fast as one kernel' } }
  const color = {
    ...{ field: 'decision', type: 'nominal', legend: { title: 'a decision' } },
    sort: unique(cells.map(({ rounds }) => rounds)).map(decision),
  }
  const spec = {
    data: { values: points },
    background: 'white',
    facet: { column: { field: 'where', type: 'nominal', title: null, sort: Object.values(WHERE) } },
    spec: {
      ...{ width: 300, height: 230 },
      layer: [
        {
          mark: { type: 'line', strokeDash: [4, 3] },
          encoding: { x, y: { ...y, field: 'model' }, color },
        },
        {
          mark: { type: 'point', filled: true },
          encoding: { x, y: { ...y, field: 'measured' }, color },
        },
        {
          data: { values: [{}] },
          mark: { type: 'rule', color: '#999' },
          encoding: { y: { datum: 1 } },
        },
      ],
    },
  }
  const view = new View(parse(compile(spec as unknown as TopLevelSpec).spec), { renderer: 'none' })
  return `${await view.toSVG()}\n`
}
