import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import {
  type CountedProcess,
  countProcess,
  type SeenStep,
} from '../../learning/inverse/counted-process.ts'
import type { Demonstration } from '../../learning/inverse/decision-process.ts'
import { inferLinear } from '../../learning/inverse/maximum-entropy.ts'
import { softChooser, softPolicy } from '../../learning/inverse/soft-values.ts'
import {
  createMarketEnvironment,
  type MarketEnvironment,
} from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'

/** Lots that the maker holds at most, either way. */
const LIMIT = 3
/** Half spreads, and skews, that it chooses from. */
const WIDTHS = 2
const SKEWS = 3
/** Decisions of an episode. */
const STEPS = 20
const SHAPE = { states: 2 * LIMIT + 1, actions: WIDTHS * SKEWS, discount: 1 }
const WIDTH = 2
/** How the weights are fitted: five times as many steps changed the weights by .2 %, on other seeds. */
const FIT = { steps: 2_000, rate: 0.02 }

/** What a maker wants: ticks × lots that the spread brings, and lots² that it holds. */
export interface MakerReward {
  /** A tick × lot of spread. */
  readonly spread: number
  /** A lot² held, as a cost. */
  readonly inventory: number
}

type Maker = MarketEnvironment<Float64Array>
type Choose = (state: number, stage: number) => number

/** A maker that quotes one lot a side every two seconds, in a market of random flow (V3's). */
function createMaker(): Maker {
  const scenario = loadScenario('zi-flow', {
    set: ['groups.flow.type=cont-stoikov-talreja', 'groups.flow.parameters={}'],
  })
  const task = createMarketTask({
    ...{ from: '10 s', interval: '2 s', steps: STEPS, settle: '1 s' },
    act: { type: 'quotes', size: 1, widths: WIDTHS, skews: 1, limit: LIMIT },
    observe: ['position'],
    reward: ['wealth-change'],
  })
  return createMarketEnvironment(scenario, { task })
}

const stateOf = (observation: Float64Array): number =>
  LIMIT + Math.max(-LIMIT, Math.min(LIMIT, observation[0] as number))

/**
 * Plays an episode. What a step brings is lots filled times their price's distance to the mid when they
 * were quoted; what it holds is the square of the position after it.
 */
function play(maker: Maker, seed: number, choose: Choose): SeenStep[] {
  let { observation, info } = maker.reset({ seed })
  const seen: SeenStep[] = []
  for (let stage = 0; ; stage++) {
    const state = stateOf(observation)
    const action = choose(state, stage)
    const step = maker.step([Math.floor(action / SKEWS), action % SKEWS])
    const [before, after] = [info, step.info] as Record<'cash' | 'position' | 'mid', number>[]
    if (before === undefined || after === undefined) throw new Error('a maker tells what it has')
    const brought = after.cash - before.cash + (after.position - before.position) * before.mid
    const features = [brought, -after.position * after.position]
    seen.push({ state, action, next: stateOf(step.observation), features })
    if (step.terminated || step.truncated) return seen
    ;({ observation, info } = step)
  }
}

/**
 * Steps with what they brought replaced by the mean of those that quoted alike. The flow does not know
 * what a maker holds: what a quote brings depends on the action and on which sides are quoted, not on
 * the state, and a mean over all of these errs the less.
 */
function pooled(steps: readonly SeenStep[]): SeenStep[] {
  const poolOf = ({ state, action }: SeenStep): number => {
    const sides = state === 0 ? 1 : state === SHAPE.states - 1 ? 2 : 0
    return 3 * action + sides
  }
  const sums = new Float64Array(3 * SHAPE.actions)
  const counts = new Float64Array(3 * SHAPE.actions)
  for (const step of steps) {
    const pool = poolOf(step)
    sums[pool] = (sums[pool] as number) + (step.features[0] as number)
    counts[pool] = (counts[pool] as number) + 1
  }
  return steps.map((step) => {
    const pool = poolOf(step)
    const mean = (sums[pool] as number) / (counts[pool] as number)
    return { ...step, features: [mean, step.features[1] as number] }
  })
}

/** The market as a maker meets it that quotes at random. */
function explore(maker: Maker, firstSeed: number, episodes: number): CountedProcess {
  const steps = Array.from({ length: episodes }, (_, nth) => {
    const random = createRandomStream(rootKey(firstSeed + nth, 'explore'))
    return play(maker, firstSeed + nth, () => random.integer(0, SHAPE.actions - 1))
  })
  return countProcess(pooled(steps.flat()), SHAPE)
}

const rewardsOf = ({ features }: CountedProcess, { spread, inventory }: MakerReward) =>
  Float64Array.from(
    { length: features.length / WIDTH },
    (_, cell) =>
      spread * (features[WIDTH * cell] as number) +
      inventory * (features[WIDTH * cell + 1] as number),
  )

/** Whoever wants that, by maximum entropy: the better a choice, the likelier. */
function chooserOf(counted: CountedProcess, reward: MakerReward, seed: number): Choose {
  const soft = softPolicy(counted.problem, rewardsOf(counted, reward), STEPS)
  return softChooser(soft, createRandomStream(rootKey(seed, 'maker')))
}

/** What one expert, and who learned from it, came to. */
export interface MakerFound {
  readonly inferred: MakerReward
  /** What the true reward pays an episode, on seeds that nothing was learned from. */
  readonly expert: number
  readonly learned: number
  readonly random: number
  /** Of the last episode. */
  readonly tape: string
}

/** How much is shown, and tried. */
export interface MakerSizes {
  readonly explored: number
  readonly shown: number
  readonly trials: number
}

/**
 * An expert of a known reward, who knows the market by exploring it, shows how it quotes; a learner, who
 * explores the market on other seeds, infers the reward from what it is shown and makes the market by it.
 *
 * @param block of seeds, 1 and up: blocks share none
 */
export function recoverMaker(reward: MakerReward, block: number, sizes: MakerSizes): MakerFound {
  const maker = createMaker()
  const first = 1_000_000 * block
  const expertMarket = explore(maker, first, sizes.explored)
  const learnerMarket = explore(maker, first + 200_000, sizes.explored)
  const played = (from: number, count: number, chooserAt: (seed: number) => Choose) =>
    Array.from({ length: count }, (_, nth) => play(maker, from + nth, chooserAt(from + nth)))
  const shows: readonly Demonstration[] = played(first + 400_000, sizes.shown, (seed) =>
    chooserOf(expertMarket, reward, seed),
  )
  const rows = learnerMarket.features
  const { weights } = inferLinear(
    learnerMarket.problem,
    { of: 'choices', width: WIDTH, rows },
    shows,
    FIT,
  )
  const inferred = { spread: weights[0] as number, inventory: weights[1] as number }
  const paid = (chooserAt: (seed: number) => Choose): number => {
    const episodes = played(first + 600_000, sizes.trials, chooserAt)
    const all = episodes.flat().map(({ features: [brought, held] }) => {
      return reward.spread * (brought as number) + reward.inventory * (held as number)
    })
    return all.reduce((sum, each) => sum + each, 0) / sizes.trials
  }
  return {
    inferred,
    expert: paid((seed) => chooserOf(expertMarket, reward, seed)),
    learned: paid((seed) => chooserOf(learnerMarket, inferred, seed)),
    random: paid((seed) => {
      const random = createRandomStream(rootKey(seed, 'random'))
      return () => random.integer(0, SHAPE.actions - 1)
    }),
    tape: maker.simulation?.hash() ?? '',
  }
}
