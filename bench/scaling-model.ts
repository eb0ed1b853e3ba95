/** Where a cast is: one kernel in one thread, or partitions on threads or on nodes over NATS. */
export type Transport = 'one' | 'worker' | 'nats'

/** What a run did, counted: the same on every machine. */
export interface Load {
  readonly wakes: number
  /** Rounds of hashing in a decision. @see think */
  readonly rounds: number
  readonly windows: number
  /** Messages on the tape, which partitions tell whoever records. */
  readonly records: number
}

/** A run that was timed. */
export interface Observation extends Load {
  readonly transport: Transport
  readonly partitions: number
  readonly seconds: number
}

/** What the end of a window costs each partition, s, and what is said in it. */
export interface WindowCosts {
  readonly window: number
  /** More for each other partition. */
  readonly peer: number
  /** For each record: it is kept, told, merged, and carried where somebody needs it. */
  readonly record: number
}

/** The model's constants, s. */
export interface Costs {
  readonly round: number
  /** All that a wake-up leads to beside the decision: the order, its reports, what is published. */
  readonly wake: number
  readonly worker: WindowCosts
  readonly nats: WindowCosts
}

/**
 * The most that any of `partitions` has, where `count` wake-ups fall on them at random: the
 * expectation of the greatest of so many Poisson numbers of mean `count / partitions`.
 */
export function most(count: number, partitions: number): number {
  const mean = count / partitions
  let log = -mean
  let below = 0
  let sum = 0
  for (let k = 0; ; log += Math.log(mean / ++k)) {
    below = Math.min(1, below + Math.exp(log))
    const above = 1 - below ** partitions
    sum += above
    if (k > mean && above < 1e-9) return sum
  }
}

/** How many decisions one after another a run comes to: of each window those of the busiest. */
export const decisionsOf = ({ wakes, windows }: Load, partitions: number): number =>
  partitions === 1 ? wakes : windows * most(wakes / windows, partitions)

/** Cores of the machine that was measured on: more partitions than that take turns. */
const CORES = 2
const NAMES = ['round', 'wake', 'window', 'peer', 'record', 'window', 'peer', 'record'] as const

/** What the constants are multiplied by, in the order of `NAMES`: three of workers, three of nodes. */
function terms(observed: Observation): number[] {
  const { transport, partitions, wakes, rounds, windows, records } = observed
  const turns = windows * Math.max(1, partitions / CORES)
  const exchange = [turns, turns * (partitions - 1), records]
  const none = [0, 0, 0]
  return [
    rounds * decisionsOf(observed, transport === 'one' ? 1 : partitions),
    wakes,
    ...(transport === 'worker' ? exchange : none),
    ...(transport === 'nats' ? exchange : none),
  ]
}

/**
 * The constants, none below 0, that make the sum of the squares of relative errors least.
 * A constant that would be negative is left out and the others are sought again.
 */
export function fitCosts(observations: readonly Observation[]): Costs {
  const rows = observations.map((one) => terms(one).map((term) => term / one.seconds))
  const used = NAMES.map((_, nth) => nth).filter((nth) => rows.some((row) => row[nth] !== 0))
  for (;;) {
    const found = solve(rows, used)
    const worst = found.indexOf(Math.min(...found))
    if ((found[worst] ?? 0) >= 0) {
      const at = (nth: number): number => found[used.indexOf(nth)] ?? 0
      const exchange = (nth: number) => ({
        window: at(nth),
        peer: at(nth + 1),
        record: at(nth + 2),
      })
      return { round: at(0), wake: at(1), worker: exchange(2), nats: exchange(5) }
    }
    used.splice(worst, 1)
  }
}

/** Least squares of `rows · x = 1` by the normal equations, over the columns `used`. */
function solve(rows: readonly (readonly number[])[], used: readonly number[]): number[] {
  // Columns of one size, or the tiny ones would be lost in rounding.
  const scales = used.map((nth) => Math.hypot(...rows.map((row) => row[nth] as number)))
  const value = (row: readonly number[], nth: number): number =>
    (row[used[nth] as number] as number) / (scales[nth] as number)
  const sums = (of: (row: readonly number[]) => number): number =>
    rows.reduce((sum, row) => sum + of(row), 0)
  const table = used.map((_, i) => [
    ...used.map((__, j) => sums((row) => value(row, i) * value(row, j))),
    sums((row) => value(row, i)),
  ])
  table.forEach((pivot, i) => {
    for (const [j, row] of table.entries()) {
      if (j === i) continue
      const factor = (row[i] as number) / (pivot[i] as number)
      for (let k = i; k < row.length; k++)
        row[k] = (row[k] as number) - factor * (pivot[k] as number)
    }
  })
  return table.map((row, i) => (row.at(-1) as number) / (row[i] as number) / (scales[i] as number))
}

/** What the model says a run that was timed takes, s. */
export function timeOf(costs: Costs, observed: Observation): number {
  const { worker, nats } = costs
  const constants = [costs.round, costs.wake, ...Object.values(worker), ...Object.values(nats)]
  return terms(observed).reduce((sum, term, nth) => sum + term * (constants[nth] as number), 0)
}

/** What one thread takes for what does not divide, s, each measured alone. */
export interface Alone {
  /** To put a record on the tape. */
  readonly record: number
  /** To take in a partition's window. */
  readonly batch: number
  /** To hand a message to one more partition. */
  readonly copy: number
}

/** A market to be predicted: what one window of it holds. */
export interface Market {
  /** Wake-ups in a window. */
  readonly wakes: number
  /** s of a decision. */
  readonly decision: number
  /** Publications, and records of any kind, for each wake-up. */
  readonly published: number
  readonly records: number
  /** s of the network in each window, one way through the server. */
  readonly network: number
}

/**
 * How many times as fast as one kernel a market is on so many machines over NATS, each with two
 * cores or more, one of which is the kernel's.
 */
export function speedupOn(machines: number, market: Market, costs: Costs, alone: Alone): number {
  const { wakes, decision, published, records, network } = market
  const { window, peer, record } = costs.nats
  const one = wakes * (decision + costs.wake)
  if (machines === 1) return 1
  const copies = wakes * published * (machines - 2)
  const kernels =
    most(wakes, machines) * decision +
    wakes * costs.wake +
    (window + peer * (machines - 1) + network) +
    wakes * records * record +
    copies * alone.copy
  const recorder = wakes * records * alone.record + machines * alone.batch
  return one / Math.max(kernels, recorder)
}
