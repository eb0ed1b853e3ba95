import type { ActionHead, Parts } from '../../actors/learner/action-head.ts'
import { exp } from '../../protocols/math.ts'
import type { Differentiate, Gradient, Judge, Played } from './descent.ts'

/** Places of steps that followed one another, by sequences. */
export type Sequences = readonly (readonly number[])[]

/** What was played, step by step. */
export interface Rollout extends Played {
  readonly actions: readonly Parts[]
  /** ln of the probability, or density, with which each was chosen. */
  readonly logs: ArrayLike<number>
  /** What the value's network said of each then. */
  readonly values: ArrayLike<number>
  readonly advantages: Float64Array
  readonly returns: Float64Array
  /** Places that belong together, in the order in which they were played. */
  readonly sequences: Sequences
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
  readonly terms: {
    readonly clipRange: number
    readonly clipRangeVf: number | undefined
    readonly entCoef: number
    readonly vfCoef: number
  }
  readonly differentiate: Differentiate
  readonly head: ActionHead
  /** Room for the derivatives by the head's own numbers. */
  readonly byOwn: Float64Array
  readonly rollout: Rollout
  /** Which of its steps, by sequences. */
  readonly batch: Sequences
}

/**
 * The losses of a minibatch, and in `gradient` and `byOwn` the derivative of their weighted sum by every number. The
 * derivative of −min(ρA, clip(ρ)A) is −ρA ∂ln π where the first is the lesser, else 0; that of the
 * value's loss with `clipRangeVf` c, max((V − R)², (V₀ + clip(V − V₀, ±c) − R)²), is that of the larger.
 */
export function ppoLosses(
  { terms, differentiate, head, byOwn, rollout, batch }: LossParts,
  gradient: Gradient,
): Losses {
  const { clipRange, entCoef, vfCoef } = terms
  const places = batch.flat()
  const scale = 1 / places.length
  const sums = { policy: 0, value: 0, entropy: 0, kl: 0, clippedShare: 0 }
  const { mean, deviation } = momentsOf(places, rollout.advantages)
  gradient.fill(0)
  byOwn.fill(0)
  const judge: Judge = (place, [out, worth], [slopes, byWorth]) => {
    const advantage = ((rollout.advantages[place] as number) - mean) / deviation
    const weighed = head.weigh(out, rollout.actions[place] as Parts)
    const difference = weighed.log - (rollout.logs[place] as number)
    const ratio = exp(difference)
    const inside = Math.min(1 + clipRange, Math.max(1 - clipRange, ratio))
    const isFree = ratio * advantage <= inside * advantage
    const byLog = isFree ? scale * -ratio * advantage : 0
    weighed.slopes(byLog, -scale * entCoef, slopes, byOwn)
    sums.policy -= Math.min(ratio * advantage, inside * advantage)
    sums.entropy += weighed.entropy
    sums.kl += ratio - 1 - difference
    if (inside !== ratio) sums.clippedShare++
    const { loss, slope } = valueLoss(worth?.[0] as number, rollout, place, terms.clipRangeVf)
    sums.value += loss
    ;(byWorth as Float64Array)[0] = scale * vfCoef * slope
  }
  differentiate(rollout, batch, judge, gradient)
  const { policy, value, entropy, kl, clippedShare } = sums
  return {
    ...{ policy: policy * scale, value: value * scale, entropy: entropy * scale },
    ...{ kl: kl * scale, clippedShare: clippedShare * scale },
  }
}

function valueLoss(
  worth: number,
  { values, returns }: Pick<Rollout, 'values' | 'returns'>,
  place: number,
  range: number | undefined,
): { readonly loss: number; readonly slope: number } {
  const error = worth - (returns[place] as number)
  const free = { loss: error * error, slope: 2 * error }
  if (range === undefined) return free
  const before = values[place] as number
  const kept = before + Math.min(range, Math.max(-range, worth - before))
  const cut = kept - (returns[place] as number)
  if (cut * cut <= free.loss) return free
  return { loss: cut * cut, slope: kept === worth ? 2 * cut : 0 }
}

function momentsOf(places: readonly number[], numbers: Float64Array) {
  const read = (place: number): number => numbers[place] as number
  const mean = places.reduce((sum, place) => sum + read(place), 0) / places.length
  const square = (x: number): number => x * x
  const variance = places.reduce((sum, place) => sum + square(read(place) - mean), 0)
  return { mean, deviation: Math.sqrt(variance / places.length) + 1e-8 }
}
