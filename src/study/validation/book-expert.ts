import type { Random } from '../../../actors/actor.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { exp } from '../../../protocols/math.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import { inferBayesian } from '../../learning/inverse/bayesian.ts'
import { countProcess, type SeenStep } from '../../learning/inverse/counted-process.ts'
import {
  type DecisionProcess,
  type Demonstration,
  valueDifference,
} from '../../learning/inverse/decision-process.ts'
import { inferDeep } from '../../learning/inverse/deep-maximum-entropy.ts'
import { inferLinear } from '../../learning/inverse/maximum-entropy.ts'
import { softChooser, softPolicy, whateverIsDone } from '../../learning/inverse/soft-values.ts'
import {
  createMarketEnvironment,
  type MarketEnvironment,
} from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { isAbove, meanAndError, type Row } from './validation.ts'

/** Lots that the expert holds at most; and which queue at the touch is longer: asks, neither, bids. */
const LOTS = 4
const QUEUES = 3
const STATES = (LOTS + 1) * QUEUES
const SHAPE = { states: STATES, actions: LOTS + 1, discount: 0.9 }
/** Decisions of an episode. */
const STEPS = 20

/** The numbers that a state shows: the share held; and where bids are the longer 1, asks −1. */
const seenIn = (state: number): readonly [held: number, queue: number] => [
  Math.floor(state / QUEUES) / LOTS,
  (state % QUEUES) - 1,
]

/** Rewards of an expert, by the numbers of a state: a sum of them, or none. */
const REWARDS = {
  linear: ([held, queue]: ReturnType<typeof seenIn>) => 6 * held + 2 * queue,
  /** To hold the more the longer the bids, and neither more nor less. */
  'non-linear': ([held, queue]: ReturnType<typeof seenIn>) => {
    const off = held - (queue + 1) / 2
    return 6 * exp(-8 * off * off)
  },
} as const
/** @see REWARDS */
export type BookReward = keyof typeof REWARDS

/** Steps and rates, chosen on block 90 of seeds, which no figure is from. */
const LINEAR_FIT = { steps: 1_500, rate: 0.02, match: 'choices' } as const
const DEEP_FIT = {
  steps: 600,
  rate: 0.005,
  hidden: [16, 16],
  decay: 0.001,
  match: 'choices',
} as const
const WALK = { precision: 1, reach: 6, step: 0.5, burnIn: 1_000, samples: 8_000 }

type Trader = MarketEnvironment<Float64Array>
type Choose = (state: number, stage: number) => number

/** Who holds up to so many lots, by market orders twice a second, in a market of random flow (V3's). */
function createTrader(): Trader {
  const scenario = loadScenario('zi-flow', {
    set: [
      'groups.flow.type=cont-stoikov-talreja',
      'groups.flow.parameters={}',
      'venues.exchange.feeds=[trade, quote, depthByPrice]',
    ],
  })
  const task = createMarketTask({
    ...{ from: '10 s', interval: '500 ms', steps: STEPS, settle: '100 ms' },
    act: { type: 'exposure', size: LOTS, levels: LOTS },
    observe: ['position', { type: 'imbalance', levels: 1 }],
    reward: ['wealth-change'],
  })
  return createMarketEnvironment(scenario, { task })
}

function stateOf([position = 0, bids = 0]: Float64Array): number {
  const queue = bids > 0.55 ? 2 : bids < 0.45 ? 0 : 1
  return Math.max(0, Math.min(LOTS, position)) * QUEUES + queue
}

function play(trader: Trader, seed: number, choose: Choose): SeenStep[] {
  let { observation } = trader.reset({ seed })
  const seen: SeenStep[] = []
  for (let stage = 0; ; stage++) {
    const state = stateOf(observation)
    const action = choose(state, stage)
    const step = trader.step(action)
    observation = step.observation
    seen.push({ state, action, next: stateOf(observation), features: [] })
    if (step.terminated || step.truncated) return seen
  }
}

/** The market as who meets it that holds by chance. */
function explore(trader: Trader, firstSeed: number, episodes: number): DecisionProcess {
  const steps = Array.from({ length: episodes }, (_, nth) => {
    const random = createRandomStream(rootKey(firstSeed + nth, 'explore'))
    return play(trader, firstSeed + nth, () => random.integer(0, LOTS))
  })
  return countProcess(steps.flat(), SHAPE).problem
}

/** How much is explored, by each of the two, and shown. */
export interface BookSizes {
  readonly explored: number
  /** Episodes shown, the fewest first. */
  readonly shown: readonly number[]
}

