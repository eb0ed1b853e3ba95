import type { Random } from '../../actors/actor.ts'
import {
  createHead,
  outputsOf,
  ownNumbersOf,
  type Parts,
} from '../../actors/learner/action-head.ts'
import { type AdamState, clipped, createAdam } from '../../actors/learner/adam.ts'
import type { Book, Recurrent } from '../../actors/learner/network/shape.ts'
import type { Space, Value } from '../../actors/learner/space.ts'
import { beginPair, createActing, type Look, pairOf } from './actor-critic.ts'
import { type LearnBy, plainDescent } from './descent.ts'
import { type Losses, ppoLosses, type Rollout, type Sequences } from './ppo-losses.ts'

/** How an actor and its critic learn: the part of `PpoTerms` that needs no environment. */
export interface MindTerms {
  /** Hidden layers of both networks: widths of dense ones, or layers that remember. */
  readonly hidden: readonly (number | Recurrent)[]
  /** How both look at the book; `undefined`: as at anything else. */
  readonly book: Book | undefined
  readonly batchSize: number
  /** Times that an update goes through its steps, at most. */
  readonly nEpochs: number
  readonly clipRange: number
  /** How far a value may move in an update before it is cut; `undefined`: it is not. */
  readonly clipRangeVf: number | undefined
  readonly entCoef: number
  readonly vfCoef: number
  readonly maxGradNorm: number
  /** An update stops where the policy has moved by 1.5 times so much; `undefined`: it does not. */
  readonly targetKl: number | undefined
  /** With what ln deviation continuous actions begin. */
  readonly logStdInit: number
}

/** A mind's whole state: plain data. */
export interface MindState {
  readonly numbers: Float32Array
  readonly adam: AdamState
  /** The head's own numbers, and their way. */
  readonly own: Float32Array
  readonly ownAdam: AdamState
  /** What the networks remember of the episode under way. */
  readonly memory: Float64Array
}

/** What was chosen, and what is needed to learn of it. */
export interface Choice extends Pick<Look, 'row' | 'before'> {
  readonly parts: Parts
  readonly action: Value
  readonly log: number
  readonly value: number
}

/**
 * A policy and its value, and PPO's update of both: their networks' numbers on one vector, and those of the
 * policy's head on another, whose gradient is cut by itself.
 *
 * @param learnBy where the networks are not dense, it has to be `tensorDescent`'s
 * @throws RangeError where they are not and it is not, or the actions are neither of a list nor of a box
 */
export function createMind(
  { inputs, actionSpace }: { readonly inputs: number; readonly actionSpace: Space },
  terms: MindTerms,
  random: Random,
  from?: MindState,
  learnBy: LearnBy = plainDescent,
) {
  const { hidden, book } = terms
  const shape = { inputs, ...(book && { book }), hidden, outputs: outputsOf(actionSpace) }
  const pair = pairOf(shape)
  const descent = learnBy({
    ...{ shapes: pair.shapes, numbers: from?.numbers.slice() ?? beginPair(pair, random) },
    ...{ rows: terms.batchSize, adam: from?.adam },
  })
  const { numbers, gradient, differentiate } = descent
  const own =
    from?.own.slice() ?? new Float32Array(ownNumbersOf(actionSpace)).fill(terms.logStdInit)
  const ownAdam = createAdam(own.length, from?.ownAdam)
  const byOwn = new Float64Array(own.length)
  const head = createHead(actionSpace, own, 0)
  const acting = createActing(pair, numbers)
  if (from !== undefined) acting.restore(from.memory)
  return {
    shape,
    /** Forgets: an episode begins. */
    begin: acting.begin,
    /** What is remembered of an episode, and back to it: whoever plays several has one of each. */
    memory: acting.save,
    recall: acting.restore,
    /** V of what comes next, which is not remembered. */
    worth: acting.worthOf,
    choose(seen: Float64Array, random: Random): Choice {
      const { row, before, logits, worth } = acting.look(seen)
      const parts = head.choose(logits, random)
      const { log } = head.weigh(logits, parts)
      return { row, before, parts, action: head.actionOf(parts), log, value: worth }
    },
    /**
     * Goes through the steps as the terms say.
     * @param rate of learning
     * @returns the last minibatch's losses
     */
    learn(rollout: Rollout, rate: number, random: Random): Losses | undefined {
      const { batchSize, nEpochs, targetKl } = terms
      const order = [...rollout.sequences]
      let last: Losses | undefined
      for (let epoch = 0; epoch < nEpochs; epoch++) {
        shuffle(order, random)
        for (const batch of batchesOf(order, batchSize)) {
          last = ppoLosses({ terms, differentiate, head, byOwn, rollout, batch }, gradient)
          if (targetKl !== undefined && last.kl > 1.5 * targetKl) return last
          descent.step(rate, terms.maxGradNorm)
          ownAdam.step(own, clipped(byOwn, terms.maxGradNorm), rate)
        }
      }
      return last
    },
    /** The policy's numbers, and its head's: a copy. */
    weights: (): Float32Array => Float32Array.of(...numbers.subarray(0, pair.split), ...own),
    save: (): MindState => ({
      ...{ numbers: numbers.slice(), adam: descent.save(), memory: acting.save() },
      ...{ own: own.slice(), ownAdam: ownAdam.save() },
    }),
  }
}

/** Steps that are learned from at once, at most; of networks without recurrent layers none belong together. */
export const longestOf = (
  terms: Pick<MindTerms, 'hidden'> & { readonly sequence: number },
): number => (terms.hidden.every((layer) => typeof layer === 'number') ? 1 : terms.sequence)

/** An update's losses by Stable-Baselines3's names. */
export const lossReport = (last: Losses | undefined) => ({
  'train/approx_kl': last?.kl ?? 0,
  'train/clip_fraction': last?.clippedShare ?? 0,
  'train/entropy_loss': -(last?.entropy ?? 0),
  'train/policy_gradient_loss': last?.policy ?? 0,
  'train/value_loss': last?.value ?? 0,
})

function shuffle<T>(order: T[], random: Random): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.integer(0, at)
    const kept = order[at] as T
    order[at] = order[other] as T
    order[other] = kept
  }
}

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
