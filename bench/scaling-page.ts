import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { rootKey } from '../protocols/hash.ts'
import { createRandomStream } from '../src/kernel/random-stream.ts'
import { type BenchResult, median } from './result.ts'
import {
  type Alone,
  type Costs,
  fitCosts,
  type Observation,
  speedupOn,
  timeOf,
} from './scaling-model.ts'

/**
 * The tables of docs/scaling.md and its picture, from what `bench scaling --json` measured:
 * `npm run docs:scaling -- FILE`.
 */
const PAGE = fileURLToPath(new URL('../docs/scaling.md', import.meta.url))
const PICTURE = fileURLToPath(new URL('../docs/scaling.svg', import.meta.url))
const RESAMPLES = 500
const TOLD = { worker: 'two workers', nats: 'two nodes' } as const
const TWO = ['worker', 'nats'] as const
/** Markets that are predicted: wake-ups in a window, s of a decision. */
const MARKETS = [[100, 1e-2], ...[1e-4, 1e-3, 1e-2].map((each) => [1_000, each]), [10_000, 1e-3]]
const MACHINES = [2, 4, 8, 16, 32, 64, 128, 256]

/** A run of the grid, with what the bench knows of it beside. */
interface Cell extends Observation {
  /** ns */
  readonly delay: number
}

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('which file? npm run docs:scaling -- FILE')
const results = JSON.parse(readFileSync(file, 'utf8')) as BenchResult[]
const runs = results.flatMap(({ observations = [] }) => observations as Cell[]).filter(isRun)
function isRun({ transport }: Cell): boolean {
  return transport !== undefined
}
const whole = fitCosts(runs)
const random = createRandomStream(rootKey(1, 'resample'))
const resampled = Array.from({ length: RESAMPLES }, () =>
  fitCosts(runs.map(() => runs[random.integer(0, runs.length - 1)] as Cell)),
)

const span = (
  values: readonly number[],
  share: number,
  tell: (value: number) => string,
): string => {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] as number
  return `${tell(at((1 - share) / 2))} to ${tell(at((1 + share) / 2))}`
}
const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
const lengthOf = (seconds: number): string =>
  seconds < 1e-3
    ? `${Number((seconds * 1e6).toPrecision(2))} µs`
    : `${Number((seconds * 1e3).toPrecision(2))} ms`
const unique = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b)

const grid = runs.filter(
  ({ partitions, transport }) => partitions === (transport === 'one' ? 1 : 2),
)
const roundsThere = unique(grid.map(({ rounds }) => rounds))
const delays = unique(grid.map(({ delay }) => delay))
/** A run of one cell of the grid. */
const runAt = (rounds: number, delay: number, transport: string): Cell =>
  grid.find(
    (one) => one.rounds === rounds && one.delay === delay && one.transport === transport,
  ) as Cell
const secondsAt = (rounds: number, delay: number, transport: string): number[] =>
  grid
    .filter((one) => one.rounds === rounds && one.delay === delay && one.transport === transport)
    .map(({ seconds }) => seconds)
/** Of each turn: how many times as fast as one kernel. */
const ratiosAt = (rounds: number, delay: number, transport: string): number[] => {
  const alone = secondsAt(rounds, delay, 'one')
  return secondsAt(rounds, delay, transport).map((one, turn) => (alone[turn] as number) / one)
}

const measured = TWO.map((transport) =>
  table([
    [TOLD[transport], ...delays.map((delay) => lengthOf(delay / 1e9))],
    ...roundsThere.map((rounds) => [
      lengthOf(rounds * whole.round),
      ...delays.map((delay) => {
        const ratios = ratiosAt(rounds, delay, transport)
        return `${median(ratios).toFixed(2)} (${span(ratios, 1, (one) => one.toFixed(2))})`
      }),
    ]),
  ]),
).join('\n\n')

const errors = (transport: string): number[] =>
  runs
    .filter((one) => one.transport === transport)
    .map((one) => Math.abs(timeOf(whole, one) / one.seconds - 1) * 100)
    .sort((a, b) => a - b)
const constant = (of: (costs: Costs) => number, digits: number): string =>
  `${of(whole).toFixed(digits)} (${span(resampled.map(of), 0.95, (one) => one.toFixed(digits))})`
const micro = (what: 'window' | 'peer' | 'record') =>
  TWO.map((transport) => constant((costs) => costs[transport][what] * 1e6, 0))
