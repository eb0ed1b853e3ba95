import { median } from '../result.ts'
import { type Fitted, MACHINES, type ScalingFigures } from './scaling-summary.ts'
import { number, table } from './tell.ts'

export const WHERE = { worker: 'two workers', nats: 'two nodes' } as const
const TWO = ['worker', 'nats'] as const

/** A span in two digits: `2.4 ms`. */
export const lengthOf = (seconds: number): string =>
  seconds < 1e-3
    ? `${Number((seconds * 1e6).toPrecision(2))} µs`
    : `${Number((seconds * 1e3).toPrecision(2))} ms`

export const unique = (values: readonly number[]): number[] =>
  [...new Set(values)].sort((a, b) => a - b)

const fitted = ([value, least, most]: Fitted, tell: (each: number) => string): string =>
  `${tell(value)} (${tell(least)} to ${tell(most)})`
const micro =
  (digits: number) =>
  (seconds: number): string =>
    (seconds * 1e6).toFixed(digits)

/** The grid: how many times as fast as one kernel, by decision and lookahead. */
export function gridText({ cells, round }: ScalingFigures): string {
  const delays = unique(cells.map(({ delay }) => delay))
  return TWO.map((transport) =>
    table([
      [WHERE[transport], ...delays.map((delay) => lengthOf(delay / 1e9))],
      ...unique(cells.map(({ rounds }) => rounds)).map((rounds) => [
        lengthOf(rounds * round[0]),
        ...cells
          .filter((cell) => cell.transport === transport && cell.rounds === rounds)
          .map(({ ratios }) => {
            const [middle, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)]
            return fitted([middle, least, most], (each) => each.toFixed(2))
          }),
      ]),
    ]),
  ).join('\n\n')
}

/** The constants of the model, and how well it does. */
export function modelText(scaling: ScalingFigures): string {
  const { window, peer, record, errors, round, wake, cells, runs } = scaling
  const row = (what: string, of: readonly [Fitted, Fitted]): string[] => [
    what,
    ...of.map((each) => fitted(each, micro(0))),
  ]
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`
  const right = cells.filter(({ ratios, model }) => median(ratios) > 1 === model > 1).length
  return `${table([
    ['', 'workers', 'nodes'],
    row('`a`, a window, µs', window),
    row('`b`, for each other partition, µs', peer),
    row('`c`, a record, µs', record),
    ['error of half of the runs, of 90 %', ...errors.map((each) => each.map(percent).join(', '))],
  ])}

A round takes ${fitted(round, (each) => (each * 1e9).toFixed(2))} ns, \`e\` is ${fitted(wake, micro(1))} µs. In ${right} of ${cells.length} cells of two partitions the model
is right about whether they are faster than one kernel. ${runs} runs.`
}

/** What the model says of more machines. */
export function predictedText({ predicted }: ScalingFigures): string {
  const tell = (value: number): string => value.toPrecision(2)
  return table([
    ['wake-ups in a window', 'a decision', ...MACHINES.map(String)],
    ...predicted.map(({ wakes, decision, on }) => [
      number(wakes),
      lengthOf(decision),
      ...on.map((each) => fitted(each, tell)),
    ]),
  ])
}

/** What a run's own verdict was worth. */
export function verdictText({ verdict }: ScalingFigures): string {
  const { over, times, paid, unpaid } = verdict
  const of = ([faster, all]: readonly [number, number]): string => `${faster} of ${all}`
  return (
    `where the verdict's speedup was over 1, it was ${times.toFixed(2)} times the measured one (median of ` +
    `${over} runs); of runs that it called paid ${of(paid)} were faster than one kernel, of those ` +
    `that "did not pay" ${of(unpaid)}`
  )
}

/** What does not divide. */
export function aloneText({ alone }: ScalingFigures): string {
  const { copy, record, batch } = alone
  const micros = (seconds: number): string => `${Number((seconds * 1e6).toPrecision(2))} µs`
  return (
    `a publication is handed to each other machine (${micros(copy)} each, measured alone), and one ` +
    `thread records all (${micros(record)} a record and ${micros(batch)} a batch, measured alone, ` +
    'least of all runs)'
  )
}
