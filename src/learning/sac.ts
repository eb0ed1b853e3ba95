import { Head, outputsOf } from '../../actors/learner/action-head.ts'
import { type AdamState, createAdam } from '../../actors/learner/adam.ts'
import { pointOf } from '../../actors/learner/gaussian.ts'
import { beginNetwork } from '../../actors/learner/network/begin.ts'
import { createBrain } from '../../actors/learner/network/brain.ts'
import type { NetworkShape } from '../../actors/learner/network/shape.ts'
import type { Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import { exp } from '../../protocols/math.ts'
import type { RandomStream } from '../kernel/random-stream.ts'
import { type LearnBy, plainDescent } from './descent.ts'
import type { Environment } from './environment.ts'
import type { Transition } from './n-step.ts'
import { createReplay, type ReplayState, type ReplayTerms } from './replay.ts'
import { createRewardScale, type RewardScaleState } from './reward-scale.ts'
import {
  actorLoss,
  besides,
  type CriticLesson,
  criticLoss,
  drawsOf,
  leastOf,
  type Squashed,
  squashed,
} from './sac-losses.ts'
import { boxOf, rateAt, type SeatReport, type SeatState, takeSeat } from './seat.ts'
import { createShownRows } from './shown-rows.ts'

/** What SAC may be told. Until `learningStarts` it acts by chance alone. */
export interface SacTerms extends ReplayTerms {
  /** What share of the way the targets go to the critics with each gradient. */
  readonly tau: number
  /** The temperature; `undefined`: it finds its own. */
  readonly entCoef: number | undefined
  /** The entropy that the temperature is found for, nats; `undefined`: −1 a part. */
  readonly targetEntropy: number | undefined
  /** Whether rewards are divided by the running deviation of the discounted return. */
  readonly normReward: boolean
}

/** @see SacTerms */
export const SAC_DEFAULTS: SacTerms = {
  hidden: [64, 64],
  book: undefined,
  reportSteps: 1_000,
  learningRate: 3e-4,
  learningRateSteps: undefined,
  bufferSize: 50_000,
  learningStarts: 100,
  batchSize: 64,
  tau: 0.005,
  gamma: 0.99,
  trainFreq: 1,
  entCoef: undefined,
  targetEntropy: undefined,
  normReward: false,
}

/** How an update went, by Stable-Baselines3's names. */
export interface SacReport extends SeatReport {
  readonly 'train/actor_loss': number
  readonly 'train/critic_loss': number
  readonly 'train/ent_coef': number
  readonly 'train/n_updates': number
}

/** A learner's whole state: made with it, another goes on as this one would have. */
export interface SacState extends SeatState {
  readonly actor: Float32Array
  readonly critics: Float32Array
  readonly targets: Float32Array
  readonly lnTemperature: Float32Array
  readonly adams: readonly [AdamState, AdamState, AdamState]
  readonly replay: ReplayState
  readonly rewards: RewardScaleState
  readonly learned: number
  /** Looks at the book of the episode under way. */
  readonly looks: Float64Array
}

/** A learner by SAC. */
export interface Sac {
  /** Plays `reportSteps` and learns on the way. */
  update(): SacReport
  /** What it has learned, frozen: a copy that later updates do not change. */
  policy(): Policy
  save(): SacState
}

/**
 * Soft actor-critic: off-policy, for continuous actions, with a reward for entropy whose weight α it finds.
 *
 * A step is remembered and, every `trainFreq`, a batch is drawn evenly from memory. The critics go to
 * y = r + γ(min Q′(s′, a′) − α ln π(a′)), a′ drawn by the policy as it is; the actor down α ln π − min Q by
 * the reparameterised draw; ln α down −ln α (ln π + H̄); the targets a share `tau` of the way to the
 * critics. Each by Adam. Actions are squashed by tanh and scaled to their box, both bounds of which must
 * be finite. Observations are normalised by their running moments, those of the moment when they are
 * learned from. One seed gives one policy, to the bit, by one `learnBy`.
 *
 * Source: Haarnoja et al. (2018), "Soft actor-critic algorithms and applications", arXiv 1812.05905,
 * algorithm 1, eqs. 5 to 9 and 17. docs/learning/sac.md lists the deviations.
 *
 * @param from what `save` gave of one with the same terms
 * @param learnBy where there is a book, it has to be `tensorDescent`'s; by default `plainDescent`
 * @throws RangeError where observations are of no box, or actions of no box with finite bounds
 */
export function createSac(
  environment: Environment<Float64Array, Value>,
  given: Partial<SacTerms>,
  chance: RandomStream,
  firstSeed = 0,
  from?: SacState,
  learnBy: LearnBy = plainDescent,
): Sac {
  const terms: SacTerms = { ...SAC_DEFAULTS, ...given }
  const actionSpace = boxOf(environment.actionSpace, 'SAC needs actions')
  if (![...actionSpace.low, ...actionSpace.high].every(Number.isFinite)) {
    throw new RangeError('SAC needs actions with finite bounds')
  }
  const seat = takeSeat(environment, chance, firstSeed, from)
  const { observationSpace, inputs, random, normaliser } = seat
  const count = actionSpace.low.length
  const { hidden, book, batchSize } = terms
  const seeing = { ...(book && { book }), hidden }
  const shape: NetworkShape = { inputs, ...seeing, outputs: outputsOf(actionSpace, Head.squashed) }
  const criticShape: NetworkShape = { inputs: inputs + count, ...seeing, outputs: 1 }
  const descentOf = (
    shapes: readonly NetworkShape[],
    last: number,
    numbers: Float32Array | undefined,
    nth?: number,
  ) =>
    learnBy({
      ...{ shapes, rows: batchSize, adam: nth === undefined ? undefined : from?.adams[nth] },
      numbers:
        numbers?.slice() ??
        Float32Array.from(shapes.flatMap((each) => [...beginNetwork(each, last, random)])),
    })
  const actor = descentOf([shape], 0.01, from?.actor, 0)
  const both = [criticShape, criticShape]
  const critics = descentOf(both, 1, from?.critics, 1)
  const targets = descentOf(both, 1, from?.targets ?? critics.numbers)
  const lnTemperature = from?.lnTemperature.slice() ?? new Float32Array(1)
  const cooling = createAdam(1, from?.adams[2])
  const brain = createBrain(shape, actor.numbers)
  const rows = createShownRows(shape, brain, normaliser, from?.looks)
  // A row is what was seen and what was done: the memory keeps both as one.
  const replay = createReplay(terms.bufferSize, rows.size + count, 0, from?.replay)
  const rewardScale = createRewardScale(terms.gamma, from?.rewards)
  const toPoint = pointOf(actionSpace)
  let learned = from?.learned ?? 0

  const noise = (): Float64Array => Float64Array.from({ length: count }, () => random.normal(0, 1))
  const temperature = (): number => terms.entCoef ?? exp(lnTemperature[0] as number)

  const lessonsOf = (
    drawn: readonly Transition[],
    seen: readonly Float64Array[],
    alpha: number,
  ): readonly CriticLesson[] => {
    // Nothing comes after a task's end, and no draw is made for it.
    const going = drawn.filter(({ discount }) => discount > 0)
    const after = going.map(({ next }) => rows.show(next.subarray(0, rows.size)))
    const draws = drawsOf(actor.evaluate(after), going.map(noise))
    const values = leastOf(
      targets.evaluate(after.map((row, nth) => besides(row, (draws[nth] as Squashed).parts))),
    )
    let nth = 0
    return drawn.map(({ observation, reward, discount }, at): CriticLesson => {
      const row = besides(seen[at] as Float64Array, observation.subarray(rows.size))
      if (discount === 0) return { row, target: reward }
      const { log } = draws[nth] as Squashed
      const value = values[nth++] as number
      return { row, target: reward + discount * (value - alpha * log) }
    })
  }

  const learn = (): { readonly actor: number; readonly critic: number } => {
    const alpha = temperature()
    const rate = rateAt(terms, seat.steps())
    const drawn = replay.draw(batchSize, 0, random).places.map(replay.get)
    const seen = drawn.map(({ observation }) => rows.show(observation.subarray(0, rows.size)))
    const critic = criticLoss(critics, lessonsOf(drawn, seen, alpha), critics.gradient)
    critics.step(rate, Number.POSITIVE_INFINITY)
    const draws = { actor, critics, seen, noise: seen.map(noise), temperature: alpha }
    const { loss, log } = actorLoss(draws, actor.gradient)
    actor.step(rate, Number.POSITIVE_INFINITY)
    const short = Float64Array.of(-(log + (terms.targetEntropy ?? -count)))
    if (terms.entCoef === undefined) cooling.step(lnTemperature, short, rate)
    follow(targets.numbers, critics.numbers, terms.tau)
    learned++
    return { actor: loss, critic }
  }

  const act = (row: Float64Array): Float64Array =>
    seat.steps() < terms.learningStarts
      ? Float64Array.from({ length: count }, () => 2 * random.uniform() - 1)
      : squashed(brain.think(rows.show(row), NO_MEMORY), noise()).parts

  const play = (): void => {
    const row = rows.rowOf(seat.see(rows.begin))
    const parts = act(row)
    const step = seat.step(toPoint([...parts]))
    const { terminated, truncated } = step
    const isOver = terminated || truncated
    replay.add({
      observation: besides(row, parts),
      action: 0,
      reward: terms.normReward ? rewardScale.scale(step.reward, isOver) : step.reward,
      next: rows.nextOf(step.observation),
      discount: terminated ? 0 : terms.gamma,
    })
  }

  return {
    update() {
      let [actorLosses, criticLosses, times] = [0, 0, 0]
      for (let nth = 0; nth < terms.reportSteps; nth++) {
        play()
        const steps = seat.steps()
        if (steps < terms.learningStarts || steps % terms.trainFreq !== 0) continue
        const losses = learn()
        actorLosses += losses.actor
        criticLosses += losses.critic
        times++
      }
      return {
        ...seat.report(),
        'train/actor_loss': actorLosses / Math.max(1, times),
        'train/critic_loss': criticLosses / Math.max(1, times),
        'train/ent_coef': temperature(),
        'train/n_updates': learned,
      }
    },
    policy: () => ({
      ...{
        shape,
        weights: actor.numbers.slice(),
        normaliser: normaliser.save(),
        head: Head.squashed,
      },
      rewards: terms.normReward ? rewardScale.save().moments : undefined,
      ...{ observationSpace, actionSpace },
    }),
    save: () => ({
      ...{ ...seat.save(), actor: actor.numbers.slice(), critics: critics.numbers.slice() },
      ...{ targets: targets.numbers.slice(), lnTemperature: lnTemperature.slice(), learned },
      adams: [actor.save(), critics.save(), cooling.save()],
      ...{ replay: replay.save(), rewards: rewardScale.save(), looks: rows.save() },
    }),
  }
}

/** What a network without layers that remember thinks with. */
const NO_MEMORY = new Float64Array(0)

/** Moves numbers a share of the way to others. */
function follow(numbers: Float32Array, others: Float32Array, share: number): void {
  for (let at = 0; at < numbers.length; at++) {
    const own = numbers[at] as number
    numbers[at] = own + share * ((others[at] as number) - own)
  }
}
