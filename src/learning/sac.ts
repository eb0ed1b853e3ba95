import { Head, outputsOf } from '../../actors/learner/action-head.ts'
import { type AdamState, createAdam } from '../../actors/learner/adam.ts'
import { pointOf } from '../../actors/learner/gaussian.ts'
import { createNetwork, initialise, type MlpShape, sizeOf } from '../../actors/learner/mlp.ts'
import type { Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import { exp } from '../../protocols/math.ts'
import type { RandomStream } from '../kernel/random-stream.ts'
import type { Environment } from './environment.ts'
import { createReplay, type ReplayState, type ReplayTerms } from './replay.ts'
import { createRewardScale, type RewardScaleState } from './reward-scale.ts'
import {
  actorLoss,
  type CriticLesson,
  type Critics,
  criticLoss,
  leastValue,
  squashed,
} from './sac-losses.ts'
import { boxOf, rateAt, type SeatReport, type SeatState, takeSeat } from './seat.ts'

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
const SAC_DEFAULTS: SacTerms = {
  hidden: [64, 64],
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
 * learned from. One seed gives one policy, to the bit, on every machine.
 *
 * Source: Haarnoja et al. (2018), "Soft actor-critic algorithms and applications", arXiv 1812.05905,
 * algorithm 1, eqs. 5 to 9 and 17. docs/learning/sac.md lists the deviations.
 *
 * @param from what `save` gave of one with the same terms
 * @throws RangeError where observations are of no box, or actions of no box with finite bounds
 */
export function createSac(
  environment: Environment<Float64Array, Value>,
  given: Partial<SacTerms>,
  chance: RandomStream,
  firstSeed = 0,
  from?: SacState,
): Sac {
  const terms: SacTerms = { ...SAC_DEFAULTS, ...given }
  const actionSpace = boxOf(environment.actionSpace, 'SAC needs actions')
  if (![...actionSpace.low, ...actionSpace.high].every(Number.isFinite)) {
    throw new RangeError('SAC needs actions with finite bounds')
  }
  const seat = takeSeat(environment, chance, firstSeed, from)
  const { observationSpace, inputs, random, normaliser } = seat
  const count = actionSpace.low.length
  const { hidden } = terms
  const shape: MlpShape = { inputs, hidden, outputs: outputsOf(actionSpace, Head.squashed) }
  const criticShape: MlpShape = { inputs: inputs + count, hidden, outputs: 1 }
  const each = sizeOf(criticShape)
  const numbers = from?.actor.slice() ?? initialise(shape, 0.01, random)
  const criticNumbers = from?.critics.slice() ?? new Float32Array(2 * each)
  if (from === undefined) {
    criticNumbers.set(initialise(criticShape, 1, random))
    criticNumbers.set(initialise(criticShape, 1, random), each)
  }
  const targetNumbers = from?.targets.slice() ?? criticNumbers.slice()
  const lnTemperature = from?.lnTemperature.slice() ?? new Float32Array(1)
  const actor = createNetwork(shape, numbers)
  const criticsOf = (of: Float32Array): Critics => [
    createNetwork(criticShape, of),
    createNetwork(criticShape, of, each),
  ]
  const [critics, targets] = [criticsOf(criticNumbers), criticsOf(targetNumbers)]
  const adams = [numbers, criticNumbers, lnTemperature].map((of, nth) =>
    createAdam(of.length, from?.adams[nth]),
  )
  const [byActor, byCritics] = [new Float64Array(numbers.length), new Float64Array(2 * each)]
  const unused = new Float64Array(2 * each)
  // A row is what was seen and what was done: the memory keeps both as one.
  const replay = createReplay(terms.bufferSize, inputs + count, 0, from?.replay)
  const rewardScale = createRewardScale(terms.gamma, from?.rewards)
  const toPoint = pointOf(actionSpace)
  let learned = from?.learned ?? 0

  const noise = (): Float64Array => Float64Array.from({ length: count }, () => random.normal(0, 1))
  const temperature = (): number => terms.entCoef ?? exp(lnTemperature[0] as number)

  const learn = (): { readonly actor: number; readonly critic: number } => {
    const alpha = temperature()
    const rate = rateAt(terms, seat.steps())
    const drawn = replay.draw(terms.batchSize, 0, random).places.map(replay.get)
    const seen = drawn.map(({ observation }) => normaliser.apply(observation.subarray(0, inputs)))
    const lessons = drawn.map(({ observation, reward, next, discount }, nth): CriticLesson => {
      const row = Float64Array.of(...(seen[nth] as Float64Array), ...observation.subarray(inputs))
      if (discount === 0) return { row, target: reward }
      const after = normaliser.apply(next.subarray(0, inputs))
      const { parts, log } = squashed(actor.forward(after), noise())
      const { value } = leastValue(targets, after, parts)
      return { row, target: reward + discount * (value - alpha * log) }
    })
    const critic = criticLoss(critics, lessons, byCritics)
    adams[1]?.step(criticNumbers, byCritics, rate)
    const draws = { actor, critics, seen, noise: seen.map(noise), temperature: alpha }
    const { loss, log } = actorLoss(draws, byActor, unused)
    adams[0]?.step(numbers, byActor, rate)
    const short = Float64Array.of(-(log + (terms.targetEntropy ?? -count)))
    if (terms.entCoef === undefined) adams[2]?.step(lnTemperature, short, rate)
    for (let at = 0; at < 2 * each; at++) {
      const [own, other] = [targetNumbers[at] as number, criticNumbers[at] as number]
      targetNumbers[at] = own + terms.tau * (other - own)
    }
    learned++
    return { actor: loss, critic }
  }

  const act = (observation: Float64Array): Float64Array =>
    seat.steps() < terms.learningStarts
      ? Float64Array.from({ length: count }, () => 2 * random.uniform() - 1)
      : squashed(actor.forward(normaliser.apply(observation)), noise()).parts

  const play = (): void => {
    const observation = seat.see()
    const parts = act(observation)
    const step = seat.step(toPoint([...parts]))
    const { terminated, truncated } = step
    const isOver = terminated || truncated
    replay.add({
      observation: Float64Array.of(...observation, ...parts),
      action: 0,
      reward: terms.normReward ? rewardScale.scale(step.reward, isOver) : step.reward,
      next: step.observation,
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
      ...{ shape, weights: numbers.slice(), normaliser: normaliser.save(), head: Head.squashed },
      rewards: terms.normReward ? rewardScale.save().moments : undefined,
      ...{ observationSpace, actionSpace },
    }),
    save: () => ({
      ...{ ...seat.save(), actor: numbers.slice(), critics: criticNumbers.slice(), learned },
      ...{ targets: targetNumbers.slice(), lnTemperature: lnTemperature.slice() },
      adams: adams.map((adam) => adam.save()) as unknown as SacState['adams'],
      ...{ replay: replay.save(), rewards: rewardScale.save() },
    }),
  }
}
