import { keptLnDeviation } from '../../actors/learner/gaussian.ts'
import { type Network, tanh } from '../../actors/learner/mlp.ts'
import { exp, log1p } from '../../protocols/math.ts'

/** ½ ln 2π. */
const HALF_LN_TAU = 0.918_938_533_204_672_8

/** An action drawn by a squashed normal, before it is scaled to its box. */
export interface Squashed {
  /** tanh of the draw, in −1..1. */
  readonly parts: Float64Array
  /** ln of its density. */
  readonly log: number
}

/**
 * a = tanh(u), u = μ + σε, and ln π(a) = Σ ln N(u; μ, σ) − ln(1 − a²), the last as
 * 2(ln 2 − u − ln(1 + exp(−2u))), which does not overflow (Haarnoja et al. 2018, appendix C, eq. 21).
 *
 * @param out means, then ln deviations
 * @param noise ε, one a part
 */
export function squashed(out: Float64Array, noise: Float64Array): Squashed {
  let density = 0
  const parts = noise.map((e, at) => {
    const own = keptLnDeviation(out[noise.length + at] as number)
    const u = (out[at] as number) + exp(own) * e
    density -= 0.5 * e * e + own + HALF_LN_TAU + lnSlope(u)
    return tanh(u)
  })
  return { parts, log: density }
}

/** ln(1 − tanh²u). */
function lnSlope(u: number): number {
  const size = Math.abs(u)
  return 2 * (Math.LN2 - size - log1p(exp(-2 * size)))
}

/** The two critics, each of which sees what is seen and the parts of an action in a row. */
export type Critics = readonly [Network, Network]

/** Q of either critic, and where the lesser is. */
export function leastValue(critics: Critics, seen: Float64Array, parts: Float64Array) {
  const row = Float64Array.of(...seen, ...parts)
  const one = critics[0].forward(row)[0] as number
  const other = critics[1].forward(row)[0] as number
  return one <= other ? { value: one, critic: critics[0] } : { value: other, critic: critics[1] }
}

/** What the actor's loss is made from. */
export interface ActorParts {
  readonly actor: Network
  readonly critics: Critics
  readonly seen: readonly Float64Array[]
  /** ε of each. */
  readonly noise: readonly Float64Array[]
  readonly temperature: number
}

/**
 * The mean of α ln π(a) − min Q(s, a) over what is seen, a drawn anew by `noise` (Haarnoja et al. 2018,
 * eq. 9), and in `gradient` its derivative by the actor's numbers.
 *
 * @param unused room for the derivatives by the critics' numbers, which nobody reads
 * @returns the loss and the mean of ln π
 */
export function actorLoss(
  { actor, critics, seen, noise, temperature }: ActorParts,
  gradient: Float64Array,
  unused: Float64Array,
): { readonly loss: number; readonly log: number } {
  gradient.fill(0)
  const scale = 1 / seen.length
  const minus = Float64Array.of(-1)
  let [loss, logs] = [0, 0]
  seen.forEach((each, nth) => {
    const e = noise[nth] as Float64Array
    const out = actor.forward(each)
    const { parts, log } = squashed(out, e)
    const { value, critic } = leastValue(critics, each, parts)
    const byRow = critic.backward(minus, unused)
    for (let at = 0; at < parts.length; at++) {
      const a = parts[at] as number
      const own = out[parts.length + at] as number
      const byDraw = temperature * 2 * a + (byRow[each.length + at] as number) * (1 - a * a)
      out[at] = scale * byDraw
      const isKept = keptLnDeviation(own) === own
      const width = exp(keptLnDeviation(own)) * (e[at] as number)
      out[parts.length + at] = isKept ? scale * (byDraw * width - temperature) : 0
    }
    actor.backward(out, gradient)
    loss += scale * (temperature * log - value)
    logs += scale * log
  })
  return { loss, log: logs }
}

/** What a critic learns of: what was seen and done in a row, and what it was worth. */
export interface CriticLesson {
  readonly row: Float64Array
  readonly target: number
}

/**
 * The mean of (Q₁ − y)² + (Q₂ − y)² (Haarnoja et al. 2018, eq. 5, twice that), and in `gradient` its
 * derivative by the critics' numbers.
 */
export function criticLoss(
  critics: Critics,
  lessons: readonly CriticLesson[],
  gradient: Float64Array,
): number {
  gradient.fill(0)
  const scale = 1 / lessons.length
  let loss = 0
  for (const { row, target } of lessons) {
    for (const critic of critics) {
      const error = (critic.forward(row)[0] as number) - target
      loss += scale * error * error
      critic.backward([2 * scale * error], gradient)
    }
  }
  return loss
}
