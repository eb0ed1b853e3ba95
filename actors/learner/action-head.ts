import { exp } from '../../protocols/math.ts'
import type { Random } from '../actor.ts'
import { actionOf, categorical, choose, likeliest, logProbability, partsOf } from './categorical.ts'
import { createGaussian, createSquashed } from './gaussian.ts'
import type { Space, Value } from './space.ts'

/** How what a network gives becomes an action. */
export const Head = {
  /** Logits of each part, in a row: of a discrete or multi-discrete space. */
  categorical: 'categorical',
  /** Means of independent normals, whose deviations are numbers of their own: of a box. */
  gaussian: 'gaussian',
  /** Means, then ln deviations, of normals that tanh brings within the bounds: of a bounded box. */
  squashed: 'squashed',
} as const
export type Head = (typeof Head)[keyof typeof Head]

/** The head of a space's actions where nothing else is said. */
export const headOf = (space: Space): Head =>
  space.kind === 'box' ? Head.gaussian : Head.categorical

/** What an action is made of, before it is a point of its space: one number a part. */
export type Parts = readonly number[]

/** A head at work. */
export interface ActionHead {
  /** The likeliest. @param out what the network gave */
  likeliest(out: Float64Array): Parts
  /** One by chance, with the density that the network says. */
  choose(out: Float64Array, random: Random): Parts
  /** The point of the action space that the parts stand for; always within it. */
  actionOf(parts: Parts): Value
  /** How likely the parts are, for who learns. @throws RangeError of a squashed head */
  weigh(out: Float64Array, parts: Parts): Weighed
}

/** How likely some parts are under what a network gave. */
export interface Weighed {
  /** ln of their probability, or density. */
  readonly log: number
  /** The entropy of the whole distribution, nats. */
  readonly entropy: number
  /**
   * Writes to `into`, a place an output of the network, `byLog` · ∂log + `byEntropy` · ∂entropy, and adds
   * the same by each of the head's own numbers to `gradient`, at their places.
   */
  slopes(byLog: number, byEntropy: number, into: Float64Array, gradient: Float64Array): void
}

/** Numbers that a network has to give for actions of a space. @throws RangeError of other spaces */
export function outputsOf(space: Space, head: Head = headOf(space)): number {
  if (head === Head.categorical) return partsOf(space).reduce((sum, size) => sum + size, 0)
  if (space.kind !== 'box') throw new RangeError(`a ${head} head has actions of a box`)
  return head === Head.squashed ? 2 * space.low.length : space.low.length
}

/** Numbers of the head's own, which stand after the network's. */
export const ownNumbersOf = (space: Space, head: Head = headOf(space)): number =>
  head === Head.gaussian && space.kind === 'box' ? space.low.length : 0

/**
 * @param numbers flat, in which the head's own begin at `from`; read at each call
 * @throws RangeError where the head is not one of the space
 */
export function createHead(
  space: Space,
  numbers: ArrayLike<number>,
  from: number,
  head: Head = headOf(space),
): ActionHead {
  if (head === Head.categorical) return createCategorical(space)
  if (space.kind !== 'box') throw new RangeError(`a ${head} head has actions of a box`)
  return head === Head.gaussian ? createGaussian(space, numbers, from) : createSquashed(space)
}

function createCategorical(space: Space): ActionHead {
  const sizes = partsOf(space)
  return {
    likeliest: (out) => likeliest(out, sizes),
    choose: (out, random) => choose(out, sizes, random),
    actionOf: (parts) => actionOf(space, parts),
    weigh(out, parts) {
      const { logs, entropy, entropies } = categorical(out, sizes)
      return {
        ...{ log: logProbability(logs, sizes, parts), entropy },
        slopes(byLog, byEntropy, into) {
          let from = 0
          sizes.forEach((size, part) => {
            const own = entropies[part] as number
            for (let at = from; at < from + size; at++) {
              const log = logs[at] as number
              const p = exp(log)
              const isChosen = at - from === parts[part] ? 1 : 0
              into[at] = byLog * (isChosen - p) - byEntropy * p * (log + own)
            }
            from += size
          })
        },
      }
    },
  }
}