/** Who infers. */
const METHODS = ['linear', 'deep', 'bayesian'] as const

/** What the best policy for an inferred reward lacks under the true one, by who inferred. */
export interface BookFound extends Readonly<Record<(typeof METHODS)[number], number>> {
  readonly reward: BookReward
  readonly shown: number
  /** What the best policy for no reward at all lacks. */
  readonly ignorant: number
}

/**
 * An expert of maximum entropy shows in a market what it does: one whose reward is linear in what a state of
 * the book shows, and one whose is not. A learner, who has explored the market on other seeds, infers the
 * reward three ways. What these lack is told of the market as the expert explored it.
 *
 * @param block of seeds, 1 and up: blocks share none
 */
export function recoverFromBook(block: number, { explored, shown }: BookSizes) {
  const trader = createTrader()
  const first = 1_000_000 * block
  const own = explore(trader, first, explored)
  const learner = explore(trader, first + 200_000, explored)
  const rows = Float64Array.from(Array.from({ length: STATES }, (_, s) => seenIn(s)).flat())
  const features = { of: 'states', width: rows.length / STATES, rows } as const
  const inferAll = (some: readonly Demonstration[], random: Random) => ({
    linear: inferLinear(learner, features, some, LINEAR_FIT).rewards,
    deep: inferDeep(learner, rows, some, DEEP_FIT, random).rewards,
    bayesian: inferBayesian(learner, some, WALK, random).mean,
  })
  const found = (Object.keys(REWARDS) as BookReward[]).flatMap((reward, nth) => {
    const truth = Float64Array.from({ length: STATES }, (_, s) => REWARDS[reward](seenIn(s)))
    const from = first + 400_000 + 100_000 * nth
    const random = createRandomStream(rootKey(from, 'book'))
    const choose = softChooser(softPolicy(own, whateverIsDone(own, truth), STEPS), random)
    const shows = Array.from({ length: shown.at(-1) as number }, (_, episode) =>
      play(trader, from + episode, choose),
    )
    const lacks = (rewards: Float64Array) => valueDifference(own, truth, rewards)
    return shown.map((count): BookFound => {
      const inferred = inferAll(shows.slice(0, count), random)
      const { linear, deep, bayesian } = inferred
      return {
        ...{ reward, shown: count, ignorant: lacks(new Float64Array(STATES)) },
        ...{ linear: lacks(linear), deep: lacks(deep), bayesian: lacks(bayesian) },
      }
    })
  })
  return { found, tape: trader.simulation?.hash() ?? '' }
}

/** Whoever recovers a reward lacks at most so much of what ignorance lacks. */
const RECOVERED = 0.1

/** The rows of what several blocks came to. */
export function bookRows(all: readonly BookFound[]): Row[] {
  const of = (reward: BookReward, shown: number) =>
    all.filter((each) => each.reward === reward && each.shown === shown)
  const shown = [...new Set(all.map((each) => each.shown))].sort((a, b) => a - b)
  const most = shown.at(-1) as number
  const isSure = of('linear', most).length > 1
  const rewards = Object.keys(REWARDS) as BookReward[]
  const told = rewards.flatMap((reward) =>
    shown.flatMap((count) =>
      [...METHODS, 'ignorant' as const].map((who): Row => {
        const { mean, error } = meanAndError(of(reward, count).map((each) => each[who]))
        const what = `book: ${reward} reward, ${count} demonstrations, value difference, ${who}`
        return { what, target: '', measured: mean, error, verdict: 'reported' }
      }),
    ),
  )
  const recovered = METHODS.map((who): Row => {
    const share = meanAndError(of('linear', most).map((each) => each[who] / each.ignorant))
    const isIn = share.mean <= RECOVERED
    const verdict = !isSure ? 'inconclusive' : isIn ? 'holds' : 'misses'
    return {
      ...{
        what: `book: linear reward, share of ignorance that ${who} leaves`,
        target: 'at most 0.1',
      },
      ...{ measured: share.mean, error: share.error, verdict },
    }
  })
  const above = (['deep', 'bayesian'] as const).map((who): Row => {
    const gap = meanAndError(of('non-linear', most).map((each) => each.linear - each[who]))
    return {
      ...{ what: `book: non-linear reward, linear leaves more than ${who} by`, target: 'above 0' },
      ...{ measured: gap.mean, error: gap.error },
      verdict: isSure ? isAbove(gap) : 'inconclusive',
    }
  })
  return [...told, ...recovered, ...above]
}
