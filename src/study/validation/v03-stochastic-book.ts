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
/** The price at which bids begin, ticks: the scenario's fundamental. */
const WORTH = 1_000_000
const TOLERANCE = 0.005

interface Job {
  readonly bid: number
  readonly ask: number
  readonly runs: number
}
interface Outcome extends Job {
  /** Runs in which the mid went up first. */
  readonly ups: number
}

/** Runs of one pair of queues, from when both stand until the mid moves. */
function play({ bid, ask, runs }: Job): { ups: number; tape: string } {
  const scenario = loadScenario('zi-flow', {
    set: [
      'session.close="23:00:00"',
      'groups.flow.type=cont-stoikov-talreja',
      // A unit of time of 10 ms; only the touch decides, so that nothing else need arrive.
      `groups.flow.parameters={unit: 10 ms, limits: [1.85], distanceMax: 1, opening: {bid: ${bid}, ask: ${ask}}}`,
    ],
  })
  const simulation = createSimulation(scenario)
  let done = 0
  let ups = 0
  let isRunning = false
  simulation.quotes$.subscribe((quote) => {
    const isBid = quote.bidSize > 0 && quote.bid === WORTH
    const isAsk = quote.askSize > 0 && quote.ask === WORTH + 1
    if (isRunning && !(isBid && isAsk)) {
      isRunning = false
      done++
      if (isBid) ups++
      if (done === runs) simulation.pause()
    } else if (isBid && isAsk && quote.bidSize === bid && quote.askSize === ask) isRunning = true
  })
  simulation.runUntil(simulation.end)
  if (done < runs) throw new Error(`${done} runs of ${runs} fit the session`)
  return { ups, tape: simulation.hash() }
}

function rowOf({ bid, ask, runs, ups }: Outcome, scale: Scale): Row {
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
    const queues = TABLE.map((_, nth) => nth + 1)
    // The other half of the table is the same market with its sides exchanged.
    return queues.flatMap((bid) =>
      queues.filter((ask) => ask >= bid).map((ask) => ({ bid, ask, runs })),
    )
  },
  run(job) {
    const { ups, tape } = play(job)
    return { outcome: { ...job, ups }, tapes: [tape] }
  },
  judge: (outcomes, scale) => outcomes.map((outcome) => rowOf(outcome, scale)),
}
