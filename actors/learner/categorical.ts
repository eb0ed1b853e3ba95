import { exp, log } from '../../protocols/math.ts'
import type { Random } from '../actor.ts'
import type { Discrete, MultiDiscrete, Space, Value } from './space.ts'

/** The sizes of an action's parts; a discrete action has one. @throws RangeError for other spaces */
export function partsOf(space: Space): readonly number[] {
  if (space.kind === 'discrete') return [(space as Discrete).n]
  if (space.kind === 'multi-discrete') return (space as MultiDiscrete).sizes
  throw new RangeError(`actions of a ${space.kind} space are not chosen from a list`)
}

/** An action's parts as the space's own value. */
export const actionOf = (space: Space, parts: readonly number[]): Value =>
  space.kind === 'discrete' ? (parts[0] as number) : parts

/**
 * Chooses each part with the probabilities that its logits say, one part after the other.
 *
 * @param logits of all parts, in a row
 */
export function choose(logits: Float64Array, sizes: readonly number[], random: Random): number[] {
  let from = 0
  return sizes.map((size) => {
    const part = logits.subarray(from, from + size)
    from += size
    const most = part.reduce((a, b) => Math.max(a, b))
    const weights = part.map((x) => exp(x - most))
    let left = random.uniform() * weights.reduce((sum, x) => sum + x, 0)
    for (let at = 0; at < size - 1; at++) {
      left -= weights[at] as number
      if (left < 0) return at
    }
    return size - 1
  })
}

/** The likeliest of each part, the lowest among equals. */
export function likeliest(logits: Float64Array, sizes: readonly number[]): number[] {
  let from = 0
  return sizes.map((size) => {
    let best = 0
    for (let at = 1; at < size; at++) {
      if ((logits[from + at] as number) > (logits[from + best] as number)) best = at
    }
    from += size
    return best
  })
}

/** A distribution over an action's parts, made from logits. */
export interface Categorical {
  /** ln of each probability, all parts in a row. */
  readonly logs: Float64Array
  /** Σ over the parts of −Σ p ln p, and that of each part. */
  readonly entropy: number
  readonly entropies: readonly number[]
}

/** @param logits of all parts, in a row */
export function categorical(logits: Float64Array, sizes: readonly number[]): Categorical {
  const logs = new Float64Array(logits.length)
  let from = 0
  const entropies = sizes.map((size) => {
    const part = logits.subarray(from, from + size)
    const most = part.reduce((a, b) => Math.max(a, b))
    const sum = log(part.reduce((all, x) => all + exp(x - most), 0))
    let entropy = 0
    for (let at = 0; at < size; at++) {
      const own = (part[at] as number) - most - sum
      logs[from + at] = own
      entropy -= exp(own) * own
    }
    from += size
    return entropy
  })
  return { logs, entropies, entropy: entropies.reduce((sum, x) => sum + x, 0) }
}

/** ln of the probability of an action. */
export function logProbability(
  logs: Float64Array,
  sizes: readonly number[],
  parts: readonly number[],
): number {
  let from = 0
  return sizes.reduce((total, size, nth) => {
    const own = logs[from + (parts[nth] as number)] as number
    from += size
    return total + own
  }, 0)
}
