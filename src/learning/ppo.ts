import type { Random } from '../../actors/actor.ts'
import { type AdamState, clipped, createAdam } from '../../actors/learner/adam.ts'
import {
  actionOf,
  categorical,
  choose,
  logProbability,
  partsOf,
} from '../../actors/learner/categorical.ts'
import {
  createNetwork,
  initialise,
  type MlpShape,
  type Network,
  sizeOf,
} from '../../actors/learner/mlp.ts'
import { createNormaliser, type NormaliserState } from '../../actors/learner/normalise.ts'
import type { Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import { rootKey } from '../../protocols/hash.ts'
import { exp } from '../../protocols/math.ts'
import { createRandomStream, type RandomStream } from '../kernel/random-stream.ts'
import type { Environment } from './environment.ts'
import { createEpisodes, type EpisodesState } from './episodes.ts'

/** What PPO may be told; the names are those of Stable-Baselines3, the defaults its for `MlpPolicy`. */
export interface PpoTerms {
  readonly hidden: readonly number[]
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
  readonly random: readonly number[]
  readonly steps: number
}

/** What was played, step by step. */
export interface Rollout {
  readonly observations: readonly Float64Array[]
  readonly actions: readonly (readonly number[])[]
  readonly logs: Float64Array
  readonly advantages: Float64Array
  readonly returns: Float64Array
}

/**
 * Proximal policy optimisation, its clipped form, with discrete or multi-discrete actions and
 * separate networks for policy and value.
 *
 * An update plays `nSteps` by the policy as it is, episodes following one another, and estimates
 * advantages by GAE (Schulman et al. 2016, eqs. 16 and 17; the value goes on beyond what is truncated
 * and not beyond what is terminated). It then goes `nEpochs` times through the steps in minibatches
 * and minimises −min(ρA, clip(ρ, 1 ± ε)A) + c₁(V − R)² − c₂H (Schulman et al. 2017, eqs. 7 and 9), A
 * normalised in each minibatch, by Adam (Kingma and Ba 2015) on one flat vector of numbers, the
 * gradient's norm cut. Observations are normalised by their running moments, which are frozen with
 * the policy.
 *
 * Chance is the `random` that it is given and the environment's seeds, from `firstSeed` on. It is plain
 * arithmetic in a fixed order, so that one seed gives one policy, to the bit, on every machine.
 *
 * Source: Schulman, Wolski, Dhariwal, Radford, Klimov (2017), "Proximal policy optimization
 * algorithms". docs/learning/ppo.md lists the deviations.
 *
 * @param from what `save` gave of one with the same terms
 * @throws RangeError where observations are of no box, or actions are not discrete
 */
export function createPpo(
  environment: Environment<Float64Array, Value>,
  given: Partial<PpoTerms>,
  chance: RandomStream,
  firstSeed = 0,
  state?: PpoState,
): Ppo {
  const terms: PpoTerms = { ...PPO_DEFAULTS, ...given }
  const { observationSpace, actionSpace } = environment
  if (observationSpace.kind !== 'box') throw new RangeError('PPO needs observations of a box')
  const random = state === undefined ? chance : createRandomStream(rootKey(0, ''), state.random)
  const inputs = observationSpace.low.length
  const sizes = partsOf(actionSpace)
  const outputs = sizes.reduce((sum, size) => sum + size, 0)
  const actor: MlpShape = { inputs, hidden: terms.hidden, outputs }
  const critic: MlpShape = { inputs, hidden: terms.hidden, outputs: 1 }
  const from = sizeOf(actor)
  const numbers = new Float32Array(from + sizeOf(critic))
  if (state === undefined) {
    numbers.set(initialise(actor, 0.01, random))
    numbers.set(initialise(critic, 1, random), from)
  } else numbers.set(state.numbers)
  const networks = {
    actor: createNetwork(actor, numbers),
    critic: createNetwork(critic, numbers, from),
  }
  const logitsOf = networks.actor.forward
  const worthOf = networks.critic.forward
  const normaliser = createNormaliser(inputs, state?.normaliser)
  const adam = createAdam(numbers.length, state?.adam)
  const gradient = new Float64Array(numbers.length)
  const episodes = createEpisodes(environment, firstSeed, state?.episodes)
  let steps = state?.steps ?? 0

  /** Plays, and estimates advantages and returns backwards. */
  const play = (): Rollout => {
    const { nSteps, gamma, gaeLambda } = terms
    const observations: Float64Array[] = []
    const actions: number[][] = []
    const logs = new Float64Array(nSteps)
    const values = new Float64Array(nSteps)
    const rewards = new Float64Array(nSteps)
    /** The value that goes on after the step, and whether the advantage does. */
    const next = new Float64Array(nSteps)
    const goesOn = new Uint8Array(nSteps)
    for (let nth = 0; nth < nSteps; nth++) {
      const seen = normaliser.apply(episodes.see((first) => normaliser.see(first)))
      observations.push(seen)
      const logits = logitsOf(seen)
      const parts = choose(logits, sizes, random)
      actions.push(parts)
      logs[nth] = logProbability(categorical(logits, sizes).logs, sizes, parts)
      values[nth] = worthOf(seen)[0] as number
      const step = episodes.step(actionOf(actionSpace, parts))
      normaliser.see(step.observation)
      rewards[nth] = step.reward
      const isOver = step.terminated || step.truncated
      if (!step.terminated) next[nth] = worthOf(normaliser.apply(step.observation))[0] as number
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
    return { observations, actions, logs, advantages, returns }
  }

  return {
    update() {
      const rollout = play()
      const { nSteps, batchSize, nEpochs, targetKl } = terms
      const order = Array.from({ length: nSteps }, (_, nth) => nth)
      let last: Losses | undefined
      learning: for (let epoch = 0; epoch < nEpochs; epoch++) {
        shuffle(order, random)
        for (let at = 0; at < nSteps; at += batchSize) {
          const batch = order.slice(at, at + batchSize)
          last = ppoLosses({ terms, networks, sizes, rollout, batch }, gradient)
          if (targetKl !== undefined && last.kl > 1.5 * targetKl) break learning
          adam.step(numbers, clipped(gradient, terms.maxGradNorm), terms.learningRate)
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
      weights: numbers.slice(0, from),
      normaliser: normaliser.save(),
      observationSpace,
      actionSpace,
    }),
    save: () => ({
      ...{ numbers: numbers.slice(), adam: adam.save(), normaliser: normaliser.save() },
      ...{ episodes: episodes.save(), random: random.state(), steps },
    }),
  }
}

function shuffle(order: number[], random: Random): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.integer(0, at)
    const kept = order[at] as number
    order[at] = order[other] as number
    order[other] = kept
  }
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
  readonly networks: { readonly actor: Network; readonly critic: Network }
  readonly sizes: readonly number[]
  readonly rollout: Rollout
  /** Which of its steps. */
  readonly batch: readonly number[]
}

/**
 * The losses of a minibatch, and in `gradient` the derivative of their weighted sum by every number:
 * that of −min(ρA, clip(ρ)A) by the logits is −ρA(1[chosen] − p) where the first is the lesser, else 0;
 * that of −H is p(ln p + H).
 */
export function ppoLosses(
  { terms, networks, sizes, rollout, batch }: LossParts,
  gradient: Float64Array,
): Losses {
  const { clipRange, entCoef, vfCoef } = terms
  const scale = 1 / batch.length
  const sums = { policy: 0, value: 0, entropy: 0, kl: 0, clippedShare: 0 }
  const { mean, deviation } = momentsOf(batch, rollout.advantages)
  const byWorth = new Float64Array(1)
  gradient.fill(0)
  for (const place of batch) {
    const seen = rollout.observations[place] as Float64Array
    const parts = rollout.actions[place] as readonly number[]
    const advantage = ((rollout.advantages[place] as number) - mean) / deviation
    const { logs, entropies, entropy } = categorical(networks.actor.forward(seen), sizes)
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
        logs[at] = scale * (pull * (isChosen - p) + entCoef * p * (log + own))
      }
      from += size
    })
    networks.actor.backward(logs, gradient)
    const error = (networks.critic.forward(seen)[0] as number) - (rollout.returns[place] as number)
    byWorth[0] = scale * vfCoef * 2 * error
    networks.critic.backward(byWorth, gradient)
    sums.policy -= Math.min(ratio * advantage, inside * advantage)
    sums.value += error * error
    sums.entropy += entropy
    sums.kl += ratio - 1 - difference
    if (inside !== ratio) sums.clippedShare++
  }
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
