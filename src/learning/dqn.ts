import { type AdamState, clipped, createAdam } from '../../actors/learner/adam.ts'
import {
  createNetwork,
  initialise,
  type MlpShape,
  type Network,
  sizeOf,
} from '../../actors/learner/mlp.ts'
import type { Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import type { RandomStream } from '../kernel/random-stream.ts'
import type { Environment } from './environment.ts'
import { createNStep, type PlayedStep, type Transition } from './n-step.ts'
import { createReplay, type ReplayState, type ReplayTerms } from './replay.ts'
import { rateAt, type SeatReport, type SeatState, takeSeat } from './seat.ts'

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
}

/** A learner by DQN. */
export interface Dqn {
  /** Plays `reportSteps` and learns on the way. */
  update(): DqnReport
  /** What it has learned, frozen: a copy that later updates do not change. */
  policy(): Policy
  save(): DqnState
}

/** The networks of an action's value. */
export interface QNetworks {
  /** Advantages with `worth`, the values themselves without. */
  readonly advantage: Network
  readonly worth: Network | undefined
}

/** Q(s, ·) into `into`: V + A − mean A (Wang et al. 2016, eq. 9), or the plain values. */
export function valuesInto(
  { advantage, worth }: QNetworks,
  seen: Float64Array,
  into: Float64Array,
) {
  const advantages = advantage.forward(seen)
  const mean = advantages.reduce((sum, x) => sum + x, 0) / advantages.length
  const shift = worth === undefined ? 0 : (worth.forward(seen)[0] as number) - mean
  for (let at = 0; at < into.length; at++) into[at] = (advantages[at] as number) + shift
}

/** The place of the largest, the lowest among equals. */
const largest = (values: Float64Array): number =>
  values.reduce((best, x, at) => (x > (values[best] as number) ? at : best), 0)

/** One transition to learn from, seen through the normaliser. */
export interface Lesson {
  readonly seen: Float64Array
  readonly action: number
  readonly target: number
  /** Importance. */
  readonly weight: number
}

/**
 * The mean of weight · Huber(Q(s, a) − target) over a batch, Huber's turn at 1; in `gradient` its
 * derivative by every number, in `errors` each Q − target.
 */
export function dqnLoss(
  networks: QNetworks,
  lessons: readonly Lesson[],
  gradient: Float64Array,
  errors: Float64Array,
): number {
  gradient.fill(0)
  const scale = 1 / lessons.length
  let loss = 0
  lessons.forEach(({ seen, action, target, weight }, nth) => {
    const advantages = networks.advantage.forward(seen)
    const count = advantages.length
    const mean = advantages.reduce((sum, x) => sum + x, 0) / count
    const worth = networks.worth?.forward(seen)[0]
    const own = advantages[action] as number
    const error = (worth === undefined ? own : worth + own - mean) - target
    errors[nth] = error
    const size = Math.abs(error)
    loss += scale * weight * (size <= 1 ? 0.5 * error * error : size - 0.5)
    const slope = scale * weight * Math.min(1, Math.max(-1, error))
    const share = networks.worth === undefined ? 0 : 1 / count
    networks.advantage.backward(
      Float64Array.from({ length: count }, (_, at) => slope * ((at === action ? 1 : 0) - share)),
      gradient,
    )
    networks.worth?.backward(Float64Array.of(slope), gradient)
  })
  return loss
}

/**
 * Deep Q-learning with its usual improvements, each of which can be left out: the action is chosen by the
 * one network and valued by the other (`double`), value and advantages are apart (`duelling`), returns
 * count several steps (`nStep`), and what surprised is seen again more often (`priorityAlpha`).
 *
 * The target is R + γⁿ Q′(s′, argmax Q(s′, ·)); the loss is Huber's, by Adam on one flat vector.
 * Observations are normalised by their running moments, those of the moment when they are learned from.
 * One seed gives one policy, to the bit, on every machine.
 *
 * Source: Mnih et al. (2015), "Human-level control through deep reinforcement learning", algorithm 1;
 * van Hasselt, Guez, Silver (2016), eq. 4; Wang et al. (2016), eq. 9; Schaul et al. (2016); Hessel et al.
 * (2018), "Rainbow", without its noisy and distributional parts. docs/learning/dqn.md lists the deviations.
 *
 * @param from what `save` gave of one with the same terms
 * @throws RangeError where observations are of no box, or actions are not of one list
 */