const fitted = `${table([
  ['', 'workers', 'nodes'],
  ['`a`, a window, µs', ...micro('window')],
  ['`b`, for each other partition, µs', ...micro('peer')],
  ['`c`, a record, µs', ...micro('record')],
  [
    'error of half of the runs, of 90 %',
    ...TWO.map((transport) => {
      const all = errors(transport)
      const at = (share: number) => (all[Math.floor(share * (all.length - 1))] as number).toFixed(0)
      return `${at(0.5)} %, ${at(0.9)} %`
    }),
  ],
])}

A round takes ${constant(({ round }) => round * 1e9, 2)} ns, \`e\` is ${constant(({ wake }) => wake * 1e6, 1)} µs. In ${verdicts()} of two partitions the model
is right about whether they are faster than one kernel. ${runs.length} runs.`

/** In how many cells the model is right about what pays. */
function verdicts(): string {
  const cells = TWO.flatMap((transport) =>
    roundsThere.flatMap((rounds) =>
      delays.map((delay) => {
        const [one, two] = [runAt(rounds, delay, 'one'), runAt(rounds, delay, transport)]
        const isFaster = median(ratiosAt(rounds, delay, transport)) > 1
        return isFaster === timeOf(whole, one) > timeOf(whole, two)
      }),
    ),
  )
  return `${cells.filter((isRight) => isRight).length} of ${cells.length} cells`
}

/** What does not divide, as it was measured alone: the least of all runs. */
function measuredAlone(): Alone {
  const named = (part: string) => results.filter(({ name }) => name.includes(part))
  const recording = named('recording alone').map(({ runs, observations }) => {
    const { windows, records } = (observations?.[0] ?? {}) as { windows: number; records: number }
    return { windows, records, seconds: records / Math.max(...runs) }
  })
  const [many, few] = recording.sort((a, b) => b.windows - a.windows)
  const [handing] = named('handing over alone')
  if (many === undefined || few === undefined || handing === undefined) {
    throw new Error(`${file}: it has no runs of recording and handing over alone`)
  }
  const record = few.seconds / few.records
  const batch = (many.seconds - many.records * record) / many.windows
  return { record, batch: Math.max(0, batch), copy: 1 / Math.max(...handing.runs) }
}
const alone = measuredAlone()
const predicted = table([
  ['wake-ups in a window', 'a decision', ...MACHINES.map(String)],
  ...MARKETS.map(([wakes = 0, decision = 0]) => {
    const market = { wakes, decision, published: 1.5, records: 5, network: 2e-4 }
    const tell = (value: number): string => value.toPrecision(2)
    return [
      wakes.toLocaleString('en'),
      lengthOf(decision),
      ...MACHINES.map((machines) => {
        const on = (costs: Costs) => speedupOn(machines, market, costs, alone)
        return `${tell(on(whole))} (${span(resampled.map(on), 0.9, tell)})`
      }),
    ]
  }),
])

let page = readFileSync(PAGE, 'utf8')
for (const [name, text] of Object.entries({ measured, fitted, predicted })) {
  const [from, to] = [`<!-- ${name} -->\n`, `<!-- ${name} ends -->`]
  const begin = page.indexOf(from)
  const end = page.indexOf(to)
  if (begin < 0 || end < begin) throw new Error(`docs/scaling.md has no place for ${name}`)
  page = `${page.slice(0, begin + from.length)}\n${text}\n\n${page.slice(end)}`
}
writeFileSync(PAGE, page)

const points = TWO.flatMap((transport) =>
  roundsThere.flatMap((rounds) =>
    delays.map((delay) => {
      return {
        where: TOLD[transport],
        decision: lengthOf(rounds * whole.round),
        lookahead: delay / 1e3,
        measured: median(ratiosAt(rounds, delay, transport)),
        model:
          timeOf(whole, runAt(rounds, delay, 'one')) /
          timeOf(whole, runAt(rounds, delay, transport)),
      }
    }),
  ),
)
const x = {
  field: 'lookahead',
  type: 'quantitative',
  scale: { type: 'log' },
  axis: { title: 'lookahead, µs', values: delays.map((delay) => delay / 1e3), format: ',' },
}
const y = { type: 'quantitative', axis: { title: 'times as fast as one kernel' } }
const color = {
  field: 'decision',
  type: 'nominal',
  sort: roundsThere.map((rounds) => lengthOf(rounds * whole.round)),
  legend: { title: 'a decision' },
}
const spec = {
  data: { values: points },
  background: 'white',
  facet: { column: { field: 'where', type: 'nominal', title: null, sort: Object.values(TOLD) } },
  spec: {
    width: 300,
    height: 230,
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
writeFileSync(PICTURE, `${await view.toSVG()}\n`)
