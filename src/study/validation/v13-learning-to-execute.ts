import { type Cuts, cellOf, cellsOf, quantileCuts } from '../../../actors/discretise.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import {
  createMarketEnvironment,
  type MarketEnvironment,
} from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import {
  type StagedPolicy,
  type StagedStep,
  solveBackward,
} from '../../learning/tabular/backward-induction.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { isAbove, meanAndError, type Row, type Scale, type Validation } from './validation.ts'

/** Lots to buy, and seconds to do it in: about three eighths of what sellers bring to market. */
const QUANTITY = 30
const HORIZON = 40
/** An order at the ask less 5 ticks to the ask plus 1. */
const ACT = { type: 'remainder-at', reach: 5, beyond: 1 }
const ACTIONS = 7
/** An action is chosen where it was tried so often, or no less than any other. */
const TRIALS = 30
/** Seeds from here on are for training; those below for the test. */
const TRAINING = 1_000_000

const VARIABLES = ['spread', 'immediate-cost', 'imbalance'] as const
type Variable = (typeof VARIABLES)[number]

/** A learner to be trained and tried. */
interface Job {
  /** Decisions, and bins of the inventory. */
  readonly time: number
  readonly inventory: number
  readonly variables: readonly Variable[]
  readonly training: number
  readonly trials: number
}

/** Costs by test seed, ticks a lot. */
interface Outcome extends Job {
  readonly learned: readonly number[]
  readonly left: readonly number[]
  readonly market: readonly number[]
}

/** An execution in a market of random flow (V3's), in so many decisions. */
function execution(steps: number, act: object, variables: readonly Variable[]) {
  const scenario = loadScenario('zi-flow', {
    set: ['groups.flow.type=cont-stoikov-talreja', 'groups.flow.parameters={}'],
  })
  const task = createMarketTask({
    ...{ from: '20 s', interval: `${HORIZON / steps} s`, steps, settle: '1 s', act },
    parent: { side: 'buy', quantity: QUANTITY, finish: 'market' },
    observe: ['inventory', ...variables],
    reward: ['shortfall'],
  })
  return createMarketEnvironment(scenario, { task })
}

type Execution = MarketEnvironment<Float64Array>

/** Plays an episode. @returns what it cost */
function play(
  environment: Execution,
  seed: number,
  decide: (observation: Float64Array, stage: number) => number | readonly number[],
): number {
  let { observation } = environment.reset({ seed })
  let cost = 0
  for (let stage = 0; ; stage++) {
    const step = environment.step(decide(observation, stage))
    cost -= step.reward
    if (step.terminated) return cost
    observation = step.observation
  }
}

interface Tried {
  readonly stage: number
  readonly action: number
  readonly reward: number
  readonly observation: Float64Array
  readonly next: Float64Array | undefined
}

/** What came of actions at random. */
function explore(environment: Execution, job: Job): Tried[] {
  const tried: Tried[] = []
  for (let nth = 0; nth < job.training; nth++) {
    const seed = TRAINING + nth
    const random = createRandomStream(rootKey(seed, 'explore'))
    let { observation } = environment.reset({ seed })
    for (let stage = 0; stage < job.time; stage++) {
      const action = random.integer(0, ACTIONS - 1)
      const { reward, terminated, observation: next } = environment.step(action)
      tried.push({ stage, action, reward, observation, next: terminated ? undefined : next })
      if (terminated) break
      observation = next
    }
  }
  return tried
}

function learn(tried: readonly Tried[], { time, inventory, variables }: Job) {
  const even = Array.from({ length: inventory - 1 }, (_, nth) => (nth + 1) / inventory + 1e-9)
  const terciles = variables.map(
    (_, nth): Cuts =>
      quantileCuts(
        tried.map(({ observation }) => observation[nth + 1] as number),
        3,
      ),
  )
  const cuts: Cuts[] = [even, ...terciles]
  const stateOf = (observation: Float64Array): number => cellOf(observation, cuts)
  const steps = tried.map(
    ({ stage, action, reward, observation, next }): StagedStep => ({
      ...{ stage, action, reward, state: stateOf(observation) },
      next: next === undefined ? undefined : stateOf(next),
    }),
  )
  const problem = { stages: time, states: cellsOf(cuts), actions: ACTIONS }
  const policy: StagedPolicy = solveBackward(steps, problem, TRIALS)
  // Where it never was it takes what stands.
  return (observation: Float64Array, stage: number): number =>
    policy.act(stage, stateOf(observation)) ?? ACTIONS - 1
}

