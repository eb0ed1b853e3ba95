import type { AdamState } from '../../actors/learner/adam.ts'
import { beginNetwork } from '../../actors/learner/network/begin.ts'
import { createBrain } from '../../actors/learner/network/brain.ts'
import { planOf } from '../../actors/learner/network/plan.ts'
import type { NetworkShape } from '../../actors/learner/network/shape.ts'
import type { Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import type { RandomStream } from '../kernel/random-stream.ts'
import { type LearnBy, plainDescent } from './descent.ts'
import { dqnLoss, type Lesson, valuesOf } from './dqn-loss.ts'
import type { Environment } from './environment.ts'
import { createNStep, type PlayedStep, type Transition } from './n-step.ts'
import { createReplay, type ReplayState, type ReplayTerms } from './replay.ts'
import { rateAt, type SeatReport, type SeatState, takeSeat } from './seat.ts'
import { createShownRows } from './shown-rows.ts'

/** What DQN may be told. */
export interface DqnTerms extends ReplayTerms {
  /** Gradients between two copies of the network to the target. */
  readonly targetUpdateInterval: number
  /** Steps over which chance falls, from all actions to a share of `explorationFinalEps`. */
  readonly explorationSteps: number
  readonly explorationFinalEps: number
  readonly maxGradNorm: number
  /** Steps that a return counts before the value takes over. */
  readonly nStep: number
  /** Whether the network chooses the next action, and the target only values it. */
  readonly double: boolean
  /** Whether value and advantages are apart. */
  readonly duelling: boolean
  /** How much surprise counts in replay: 0 is not at all. */
  readonly priorityAlpha: number
  /** Where the importance exponent begins; it is 1 after `explorationSteps`. */
  readonly priorityBeta: number
}

/** @see DqnTerms */
export const DQN_DEFAULTS: DqnTerms = {
  hidden: [64, 64],
  book: undefined,
  reportSteps: 1_000,
  learningRate: 5e-4,
  learningRateSteps: undefined,
  bufferSize: 50_000,
  learningStarts: 1_000,
  batchSize: 64,
  gamma: 0.99,
  trainFreq: 2,
  targetUpdateInterval: 500,
  explorationSteps: 10_000,
  explorationFinalEps: 0.05,
  maxGradNorm: 10,
  nStep: 3,
  double: true,
  duelling: true,
  priorityAlpha: 0.6,
  priorityBeta: 0.4,
}

/** How an update went, by Stable-Baselines3's names. */
export interface DqnReport extends SeatReport {
  readonly 'rollout/exploration_rate': number
  readonly 'train/loss': number
  readonly 'train/n_updates': number
}

/** A learner's whole state: made with it, another goes on as this one would have. */
export interface DqnState extends SeatState {
  readonly numbers: Float32Array
  readonly target: Float32Array
  readonly adam: AdamState
  readonly replay: ReplayState
  readonly waiting: readonly PlayedStep[]
  readonly learned: number
  /** Looks at the book of the episode under way. */
  readonly looks: Float64Array
}

/** A learner by DQN. */
export interface Dqn {
  /** Plays `reportSteps` and learns on the way. */
  update(): DqnReport
  /** What it has learned, frozen: a copy that later updates do not change. */
  policy(): Policy
  save(): DqnState
}

/** What a network without layers that remember thinks with. */
const NO_MEMORY = new Float64Array(0)

/** The place of the largest, the lowest among equals. */
const largest = (values: ArrayLike<number>): number => {
  let best = 0
  for (let at = 1; at < values.length; at++) {
    if ((values[at] as number) > (values[best] as number)) best = at
  }
  return best
}

/**
 * Deep Q-learning with its usual improvements, each of which can be left out: the action is chosen by the
 * one network and valued by the other (`double`), value and advantages are apart (`duelling`), returns
 * count several steps (`nStep`), and what surprised is seen again more often (`priorityAlpha`).
 *
 * The target is R + γⁿ Q′(s′, argmax Q(s′, ·)); the loss is Huber's, by Adam on one flat vector.
 * Observations are normalised by their running moments, those of the moment when they are learned from.
 * One seed gives one policy, to the bit, by one `learnBy`.
 *
 * Source: Mnih et al. (2015), "Human-level control through deep reinforcement learning", algorithm 1;
 * van Hasselt, Guez, Silver (2016), eq. 4; Wang et al. (2016), eq. 9; Schaul et al. (2016); Hessel et al.
 * (2018), "Rainbow", without its noisy and distributional parts. docs/learning/dqn.md lists the deviations.
 *
 * @param from what `save` gave of one with the same terms
 * @param learnBy where there is a book, it has to be `tensorDescent`'s; by default `plainDescent`
 * @throws RangeError where observations are of no box, or actions are not of one list
 */
export function createDqn(
  environment: Environment<Float64Array, Value>,
  given: Partial<DqnTerms>,
  chance: RandomStream,
  firstSeed = 0,
  from?: DqnState,
  learnBy: LearnBy = plainDescent,
): Dqn {
  const terms: DqnTerms = { ...DQN_DEFAULTS, ...given }
  const { actionSpace } = environment
  if (actionSpace.kind !== 'discrete') {
    throw new RangeError(
      `DQN chooses from one list of actions, and these are ${actionSpace.kind}: take PPO`,
    )
  }
  const seat = takeSeat(environment, chance, firstSeed, from)
  const { observationSpace, inputs, random, normaliser } = seat
  const count = actionSpace.n
  const { hidden, book, batchSize } = terms
  const shape: NetworkShape = { inputs, ...(book && { book }), hidden, outputs: count }
  const shapes = terms.duelling ? [shape, { ...shape, outputs: 1 }] : [shape]
  const begun = (): Float32Array =>
    Float32Array.from(shapes.flatMap((each) => [...beginNetwork(each, 1, random)]))
  const online = learnBy({
    ...{ shapes, numbers: from?.numbers.slice() ?? begun(), rows: batchSize, adam: from?.adam },
  })
  const { numbers, gradient } = online
  const target = (from?.target ?? numbers).slice()
  const frozen = learnBy({ shapes, numbers: target, rows: batchSize, adam: undefined })
  const brain = createBrain(shape, numbers)
  const rows = createShownRows(shape, brain, normaliser, from?.looks)
  const replay = createReplay(terms.bufferSize, rows.size, terms.priorityAlpha, from?.replay)
  const ahead = createNStep(terms.nStep, terms.gamma)
  if (from !== undefined) ahead.restore(from.waiting)
  const errors = new Float64Array(batchSize)
  let learned = from?.learned ?? 0

  const elapsed = (): number => Math.min(1, seat.steps() / terms.explorationSteps)
  const epsilon = (): number =>
    terms.explorationFinalEps + (1 - terms.explorationFinalEps) * (1 - elapsed())

  const targetsOf = (transitions: readonly Transition[]): readonly number[] => {
    const nexts = transitions.map(({ next }) => rows.show(next))
    const valued = valuesOf(frozen.evaluate(nexts), count)
    const chosen = terms.double ? valuesOf(online.evaluate(nexts), count) : valued
    return transitions.map(({ reward, discount }, nth) => {
      if (discount === 0) return reward
      const best = largest(chosen[nth] as Float64Array)
      return reward + discount * ((valued[nth] as Float64Array)[best] as number)
    })
  }

  const learn = (): number => {
    const beta = terms.priorityBeta + (1 - terms.priorityBeta) * elapsed()
    const { places, weights } = replay.draw(batchSize, beta, random)
    const transitions = places.map(replay.get)
    const targets = targetsOf(transitions)
    const lessons = transitions.map(
      ({ observation, action }, nth): Lesson => ({
        ...{ seen: rows.show(observation), action },
        ...{ target: targets[nth] as number, weight: weights[nth] as number },
      }),
    )
    const loss = dqnLoss(online, lessons, gradient, errors)
    online.step(rateAt(terms, seat.steps()), terms.maxGradNorm)
    places.forEach((place, nth) => {
      replay.surprise(place, errors[nth] as number)
    })
    learned++
    if (learned % terms.targetUpdateInterval === 0) frozen.numbers.set(numbers)
    return loss
  }

  const act = (row: Float64Array): number =>
    random.chance(epsilon())
      ? random.integer(0, count - 1)
      : largest(brain.think(rows.show(row), NO_MEMORY))

  return {
    update() {
      let [losses, times] = [0, 0]
      for (let nth = 0; nth < terms.reportSteps; nth++) {
        const observation = rows.rowOf(seat.see(rows.begin))
        const action = act(observation)
        const { reward, observation: after, terminated, truncated } = seat.step(action)
        const next = rows.nextOf(after)
        const step = { observation, action, reward, next, terminated, truncated }
        for (const transition of ahead.add(step)) replay.add(transition)
        const steps = seat.steps()
        if (steps < terms.learningStarts || steps % terms.trainFreq !== 0) continue
        if (replay.count() === 0) continue
        losses += learn()
        times++
      }
      return {
        ...seat.report(),
        'rollout/exploration_rate': epsilon(),
        'train/loss': losses / Math.max(1, times),
        'train/n_updates': learned,
      }
    },
    policy: () => ({
      shape,
      weights: numbers.slice(0, planOf(shape).size),
      normaliser: normaliser.save(),
      observationSpace,
      actionSpace,
    }),
    save: () => ({
      ...{ numbers: numbers.slice(), target: frozen.numbers.slice(), adam: online.save() },
      ...{ ...seat.save(), replay: replay.save(), waiting: ahead.save(), learned },
      looks: rows.save(),
    }),
  }
}
