import { loadScenario } from '../../simulation/scenario/load.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import { createSimulation } from '../../simulation/simulation.ts'
import { keepHoldings } from '../holdings.ts'
import { meanAndError, type Ran, type Row, type Scale, type Validation } from './validation.ts'

/** Ticks of one unit of the paper's prices. */
const UNIT = 100
const TRADERS = 25

/** A way to shade: the surplus asked for, and the share of it at which a quote is taken. */
interface Strategy {
  readonly min: number
  readonly max: number
  readonly eta: number
}
const STRATEGIES: readonly Strategy[] = [
  { min: 0, max: 450, eta: 0.5 },
  { min: 0, max: 600, eta: 0.5 },
  { min: 90, max: 110, eta: 0.5 },
  { min: 140, max: 160, eta: 0.5 },
  { min: 190, max: 210, eta: 0.5 },
  { min: 280, max: 320, eta: 0.5 },
  { min: 380, max: 420, eta: 0.5 },
  { min: 380, max: 420, eta: 1 },
  { min: 460, max: 540, eta: 0.5 },
  { min: 950, max: 1_050, eta: 0.5 },
]
/** Recomputed independently of this project: all but the last lie in this range. */
const RANGE = [104.7, 112.2] as const
/** The last one's mean, within 6 %. */
const LAST = 61.7

interface Job {
  readonly strategy: number
  readonly from: number
  readonly runs: number
}
interface Outcome {
  readonly strategy: number
  /** Mean payoff of an agent in each run, in the paper's unit. */
  readonly payoffs: readonly number[]
}

/** The market in which all play a strategy, whatever its seed. */
function marketOf({ min, max, eta }: Strategy): Scenario {
  const shading = 'groups.background.parameters'
  return loadScenario('michigan-a', {
    set: [
      `${shading}.shadeMin=${min * UNIT}`,
      `${shading}.shadeMax=${max * UNIT}`,
      `${shading}.eta=${eta}`,
    ],
  })
}

/** One market: the mean payoff of an agent, in the paper's unit. */
function play(scenario: Scenario): Ran<number> {
  const simulation = createSimulation(scenario)
  const holdings = keepHoldings(scenario, simulation)
  simulation.runUntil(simulation.end)
  return { outcome: holdings.surplus() / TRADERS / UNIT, tapes: [simulation.hash()] }
}

/** V8: what agents are paid who all shade alike, in environment A of PyMarketSim. */
export const v08: Validation<Job, Outcome> = {
  id: 'V8',
  title: 'Mascioli et al. 2024: the zero-intelligence market of PyMarketSim, environment A',
  page: 'v08-michigan.md',
  jobs(scale) {
    const [parts, runs] = scale === 'full' ? [8, 400] : [1, 40]
    return STRATEGIES.flatMap((_, strategy) =>
      Array.from({ length: parts }, (_, part) => ({ strategy, from: part * runs + 1, runs })),
    )
  },
  run({ strategy, from, runs }) {
    const market = marketOf(STRATEGIES[strategy] as Strategy)
    const played = Array.from({ length: runs }, (_, nth) => play({ ...market, seed: from + nth }))
    const payoffs = played.map(({ outcome }) => outcome)
    return { outcome: { strategy, payoffs }, tapes: played.flatMap(({ tapes }) => tapes) }
  },
  judge: (outcomes, scale) =>
    STRATEGIES.map((strategy, nth) => {
      const own = outcomes.filter((outcome) => outcome.strategy === nth)
      return rowOf(strategy, meanAndError(own.flatMap(({ payoffs }) => payoffs)), scale)
    }),
}

function rowOf(
  strategy: Strategy,
  { mean, error }: { readonly mean: number; readonly error: number },
  scale: Scale,
): Row {
  const { min, max, eta } = strategy
  const isLast = strategy === STRATEGIES.at(-1)
  const slack = isLast ? 0.06 * LAST : 2 * error
  const [low, high] = isLast ? [LAST, LAST] : RANGE
  const beyond = Math.max(low - mean, mean - high) - slack
  const isUnsure = scale === 'quick' && beyond <= 3 * error
  return {
    what: `payoff of an agent, all shade [${min}, ${max}], η ${eta}`,
    target: isLast ? `${LAST} ± 6 %` : `${low} to ${high}, ± 2 s.e.`,
    measured: mean,
    error,
    verdict: beyond <= 0 ? 'holds' : isUnsure ? 'inconclusive' : 'misses',
  }
}