/** The level at which an order that is left alone costs least in training. */
function bestLevel(environment: Execution, episodes: number): number {
  const costs = Array.from({ length: ACTIONS }, (_, action) =>
    Array.from({ length: episodes }, (_, nth) => play(environment, TRAINING + nth, () => action)),
  )
  const means = costs.map((of) => meanAndError(of).mean)
  return means.indexOf(Math.min(...means))
}

function run(job: Job): { outcome: Outcome; tapes: string[] } {
  const environment = execution(job.time, ACT, job.variables)
  const decide = learn(explore(environment, job), job)
  const leaving = execution(1, ACT, [])
  const level = bestLevel(leaving, Math.ceil(job.training / 20))
  const taking = execution(1, { type: 'child-orders', lot: QUANTITY, shares: [1] }, [])
  const seeds = Array.from({ length: job.trials }, (_, nth) => 1 + nth)
  const outcome = {
    ...job,
    learned: seeds.map((seed) => play(environment, seed, decide)),
    left: seeds.map((seed) => play(leaving, seed, () => level)),
    market: seeds.map((seed) => play(taking, seed, () => [0, 0, 0])),
  }
  return { outcome, tapes: [environment.simulation?.hash() ?? ''] }
}

/** V13, its tables: what a learned execution costs beside one that is left alone and one at once. */
export const v13: Validation<Job, Outcome> = {
  id: 'V13',
  title: 'Nevmyvaka, Feng and Kearns 2006: learning to execute',
  page: 'v13-learning-to-execute.md',
  jobs(scale: Scale) {
    const size =
      scale === 'full' ? { training: 12_000, trials: 1_500 } : { training: 24, trials: 6 }
    const plain = [
      [4, 4],
      [4, 8],
      [8, 4],
      [8, 8],
    ] as const
    return [
      ...plain.map(([time, inventory]) => ({ time, inventory, variables: [], ...size })),
      { time: 8, inventory: 8, variables: ['spread', 'immediate-cost'] as const, ...size },
      { time: 8, inventory: 8, variables: ['imbalance'] as const, ...size },
    ]
  },
  run,
  judge(outcomes) {
    const of = (time: number, inventory: number, ...variables: Variable[]): Outcome =>
      outcomes.find(
        (each) =>
          each.time === time &&
          each.inventory === inventory &&
          each.variables.join() === variables.join(),
      ) as Outcome
    const best = of(8, 8)
    /** By how much the one costs more than the other, seed by seed. */
    const dearer = (what: string, one: readonly number[], other: readonly number[]): Row => {
      const at = meanAndError(one.map((cost, nth) => cost - (other[nth] as number)))
      return { what, target: 'above 0', measured: at.mean, error: at.error, verdict: isAbove(at) }
    }
    const told = (what: string, costs: readonly number[]): Row => {
      const { mean, error } = meanAndError(costs)
      return { what, target: '', measured: mean, error, verdict: 'reported' }
    }
    const saved = { ...dearer('imbalance saves', best.learned, of(8, 8, 'imbalance').learned) }
    return [
      told('cost of a market order', best.market),
      told('cost of the best order that is left alone', best.left),
      ...[of(4, 4), of(4, 8), of(8, 4), best].map(({ time, inventory, learned }) =>
        told(`cost learned, T ${time}, I ${inventory}`, learned),
      ),
      dearer('a market order costs more than one left alone by', best.market, best.left),
      dearer('one left alone costs more than learned by', best.left, best.learned),
      dearer('T 4, I 4 costs more than T 8, I 8 by', of(4, 4).learned, best.learned),
      dearer(
        'spread and immediate cost save',
        best.learned,
        of(8, 8, 'spread', 'immediate-cost').learned,
      ),
      { ...saved, target: 'almost nothing', verdict: 'reported' },
    ]
  },
}
