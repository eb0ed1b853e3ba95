import { createHash } from 'node:crypto'
import { startServer } from '../src/live/local-server.ts'
import { type Case, measure } from './measure.ts'
import type { BenchResult } from './result.ts'
import { type Costs, fitCosts, type Observation, type Transport, timeOf } from './scaling-model.ts'
import { handOverOnly, type Observed, recordOnly, runAt } from './scaling-runs.ts'
import type { ThinkingMarket } from './scaling-stage.ts'

/** What is measured of a market: how long its traders think, how far apart they are, and where. */
interface Plan {
  readonly rounds: number
  /** ns of every link. */
  readonly delay: number
  /** Wake-ups, about. */
  readonly wakes: number
  readonly transport: Transport
  readonly partitions: number
}

const THINKERS = 64
/** Wake-ups in a second of the market's. */
const RATE = 1_000
/** A decision's rounds, from a microsecond to ten milliseconds, and about how many to measure. */
const DECISIONS = [
  [400, 3_000],
  [4_000, 3_000],
  [40_000, 1_500],
  [400_000, 400],
  [4_000_000, 90],
] as const
/** ns */
const DELAYS = [1e4, 1e5, 1e6, 1e7, 1e8]
/** What a window costs is measured of so many partitions, on however few cores. */
const MORE = [1, 3, 4, 6]

const marketOf = ({ rounds, delay, wakes, partitions }: Plan): ThinkingMarket => ({
  ...{ thinkers: THINKERS, rate: RATE, rounds, delay, partitions },
  end: Math.max((wakes / RATE) * 1e9, 4 * delay),
})

/** The grid on one kernel and in two partitions, and one cell of it in other numbers of them. */
function plan(small: boolean): Plan[] {
  const one = { transport: 'one', partitions: 1 } as const
  const two = (['worker', 'nats'] as const).map((transport) => ({ transport, partitions: 2 }))
  const grid = small
    ? [{ rounds: 40_000, delay: 1e7, wakes: 200 }]
    : DECISIONS.flatMap(([rounds, wakes]) => DELAYS.map((delay) => ({ rounds, delay, wakes })))
  const more = (small ? [] : MORE).flatMap((partitions) => [
    { transport: 'worker' as const, partitions },
    { transport: 'nats' as const, partitions },
  ])
  return [
    ...grid.flatMap((cell) => [one, ...two].map((where) => ({ ...cell, ...where }))),
    ...more.map((where) => ({ rounds: 400, delay: 1e6, wakes: 3_000, ...where })),
  ]
}

const PLACES = { one: 'kernel', worker: 'workers', nats: 'nodes' } as const
const nameOf = ({ rounds, delay, transport, partitions }: Plan): string =>
  `scaling: ${rounds} rounds, ${delay / 1e3} us, ${partitions} ${PLACES[transport]}`

/**
 * A market whose traders think for so long, so far apart, on one kernel and in partitions: wake-ups a
 * second, and the constants of the cost model that fits them. Every place must leave the same tape.
 *
 * @throws Error where two places leave two tapes
 */
export async function benchScaling({ small }: { readonly small: boolean }): Promise<BenchResult[]> {
  const server = await startServer()
  const planned = plan(small)
  const seen = planned.map((): (Observed & Observation & { readonly delay: number })[] => [])
  const cases = planned.map((each, nth): Case => {
    const { transport, partitions, rounds, delay } = each
    return {
      ...{ name: nameOf(each), unit: 'wake-ups/s' },
      async run() {
        const observed = await runAt(marketOf(each), transport, server.url)
        const { count, seconds, hash } = observed
        seen[nth]?.push({ ...observed, transport, partitions, rounds, delay, wakes: count })
        return { count, seconds, hash: hash.slice(0, 16) }
      },
    }
  })
  try {
    const results = await measure([...cases, ...undivided(small)], small ? 1 : 3)
    demandSameTapes(planned, results)
    const noted = results.map((result, nth) => {
      const plan = planned[nth]
      if (plan === undefined) return result
      const alone = planned.findIndex((one) => one.transport === 'one' && isSame(one, plan))
      const observations = seen[nth] ?? []
      return { ...result, observations, note: noteOf(seen[alone] ?? [], observations) }
    })
    return small ? noted : [...noted, ...fitted(seen, results)]
  } finally {
    await server.stop()
  }
}

const isSame = (one: Plan, other: Plan): boolean =>
  one.rounds === other.rounds && one.delay === other.delay

/** What does not divide: recording, in windows of few records and of many, and handing over. */
function undivided(small: boolean): Case[] {
  const end = small ? 4e8 : 4e9
  const recording = [1e5, 1e8].map((delay): Case => {
    const market = { thinkers: THINKERS, rate: RATE, rounds: 1, delay, partitions: 1 }
    const { windows, count } = recordOnly({ ...market, end })
    return {
      ...{ name: `scaling: recording alone, ${delay / 1e3} us`, unit: 'records/s' },
      note: `${windows} windows`,
      observations: [{ windows, records: count }],
      run: () => recordOnly({ ...market, end }),
    }
  })
  const handing = { name: 'scaling: handing over alone', unit: 'messages/s' }
  return [...recording, { ...handing, run: () => handOverOnly(small ? 20_000 : 1_000_000) }]
}

function demandSameTapes(planned: readonly Plan[], results: readonly BenchResult[]): void {
  planned.forEach((plan, nth) => {
    const first = planned.findIndex((one) => isSame(one, plan))
    if (results[nth]?.hash === results[first]?.hash) return
    throw new Error(`${nameOf(plan)}: another tape than on one kernel`)
  })
}

/** How many times as fast as one kernel, turn by turn; how much of it was waiting. */
function noteOf(alone: readonly Observed[], apart: readonly (Observed & Observation)[]): string {
  const ratios = apart.map(({ seconds }, run) => ((alone[run]?.seconds ?? 0) / seconds).toFixed(2))
  const waited = apart.map(({ work, seconds, partitions }) => 1 - work / partitions / seconds)
  const share = Math.max(0, ...waited)
  return `${ratios.join(', ')} times one kernel, ${apart[0]?.windows} windows, ${(share * 100).toFixed(0)} % waiting at most`
}

/** The constants of the model, from all runs, and from those of each turn as their range. */
function fitted(
  seen: readonly (readonly (Observed & Observation)[])[],
  results: readonly BenchResult[],
): BenchResult[] {
  const turns = (seen[0] ?? []).map((_, turn) => fitCosts(seen.flatMap((each) => each[turn] ?? [])))
  const all = seen.flat()
  const whole = fitCosts(all)
  const sha = createHash('sha256').update(results.map(({ hash }) => hash).join())
  const hash = sha.digest('hex').slice(0, 16)
  const figure = (name: string, unit: string, of: (costs: Costs) => number): BenchResult => ({
    ...{ name: `scaling model: ${name}`, unit, rate: of(whole), runs: turns.map(of), hash },
  })
  const error = (costs: Costs): number => {
    const errors = all.map((one) => Math.abs(timeOf(costs, one) / one.seconds - 1) * 100)
    return errors.sort((a, b) => a - b)[errors.length >> 1] as number
  }
  return [
    figure('a round', 'ns', ({ round }) => round * 1e9),
    figure('a wake-up beside its decision', 'us', ({ wake }) => wake * 1e6),
    ...(['worker', 'nats'] as const).flatMap((transport) =>
      (['window', 'peer', 'record'] as const).map((what) =>
        figure(`${PLACES[transport]}, a ${what}`, 'us', (costs) => costs[transport][what] * 1e6),
      ),
    ),
    figure('error of half of the runs', '%', error),
  ]
}
