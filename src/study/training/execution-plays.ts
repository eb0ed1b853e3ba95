import { type Baseline, createBaseline, nobody } from '../../learning/baselines.ts'
import { createMarketEnvironment } from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { readTrained } from '../../learning/trained.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'

/** Levels of the book whose lots are its depth. */
const LEVELS = 5

/** Episodes of an execution, to be played by one contender. */
export interface ExecutionJob {
  readonly scenario: string
  /** The policy's file, which acts by `child-orders`; its task is everybody's. */
  readonly text: string
  /** `policy`; a baseline; or `none`, who looks on: the same market without the executor. */
  readonly contender: string
  readonly seeds: readonly number[]
}

/** What a policy met when it decided, and whether it took. */
export interface Met {
  /** Ticks. */
  readonly spread: number
  /** Lots of the best five levels of the side that it would trade with. */
  readonly depth: number
  /** A market order, or a limit at the other touch or beyond. */
  readonly takes: boolean
}

/** An execution as it went. */
export interface ExecutionPlayed {
  readonly seed: number
  /** Ticks a lot, over the mid at the beginning: what the parent order cost, its rest sent to the market. */
  readonly shortfall: number
  /** Share of the parent order that was left when each span ended. */
  readonly held: readonly number[]
  /** What the mid moved in each span, ticks, against the order: up for one who buys. */
  readonly moves: readonly number[]
  /** Of the policy, each decision. */
  readonly met: readonly Met[]
}

/** The policy, with what it is watched by at the end of what is seen. */
function watched(policy: Baseline): Baseline {
  const { given, begin } = policy
  const more = ['spread', { type: 'depth', levels: LEVELS }]
  return {
    given: { ...given, observe: [...(given.observe as unknown[]), ...more] },
    begin(seed) {
      const decide = begin(seed)
      return (observation, nth) => decide(observation.subarray(0, -more.length), nth)
    },
  }
}

function contenderOf({ text, contender }: ExecutionJob): Baseline {
  const policy = readTrained(text, contender)
  if (contender === 'policy') return watched(policy)
  return contender === 'none' ? nobody(policy.given) : createBaseline(contender, policy.given)
}

/** Executions by seed, and the last one's tape. */
export interface ExecutionsPlayed {
  readonly played: readonly ExecutionPlayed[]
  readonly tape: string
}

/** Plays a job's episodes, one after the other. @throws PolicyError where the text is no policy's */
export function playExecution(job: ExecutionJob): ExecutionsPlayed {
  const { given, begin } = contenderOf(job)
  const { quantity, side } = given.parent as { quantity: number; side: string }
  const against = side === 'sell' ? -1 : 1
  const task = createMarketTask({ ...given, reward: ['shortfall'] })
  const environment = createMarketEnvironment(loadScenario(job.scenario), { task })
  const played = job.seeds.map((seed): ExecutionPlayed => {
    const decide = begin(seed)
    const told = { seed, held: [] as number[], moves: [] as number[], met: [] as Met[] }
    let { observation, info } = environment.reset({ seed })
    let shortfall = 0
    for (let nth = 0; ; nth++) {
      const action = decide(observation, nth)
      if (job.contender === 'policy') told.met.push(metBy(observation, action as number[]))
      const step = environment.step(action)
      shortfall -= step.reward
      told.held.push((step.info.left as number) / quantity)
      told.moves.push(against * ((step.info.mid as number) - (info.mid as number)))
      if (step.terminated) return { ...told, shortfall }
      observation = step.observation
      info = step.info
    }
  })
  return { played, tape: environment.simulation?.hash() ?? '' }
}

function metBy(observation: Float64Array, [type, , level]: readonly number[]): Met {
  const [spread = 0, depth = 0] = observation.subarray(-2)
  return { spread, depth, takes: type === 0 || (level as number) >= 3 }
}
