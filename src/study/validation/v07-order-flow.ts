import { HOUR, SECOND } from '../../../protocols/units.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { createSimulation } from '../../simulation/simulation.ts'
import { meanAndError, type Validation, withinAt } from './validation.ts'

/** ε = 2δ/μ, and the spread in units of μ/2α: recomputed independently of this project. */
const POINTS = [
  [0.005, 0.46],
  [0.01, 0.474],
  [0.02, 0.498],
  [0.05, 0.556],
  [0.1, 0.632],
  [0.2, 0.763],
  [0.5, 1.108],
  [1, 1.639],
] as const
const TOLERANCE = 0.02
/** Ticks of μ/2α at the scenario's rates, α = 1 and μ = 2. */
const UNIT = 100
/** Each run's first hour is left out: 18 of the longest lives. */
const BURN_IN = HOUR
/** Batches of time whose means give the error. */
const BATCHES = 24

interface Job {
  readonly epsilon: number
  /** Hours that are measured; an hour has 173,000 orders and cancellations. */
  readonly hours: number
}
interface Outcome {
  readonly epsilon: number
  /** Time-weighted spread of each batch, in units of μ/2α. */
  readonly spreads: readonly number[]
}

/** V7: the spread that zero-intelligence order flow leaves, by how long orders live. */
export const v07: Validation<Job, Outcome> = {
  id: 'V7',
  title: 'Smith, Farmer, Gillemot and Krishnamurthy 2003: zero-intelligence order flow',
  page: 'v07-order-flow.md',
  jobs(scale) {
    const hours = scale === 'full' ? 12 : 1
    const points = scale === 'full' ? POINTS : POINTS.slice(-3)
    return points.map(([epsilon]) => ({ epsilon, hours }))
  },
  run({ epsilon, hours }) {
    const close = `${String(hours + 1).padStart(2, '0')}:00:00`
    const lifetime = Math.round(SECOND / epsilon)
    const scenario = loadScenario('zi-flow', {
      set: [`session.close="${close}"`, `groups.flow.parameters.lifetime=${lifetime}`],
    })
    const simulation = createSimulation(scenario)
    const length = (hours * HOUR) / BATCHES
    const sums = new Float64Array(BATCHES)
    const seen = new Float64Array(BATCHES)
    let since = 0
    let spread = Number.NaN
    /** The spread that stood from `since` on did so until `to`. */
    const settle = (to: number): void => {
      while (since < to) {
        const batch = Math.floor((since - BURN_IN) / length)
        const until = Math.min(to, BURN_IN + (batch + 1) * length)
        if (batch >= 0 && batch < BATCHES && !Number.isNaN(spread)) {
          sums[batch] = (sums[batch] as number) + spread * (until - since)
          seen[batch] = (seen[batch] as number) + until - since
        }
        since = until
      }
    }
    simulation.quotes$.subscribe(({ sent, bid, ask, bidSize, askSize }) => {
      settle(sent)
      spread = bidSize > 0 && askSize > 0 ? ask - bid : Number.NaN
    })
    simulation.runUntil(simulation.end)
    settle(BURN_IN + hours * HOUR)
    const spreads = Array.from(sums, (sum, batch) => sum / (seen[batch] as number) / UNIT)
    return { outcome: { epsilon, spreads }, tapes: [simulation.hash()] }
  },
  judge: (outcomes, scale) =>
    outcomes.map(({ epsilon, spreads }) => {
      const [, target] = POINTS.find(([at]) => at === epsilon) as readonly [number, number]
      const { mean, error } = meanAndError(spreads)
      return {
        what: `spread over μ/2α at ε ${epsilon}`,
        target: `${target} ± 2 %`,
        measured: mean,
        error,
        verdict: withinAt(scale, { mean, error }, target, TOLERANCE * target),
      }
    }),
}
