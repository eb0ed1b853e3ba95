import { rootKey } from '../../protocols/hash.ts'
import { createRandomStream } from '../../src/kernel/random-stream.ts'
import { type BenchResult, median } from '../result.ts'
import {
  type Alone,
  type Costs,
  fitCosts,
  type Observation,
  speedupOn,
  timeOf,
} from '../scaling-model.ts'
import { rounded } from './tell.ts'

/** A figure, and from where to where its resampled fits lie. */
export type Fitted = readonly [value: number, least: number, most: number]

/** How many times as fast as one kernel two partitions are in a cell of the grid. */
export interface GridCell {
  readonly transport: 'worker' | 'nats'
  readonly rounds: number
  /** ns */
  readonly delay: number
  /** Turn by turn. */
  readonly ratios: readonly number[]
  readonly model: number
}

/** What was measured of partitions, the model that fits it, and what the model predicts. */
export interface ScalingFigures {
  readonly runs: number
  readonly cells: readonly GridCell[]
  /** s, each within 95 % of the resampled fits. */
  readonly round: Fitted
  readonly wake: Fitted
  readonly window: readonly [worker: Fitted, nats: Fitted]
  readonly peer: readonly [worker: Fitted, nats: Fitted]
  readonly record: readonly [worker: Fitted, nats: Fitted]
  /** Of half of the runs, and of 90 %; shares. */
  readonly errors: readonly [worker: readonly [number, number], nats: readonly [number, number]]
  /** What a run's own verdict was worth: how many runs were over 1, and by how much more than measured. */
  readonly verdict: {
    readonly over: number
    readonly times: number
    /** Of those that it called paid, and that did not pay: how many were faster than one kernel. */
    readonly paid: readonly [faster: number, of: number]
    readonly unpaid: readonly [faster: number, of: number]
  }
  /** s @see Alone */
  readonly alone: Alone
  readonly predicted: readonly {
    readonly wakes: number
    /** s */
    readonly decision: number
    /** For each of `MACHINES`, within 90 % of the resampled fits. */
    readonly on: readonly Fitted[]
  }[]
}

export const MACHINES = [2, 4, 8, 16, 32, 64, 128, 256]
const RESAMPLES = 500
/** A run's verdict is "paid" from here on. @see partitionVerdict */
const PAID = 1.15
const TWO = ['worker', 'nats'] as const
/** Markets that are predicted: wake-ups in a window, s of a decision. */
const MARKETS = [
  [100, 1e-2],
  [1_000, 1e-4],
  [1_000, 1e-3],
  [1_000, 1e-2],
  [10_000, 1e-3],
] as const

/** A run of the grid, with what the bench knows of it beside. */
interface Run extends Observation {
  /** ns */
  readonly delay: number
  /** s that the events of all partitions took. */
  readonly work: number
}

/** The value, and what leaves so much of `values` within. */
function within(share: number, value: number, values: readonly number[]): Fitted {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] as number
  return [rounded(value), rounded(at((1 - share) / 2)), rounded(at((1 + share) / 2))]
}

/**
 * What the bench `scaling` measured, and its model, fitted to all runs and to 500 resamples of them.
 * @throws RangeError where the grid is not whole
 */
export function scalingOf(results: readonly BenchResult[]): ScalingFigures {
  const runs = results
    .flatMap(({ observations = [] }) => observations as Run[])
    .filter(({ transport }) => transport !== undefined)
  const alone = measuredAlone(results)
  const grid = gridOf(runs)
  const whole = fitCosts(runs)
  const random = createRandomStream(rootKey(1, 'resample'))
  const resampled = Array.from({ length: RESAMPLES }, () =>
    fitCosts(runs.map(() => runs[random.integer(0, runs.length - 1)] as Run)),
  )
  const fitOf = (share: number, of: (costs: Costs) => number): Fitted =>
    within(share, of(whole), resampled.map(of))
  const both = (what: 'window' | 'peer' | 'record') =>
    TWO.map((transport) => fitOf(0.95, (costs) => costs[transport][what])) as [Fitted, Fitted]
  return {
    runs: runs.length,
    cells: grid.map(({ transport, rounds, delay, one, two }) => ({
      ...{ transport, rounds, delay },
      ratios: ratiosOf(one, two).map(rounded),
      model: rounded(timeOf(whole, one[0] as Run) / timeOf(whole, two[0] as Run)),
    })),
    round: fitOf(0.95, (costs) => costs.round),
    wake: fitOf(0.95, (costs) => costs.wake),
    ...{ window: both('window'), peer: both('peer'), record: both('record') },
    errors: TWO.map((transport) => errorsOf(runs, transport, whole)) as never,
    verdict: verdictOf(grid),
    alone: {
      record: rounded(alone.record),
      batch: rounded(alone.batch),
      copy: rounded(alone.copy),
    },
    predicted: MARKETS.map(([wakes, decision]) => {
      const market = { wakes, decision, published: 1.5, records: 5, network: 2e-4 }
      const on = MACHINES.map((machines) =>
        fitOf(0.9, (costs) => speedupOn(machines, market, costs, alone)),
      )
      return { wakes, decision, on }
    }),
  }
}

