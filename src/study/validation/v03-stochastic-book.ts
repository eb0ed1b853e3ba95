import { createHash } from 'node:crypto'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { createSimulation } from '../../simulation/simulation.ts'
import { type Row, type Scale, type Validation, withinAt } from './validation.ts'

/** P(next move of the mid is up), spread 1: rows bid queue 1..5, columns ask queue 1..5. */
const TABLE = [
  [0.5, 0.3352, 0.259, 0.2158, 0.1878],
  [0.6648, 0.5, 0.4069, 0.3479, 0.3072],
  [0.741, 0.5931, 0.5, 0.4366, 0.3906],
  [0.7842, 0.6521, 0.5634, 0.5, 0.4523],
  [0.8122, 0.6928, 0.6094, 0.5477, 0.5],
]
/** Half of the table, with its diagonal: the other is the same market with its sides exchanged. */
const PAIRS = TABLE.flatMap((row, bid) =>
  row.flatMap((_, ask) => (ask < bid ? [] : [{ bid: bid + 1, ask: ask + 1 }])),
)
/** The price at which bids begin, ticks: the scenario's fundamental. */
const WORTH = 1_000_000
const TOLERANCE = 0.005

/** Runs of one job. */
const BLOCK = 5_000

interface Job {
  readonly bid: number
  readonly ask: number
  /** Seed of the first market; each that follows has the next. */
  readonly from: number
  readonly runs: number
}
interface Outcome extends Job {
  /** Runs in which the mid went up first. */
  readonly ups: number
}

/**
 * Runs of one pair of queues: each from when both stand until the mid moves. A market holds one after
 * another, since the flow begins anew whenever the mid has moved; its session over, the next follows.
 */
function play({ bid, ask, from, runs }: Job): { ups: number; tape: string } {
  const scenario = loadScenario('zi-flow', {
    set: [
      'groups.flow.type=cont-stoikov-talreja',
      // A unit of time of 10 ms; only the touch decides, so that nothing else need arrive.
      `groups.flow.parameters={unit: 10 ms, limits: [1.85], distanceMax: 1, opening: {bid: ${bid}, ask: ${ask}}}`,
    ],
  })
  const tapes = createHash('sha256')
  let ups = 0
  let over = 0
  for (let seed = from; over < runs; seed++) {
    const simulation = createSimulation({ ...scenario, seed })
    const before = over
    let isRunning = false
    simulation.quotes$.subscribe((quote) => {
      const isBid = quote.bidSize > 0 && quote.bid === WORTH
      const isAsk = quote.askSize > 0 && quote.ask === WORTH + 1
      if (isRunning && !(isBid && isAsk)) {
        isRunning = false
        if (isBid) ups++
        over++
        if (over === runs) simulation.pause()
      } else if (isBid && isAsk && quote.bidSize === bid && quote.askSize === ask) isRunning = true
    })
    simulation.runUntil(simulation.end)
    if (over === before) throw new Error(`the mid did not move in the session of seed ${seed}`)
    tapes.update(simulation.hash())
  }
  return { ups, tape: tapes.digest('hex') }
}

function rowOf(outcomes: readonly Outcome[], scale: Scale): Row {
  const { bid, ask } = outcomes[0] as Outcome
  const total = (of: 'runs' | 'ups'): number => outcomes.reduce((sum, each) => sum + each[of], 0)
  const [runs, ups] = [total('runs'), total('ups')]
  const target = TABLE[bid - 1]?.[ask - 1] as number
  const mean = ups / runs
  const error = Math.sqrt((mean * (1 - mean)) / runs)
  return {
    what: `mid goes up first, queues ${bid} and ${ask}`,
    target: `${target} ± ${TOLERANCE}`,
    measured: mean,
    error,
    verdict: withinAt(scale, { mean, error }, target, TOLERANCE),
  }
}

/** V3: which way the price goes next, by the queues at the touch. */
export const v03: Validation<Job, Outcome> = {
  id: 'V3',
  title: 'Cont, Stoikov and Talreja 2010: a stochastic order book',
  page: 'v03-stochastic-book.md',
  jobs(scale) {
    const runs = scale === 'full' ? 100_000 : 400
    const blocks = Array.from({ length: Math.ceil(runs / BLOCK) }, (_, nth) => {
      const from = nth * BLOCK
      return { from: 1 + from, runs: Math.min(BLOCK, runs - from) }
    })
    return PAIRS.flatMap((pair) => blocks.map((block) => ({ ...pair, ...block })))
  },
  run(job) {
    const { ups, tape } = play(job)
    return { outcome: { ...job, ups }, tapes: [tape] }
  },
  judge: (outcomes, scale) =>
    PAIRS.map(({ bid, ask }) => {
      const of = outcomes.filter((outcome) => outcome.bid === bid && outcome.ask === ask)
      return rowOf(of, scale)
    }),
}
