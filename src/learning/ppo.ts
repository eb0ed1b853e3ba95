import type { Random } from '../../actors/actor.ts'
import type { AdamState } from '../../actors/learner/adam.ts'
import {
  actionOf,
  categorical,
  choose,
  logProbability,
  partsOf,
} from '../../actors/learner/categorical.ts'
import type { Book, Recurrent } from '../../actors/learner/network/shape.ts'
import { createNormaliser, type NormaliserState } from '../../actors/learner/normalise.ts'
import type { Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import { rootKey } from '../../protocols/hash.ts'
import { exp } from '../../protocols/math.ts'
import { createRandomStream, type RandomStream } from '../kernel/random-stream.ts'
import {
  beginPair,
  createActing,
  type Differentiate,
  type Gradient,
  type Judge,
  type LearnBy,
  type Played,
  pairOf,
  plainDescent,
} from './actor-critic.ts'
import type { Environment } from './environment.ts'
import { createEpisodes, type EpisodesState } from './episodes.ts'

/** What PPO may be told; the names are those of Stable-Baselines3, the defaults its for `MlpPolicy`. */
export interface PpoTerms {
  /** Hidden layers of both networks: widths of dense ones, or layers that remember. */
  readonly hidden: readonly (number | Recurrent)[]
  /** How both look at the book; `undefined`: as at anything else. */
  readonly book: Book | undefined
  /** Steps that a network with memory learns from at once, at most: beyond them nothing is carried back. */
  readonly sequence: number
  /** Steps between two updates. */
  readonly nSteps: number
  readonly batchSize: number
  /** Times that an update goes through its steps, at most. */
  readonly nEpochs: number
  readonly learningRate: number
  readonly gamma: number
  readonly gaeLambda: number
  readonly clipRange: number
  readonly entCoef: number
  readonly vfCoef: number
  readonly maxGradNorm: number
  /** An update stops where the policy has moved by 1.5 times so much; `undefined`: it does not. */
  readonly targetKl: number | undefined
}

/** @see PpoTerms */
export const PPO_DEFAULTS: PpoTerms = {
  hidden: [64, 64],
  book: undefined,
  sequence: 16,
  nSteps: 2048,
  batchSize: 64,
  nEpochs: 10,
  learningRate: 3e-4,
  gamma: 0.99,
  gaeLambda: 0.95,
  clipRange: 0.2,
  entCoef: 0,
  vfCoef: 0.5,
  maxGradNorm: 0.5,
  targetKl: undefined,
}

/** How an update went, by Stable-Baselines3's names. */
export interface PpoReport {
  readonly 'time/total_timesteps': number
  /** Episodes begun: those of as many seeds, from the first one on. */
  readonly 'time/episodes': number
  readonly 'rollout/ep_rew_mean': number
  readonly 'train/approx_kl': number
  readonly 'train/clip_fraction': number
  readonly 'train/entropy_loss': number
  readonly 'train/policy_gradient_loss': number
  readonly 'train/value_loss': number
}

/** A learner by PPO. */
export interface Ppo {
  /** Plays `nSteps` and learns of them. */
  update(): PpoReport
  /** What it has learned, frozen: a copy that later updates do not change. */
  policy(): Policy
  save(): PpoState
}

/** A learner's whole state: made with it, another goes on as this one would have. */
export interface PpoState {
  readonly numbers: Float32Array
  readonly adam: AdamState
  readonly normaliser: NormaliserState
  readonly episodes: EpisodesState
  /** What the networks remember of the episode under way. */
  readonly memory: Float64Array
  readonly random: readonly number[]
  readonly steps: number
}

/** What was played, step by step. */
export interface Rollout extends Played {
  readonly actions: readonly (readonly number[])[]
  readonly logs: Float64Array
  readonly advantages: Float64Array
  readonly returns: Float64Array
  /** Places that belong together, in the order in which they were played. */
  readonly sequences: readonly (readonly number[])[]
}

/**
 * Proximal policy optimisation, its clipped form, with discrete or multi-discrete actions and
 * separate networks for policy and value. Networks that remember go through each episode and learn from
 * short sequences of it, each from what they remembered when it was played.
 *
 * An update plays `nSteps` by the policy as it is, episodes following one another, and estimates
 * advantages by GAE (Schulman et al. 2016, eqs. 16 and 17; the value goes on beyond what is truncated
 * and not beyond what is terminated). It then goes `nEpochs` times through the steps in minibatches
 * and minimises −min(ρA, clip(ρ, 1 ± ε)A) + c₁(V − R)² − c₂H (Schulman et al. 2017, eqs. 7 and 9), A
 * normalised in each minibatch, by Adam (Kingma and Ba 2015) on one flat vector of numbers, the
 * gradient's norm cut. Observations are normalised by their running moments, which are frozen with
 * the policy.
 *
 * Chance is the `random` that it is given and the environment's seeds, from `firstSeed` on. Everything
 * happens in a fixed order, so that one seed gives one policy, to the bit, by one `learnBy`.
 *
 * Source: Schulman, Wolski, Dhariwal, Radford, Klimov (2017), "Proximal policy optimization
 * algorithms". docs/learning/ppo.md lists the deviations.
 *
 * @param from what `save` gave of one with the same terms
 * @param learnBy where the networks are not dense, it has to be `tensorDescent`'s
 * @throws RangeError where observations are of no box, or actions are not discrete
 */
export function createPpo(
  environment: Environment<Float64Array, Value>,
  given: Partial<PpoTerms>,
  chance: RandomStream,
  firstSeed = 0,
  state?: PpoState,
  learnBy: LearnBy = plainDescent,
): Ppo {
  const terms: PpoTerms = { ...PPO_DEFAULTS, ...given }
  const { observationSpace, actionSpace } = environment
  if (observationSpace.kind !== 'box') throw new RangeError('PPO needs observations of a box')
  const random = state === undefined ? chance : createRandomStream(rootKey(0, ''), state.random)
  const inputs = observationSpace.low.length
  const sizes = partsOf(actionSpace)
  const outputs = sizes.reduce((sum, size) => sum + size, 0)
  const { hidden, book } = terms
  const actor = { inputs, ...(book && { book }), hidden, outputs }
  const pair = pairOf(actor)
  const descent = learnBy({
    ...{ pair, numbers: state?.numbers.slice() ?? beginPair(pair, random) },
    ...{ rows: Math.min(terms.batchSize, terms.nSteps), adam: state?.adam },
  })
  const { numbers, gradient, differentiate } = descent
  const acting = createActing(pair, numbers)
  if (state !== undefined) acting.restore(state.memory)
  const normaliser = createNormaliser(inputs, state?.normaliser)
  const episodes = createEpisodes(environment, firstSeed, state?.episodes)
  let steps = state?.steps ?? 0

  /** Steps that belong together; of networks without recurrent layers none do. */
  const longest = hidden.every((layer) => typeof layer === 'number') ? 1 : terms.sequence

  /** Plays, and estimates advantages and returns backwards. */
  const play = (): Rollout => {
    const { nSteps, gamma, gaeLambda } = terms
    const rows: ArrayLike<number>[] = []
    const before: Float64Array[] = []
    const sequences: number[][] = []
    const actions: number[][] = []
    const logs = new Float64Array(nSteps)
    const values = new Float64Array(nSteps)
    const rewards = new Float64Array(nSteps)
    /** The value that goes on after the step, and whether the advantage does. */
    const next = new Float64Array(nSteps)
    const goesOn = new Uint8Array(nSteps)
    for (let nth = 0; nth < nSteps; nth++) {
      let isFirst = nth === 0
      const observation = episodes.see((first) => {
        normaliser.see(first)
        acting.begin()
        isFirst = true
      })
      const look = acting.look(normaliser.apply(observation))
      const { logits } = look
      rows.push(look.row)
      before.push(look.before)
      const last = sequences.at(-1)
      if (last === undefined || isFirst || last.length === longest) sequences.push([nth])
      else last.push(nth)
      const parts = choose(logits, sizes, random)
      actions.push(parts)
      logs[nth] = logProbability(categorical(logits, sizes).logs, sizes, parts)
      values[nth] = look.worth
      const step = episodes.step(actionOf(actionSpace, parts))
      normaliser.see(step.observation)
      rewards[nth] = step.reward
      const isOver = step.terminated || step.truncated
      if (!step.terminated) next[nth] = acting.worthOf(normaliser.apply(step.observation))
      goesOn[nth] = isOver ? 0 : 1
    }
    steps += nSteps
    const advantages = new Float64Array(nSteps)
    let ahead = 0
    for (let nth = nSteps - 1; nth >= 0; nth--) {
      const surprise =
        (rewards[nth] as number) + gamma * (next[nth] as number) - (values[nth] as number)
      ahead = surprise + (goesOn[nth] === 1 ? gamma * gaeLambda * ahead : 0)
      advantages[nth] = ahead
    }
    const returns = advantages.map((advantage, nth) => advantage + (values[nth] as number))
    return { rows, before, sequences, actions, logs, advantages, returns }
  }

  return {
    update() {
      const rollout = play()
      const { batchSize, nEpochs, targetKl } = terms
      const order = [...rollout.sequences]
      let last: Losses | undefined
      learning: for (let epoch = 0; epoch < nEpochs; epoch++) {
        shuffle(order, random)
        for (const batch of batchesOf(order, batchSize)) {
          last = ppoLosses({ terms, differentiate, sizes, rollout, batch }, gradient)
          if (targetKl !== undefined && last.kl > 1.5 * targetKl) break learning
          descent.step(terms.learningRate, terms.maxGradNorm)
        }
      }
      return {
        'time/total_timesteps': steps,
        'time/episodes': episodes.begun(),
        'rollout/ep_rew_mean': episodes.recent(),
        'train/approx_kl': last?.kl ?? 0,
        'train/clip_fraction': last?.clippedShare ?? 0,
        'train/entropy_loss': -(last?.entropy ?? 0),
        'train/policy_gradient_loss': last?.policy ?? 0,
        'train/value_loss': last?.value ?? 0,
      }
    },
    policy: () => ({
      shape: actor,
      weights: numbers.slice(0, pair.split),
      normaliser: normaliser.save(),
      observationSpace,
      actionSpace,
    }),
    save: () => ({
      ...{ numbers: numbers.slice(), adam: descent.save(), normaliser: normaliser.save() },
      ...{ episodes: episodes.save(), memory: acting.save(), random: random.state(), steps },
    }),
  }
}

function shuffle<T>(order: T[], random: Random): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.integer(0, at)
    const kept = order[at] as T
    order[at] = order[other] as T
    order[other] = kept
  }
}