const unique = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b)

/** The cells of two partitions, each beside the same on one kernel. */
function gridOf(runs: readonly Run[]) {
  const at = (transport: string, rounds: number, delay: number): Run[] => {
    const partitions = transport === 'one' ? 1 : 2
    const found = runs.filter(
      (run) =>
        run.transport === transport &&
        run.partitions === partitions &&
        run.rounds === rounds &&
        run.delay === delay,
    )
    if (found.length > 0) return found
    throw new RangeError(`no run of ${rounds} rounds at ${delay} ns, ${transport}`)
  }
  const two = runs.filter(({ partitions }) => partitions === 2)
  const [all, delays] = [unique(two.map(({ rounds }) => rounds)), unique(two.map((r) => r.delay))]
  return TWO.flatMap((transport) =>
    all.flatMap((rounds) =>
      delays.map((delay) => ({
        ...{ transport, rounds, delay },
        ...{ one: at('one', rounds, delay), two: at(transport, rounds, delay) },
      })),
    ),
  )
}

/** Of each turn: how many times as fast as one kernel. */
const ratiosOf = (one: readonly Run[], two: readonly Run[]): number[] =>
  two.map(({ seconds }, turn) => (one[turn] as Run).seconds / seconds)

function errorsOf(runs: readonly Run[], transport: string, costs: Costs): [number, number] {
  const all = runs
    .filter((one) => one.transport === transport)
    .map((one) => Math.abs(timeOf(costs, one) / one.seconds - 1))
    .sort((a, b) => a - b)
  const at = (share: number): number => rounded(all[Math.floor(share * (all.length - 1))] as number)
  return [at(0.5), at(0.9)]
}

/** Each run's own verdict, its work over its time, beside how fast it was. */
function verdictOf(grid: ReturnType<typeof gridOf>): ScalingFigures['verdict'] {
  const all = grid.flatMap(({ one, two }) =>
    ratiosOf(one, two).map((ratio, turn) => {
      const { work, seconds } = two[turn] as Run
      return { ratio, said: work / seconds }
    }),
  )
  const over = all.filter(({ said }) => said > 1)
  const count = (of: typeof all): [number, number] => [
    of.filter(({ ratio }) => ratio > 1).length,
    of.length,
  ]
  return {
    over: over.length,
    times: over.length === 0 ? 1 : rounded(median(over.map(({ ratio, said }) => said / ratio))),
    paid: count(all.filter(({ said }) => said >= PAID)),
    unpaid: count(all.filter(({ said }) => said < 1)),
  }
}

/** What does not divide, as it was measured alone: the least of all runs. */
function measuredAlone(results: readonly BenchResult[]): Alone {
  const named = (part: string) => results.filter(({ name }) => name.includes(part))
  const recording = named('recording alone').map(({ runs, observations }) => {
    const { windows, records } = (observations?.[0] ?? {}) as { windows: number; records: number }
    return { windows, records, seconds: records / Math.max(...runs) }
  })
  const [many, few] = recording.sort((a, b) => b.windows - a.windows)
  const [handing] = named('handing over alone')
  if (many === undefined || few === undefined || handing === undefined) {
    throw new RangeError('no runs of recording and handing over alone')
  }
  const record = few.seconds / few.records
  const batch = (many.seconds - many.records * record) / many.windows
  return { record, batch: Math.max(0, batch), copy: 1 / Math.max(...handing.runs) }
}