export function createDqn(
  environment: Environment<Float64Array, Value>,
  given: Partial<DqnTerms>,
  chance: RandomStream,
  firstSeed = 0,
  from?: DqnState,
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
  const shape: MlpShape = { inputs, hidden: terms.hidden, outputs: count }
  const worth: MlpShape = { inputs, hidden: terms.hidden, outputs: 1 }
  const split = sizeOf(shape)
  const numbers = new Float32Array(split + (terms.duelling ? sizeOf(worth) : 0))
  if (from === undefined) {
    numbers.set(initialise(shape, 1, random))
    if (terms.duelling) numbers.set(initialise(worth, 1, random), split)
  } else numbers.set(from.numbers)
  const target = from?.target.slice() ?? numbers.slice()
  const networksOf = (of: Float32Array): QNetworks => ({
    advantage: createNetwork(shape, of),
    worth: terms.duelling ? createNetwork(worth, of, split) : undefined,
  })
  const [online, frozen] = [networksOf(numbers), networksOf(target)]
  const adam = createAdam(numbers.length, from?.adam)
  const replay = createReplay(terms.bufferSize, inputs, terms.priorityAlpha, from?.replay)
  const ahead = createNStep(terms.nStep, terms.gamma)
  if (from !== undefined) ahead.restore(from.waiting)
  const gradient = new Float64Array(numbers.length)
  const errors = new Float64Array(terms.batchSize)
  const [chosen, valued] = [new Float64Array(count), new Float64Array(count)]
  let learned = from?.learned ?? 0

  const elapsed = (): number => Math.min(1, seat.steps() / terms.explorationSteps)
  const epsilon = (): number =>
    terms.explorationFinalEps + (1 - terms.explorationFinalEps) * (1 - elapsed())

  const targetOf = ({ reward, discount, next }: Transition): number => {
    if (discount === 0) return reward
    const seen = normaliser.apply(next)
    valuesInto(frozen, seen, valued)
    if (terms.double) valuesInto(online, seen, chosen)
    return reward + discount * (valued[largest(terms.double ? chosen : valued)] as number)
  }

  const learn = (): number => {
    const beta = terms.priorityBeta + (1 - terms.priorityBeta) * elapsed()
    const { places, weights } = replay.draw(terms.batchSize, beta, random)
    const lessons = places.map((place, nth): Lesson => {
      const transition = replay.get(place)
      return {
        seen: normaliser.apply(transition.observation),
        action: transition.action,
        target: targetOf(transition),
        weight: weights[nth] as number,
      }
    })
    const loss = dqnLoss(online, lessons, gradient, errors)
    adam.step(numbers, clipped(gradient, terms.maxGradNorm), rateAt(terms, seat.steps()))
    places.forEach((place, nth) => {
      replay.surprise(place, errors[nth] as number)
    })
    learned++
    if (learned % terms.targetUpdateInterval === 0) target.set(numbers)
    return loss
  }

  const act = (observation: Float64Array): number => {
    if (random.chance(epsilon())) return random.integer(0, count - 1)
    valuesInto(online, normaliser.apply(observation), chosen)
    return largest(chosen)
  }

  return {
    update() {
      let [losses, times] = [0, 0]
      for (let nth = 0; nth < terms.reportSteps; nth++) {
        const observation = seat.see()
        const action = act(observation)
        const { reward, observation: next, terminated, truncated } = seat.step(action)
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
      weights: numbers.slice(0, split),
      normaliser: normaliser.save(),
      observationSpace,
      actionSpace,
    }),
    save: () => ({
      ...{ numbers: numbers.slice(), target: target.slice(), adam: adam.save() },
      ...{ ...seat.save(), replay: replay.save(), waiting: ahead.save(), learned },
    }),
  }
}
