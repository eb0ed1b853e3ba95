import type { Layer } from '../../../analysis/report/chart.ts'
import { MUTED, seriesColour } from '../../../analysis/report/palette.ts'
import type { Figure } from '../../../analysis/report/section.ts'
import { sampleMean } from '../../statistics/paired-differences.ts'

/** The rows of a training's log, one an update. */
export type Rows = readonly Readonly<Record<string, number>>[]

/** Points of a line at most. */
const POINTS_MOST = 200

const STEPS = 'time/total_timesteps'
/** Of which a sentence is better than the log's name. */
const NOTES: Readonly<Record<string, string>> = {
  'rollout/ep_rew_mean': 'Mean return of the last hundred episodes of training',
  'eval/mean_reward':
    'Mean return of the policy on the selection seeds, the likeliest action each time',
  'train/approx_kl': 'How far an update moved the policy (Kullback and Leibler), nats',
  'train/clip_fraction': 'Share of the ratios that were clipped',
  'train/entropy_loss': 'The policy’s mean entropy, with a minus sign, nats',
  'train/policy_gradient_loss': 'Loss of the policy',
  'train/value_loss': 'Loss of the value',
  'train/loss': 'Loss of the last steps',
  'train/actor_loss': 'Loss of the policy',
  'train/critic_loss': 'Loss of the critics',
  'train/ent_coef': 'Weight of the entropy',
}

/**
 * One quantity of the log over the steps played: each seed's line, thin, and where there are several the
 * mean of all with its 95 % interval (Student's) as far as all of them came.
 */
export function curveFigure(name: string, seeds: readonly Rows[], shape: 'wide' | 'half'): Figure {
  const points = seeds.map((rows) => thinned(rows.filter((row) => Number.isFinite(row[name]))))
  const lines = points.map((rows) =>
    rows.map((row) => ({ x: row[STEPS] as number, y: row[name] as number })),
  )
  const isMany = seeds.length > 1
  return {
    title: name,
    note: NOTES[name] ?? 'As the log has it',
    chart: lines.every((line) => line.length === 0)
      ? 'There is none in the log.'
      : {
          ...{ label: `${name} over steps`, shape, height: shape === 'wide' ? 260 : 200 },
          layer: [
            ...(isMany ? meanLayers(lines) : []),
            ...lines.map((line) => lineLayer(line, isMany)),
            ...(isMany ? [thickLine(lines)] : []),
          ],
        },
  }
}

/** Every so many-th row, and the last. */
function thinned<Row>(rows: readonly Row[]): readonly Row[] {
  const stride = Math.ceil(rows.length / POINTS_MOST)
  return rows.filter((_, nth) => nth % stride === 0 || nth === rows.length - 1)
}

interface Point {
  readonly x: number
  readonly y: number
}

const axisX = {
  ...{ field: 'x', type: 'quantitative', scale: { nice: false } },
  axis: { grid: false, format: '~s', tickCount: 6 },
}
const axisY = (field: string): object => ({
  ...{ field, type: 'quantitative', scale: { zero: false, nice: true } },
  // Beyond what there is room for, in powers of ten.
  axis: {
    format: '~r',
    labelExpr: "abs(datum.value) < 1e6 ? datum.label : format(datum.value, '.3~e')",
  },
})

/** The mean of all lines at each place that all of them have. */
function meansOf(lines: readonly (readonly Point[])[]) {
  const length = Math.min(...lines.map((line) => line.length))
  return Array.from({ length }, (_, nth) => {
    const { mean, low, high } = sampleMean(lines.map((line) => line[nth]?.y as number))
    return { x: lines[0]?.[nth]?.x as number, y: mean, low, high }
  })
}

const meanLayers = (lines: readonly (readonly Point[])[]): Layer[] => [
  {
    data: { values: meansOf(lines) },
    mark: { type: 'area', color: seriesColour(0), opacity: 0.18 },
    encoding: { x: axisX, y: axisY('low'), y2: { field: 'high' } },
  },
]

const thickLine = (lines: readonly (readonly Point[])[]): Layer => ({
  data: { values: meansOf(lines) },
  mark: { type: 'line', color: seriesColour(0), strokeWidth: 2.5 },
  encoding: { x: axisX, y: axisY('y') },
})

const lineLayer = (values: readonly Point[], isThin: boolean): Layer => ({
  data: { values },
  mark: isThin
    ? { type: 'line', color: MUTED, strokeWidth: 1, opacity: 0.6 }
    : { type: 'line', color: seriesColour(0), strokeWidth: 2, point: values.length < 3 },
  encoding: { x: axisX, y: axisY('y') },
})