type Sequences = readonly (readonly number[])[]

/** Minibatches: whole sequences, each time until there are `size` steps or more. */
function batchesOf(order: Sequences, size: number): readonly Sequences[] {
  const batches: (readonly number[])[][] = []
  let steps = size
  for (const sequence of order) {
    if (steps >= size) {
      batches.push([])
      steps = 0
    }
    batches.at(-1)?.push(sequence)
    steps += sequence.length
  }
  return batches
}

/** The losses of a minibatch. */
export interface Losses {
  readonly policy: number
  readonly value: number
  readonly entropy: number
  readonly kl: number
  readonly clippedShare: number
}

/** What the losses of a minibatch are made from. */
export interface LossParts {
  readonly terms: Pick<PpoTerms, 'clipRange' | 'entCoef' | 'vfCoef'>
  readonly differentiate: Differentiate
  readonly sizes: readonly number[]
  readonly rollout: Rollout
  /** Which of its steps, by sequences. */
  readonly batch: Sequences
}

/**
 * The losses of a minibatch, and in `gradient` the derivative of their weighted sum by every number:
 * that of −min(ρA, clip(ρ)A) by the logits is −ρA(1[chosen] − p) where the first is the lesser, else 0;
 * that of −H is p(ln p + H).
 */
export function ppoLosses(
  { terms, differentiate, sizes, rollout, batch }: LossParts,
  gradient: Gradient,
): Losses {
  const { clipRange, entCoef, vfCoef } = terms
  const places = batch.flat()
  const scale = 1 / places.length
  const sums = { policy: 0, value: 0, entropy: 0, kl: 0, clippedShare: 0 }
  const { mean, deviation } = momentsOf(places, rollout.advantages)
  gradient.fill(0)
  const judge: Judge = {
    logits(place, logits, slopes) {
      const parts = rollout.actions[place] as readonly number[]
      const advantage = ((rollout.advantages[place] as number) - mean) / deviation
      const { logs, entropies, entropy } = categorical(logits, sizes)
      const difference = logProbability(logs, sizes, parts) - (rollout.logs[place] as number)
      const ratio = exp(difference)
      const inside = Math.min(1 + clipRange, Math.max(1 - clipRange, ratio))
      const isFree = ratio * advantage <= inside * advantage
      const pull = isFree ? -ratio * advantage : 0
      let from = 0
      sizes.forEach((size, part) => {
        const own = entropies[part] as number
        for (let at = from; at < from + size; at++) {
          const log = logs[at] as number
          const p = exp(log)
          const isChosen = at - from === parts[part] ? 1 : 0
          slopes[at] = scale * (pull * (isChosen - p) + entCoef * p * (log + own))
        }
        from += size
      })
      sums.policy -= Math.min(ratio * advantage, inside * advantage)
      sums.entropy += entropy
      sums.kl += ratio - 1 - difference
      if (inside !== ratio) sums.clippedShare++
    },
    worth(place, worth) {
      const error = worth - (rollout.returns[place] as number)
      sums.value += error * error
      return scale * vfCoef * 2 * error
    },
  }
  differentiate(rollout, batch, judge, gradient)
  const { policy, value, entropy, kl, clippedShare } = sums
  return {
    ...{ policy: policy * scale, value: value * scale, entropy: entropy * scale },
    ...{ kl: kl * scale, clippedShare: clippedShare * scale },
  }
}

function momentsOf(places: readonly number[], numbers: Float64Array) {
  const read = (place: number): number => numbers[place] as number
  const mean = places.reduce((sum, place) => sum + read(place), 0) / places.length
  const square = (x: number): number => x * x
  const variance = places.reduce((sum, place) => sum + square(read(place) - mean), 0)
  return { mean, deviation: Math.sqrt(variance / places.length) + 1e-8 }
}
