import { keptLnDeviation } from '../../actors/learner/gaussian.ts'
import { tanh } from '../../actors/learner/tanh.ts'
import { exp, log1p } from '../../protocols/math.ts'
import { apart, type Gradient, type Networks } from './descent.ts'

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

/** What critics see: what is seen, and the parts of an action. */
export function besides(seen: ArrayLike<number>, parts: ArrayLike<number>): Float64Array {
  const row = new Float64Array(seen.length + parts.length)
  row.set(seen)
  row.set(parts, seen.length)
  return row
}

/** The lesser Q of each row. @param values of both critics */
export const leastOf = ([one, other]: readonly ArrayLike<number>[]): Float64Array =>
  Float64Array.from(one as ArrayLike<number>, (q, at) => Math.min(q, other?.[at] as number))

/** Draws for what was seen. @param outputs of the actor, row by row @param noise ε of each */
export function drawsOf(
  [outputs]: readonly ArrayLike<number>[],
  noise: readonly Float64Array[],
): readonly Squashed[] {
  const all = Float64Array.from(outputs as ArrayLike<number>)
  return noise.map((e, nth) => {
    const width = 2 * e.length
    return squashed(all.subarray(nth * width, (nth + 1) * width), e)
  })
}

/** What the actor's loss is made from. */
export interface ActorParts {
  readonly actor: Pick<Networks, 'evaluate' | 'differentiate'>
  readonly critics: Pick<Networks, 'byInput'>
  readonly seen: readonly Float64Array[]
  /** ε of each. */
  readonly noise: readonly Float64Array[]
  readonly temperature: number
}

/**
 * The mean of α ln π(a) − min Q(s, a) over what is seen, a drawn anew by `noise` (Haarnoja et al. 2018,
 * eq. 9), and in `gradient` its derivative by the actor's numbers.
 *
 * @returns the loss and the mean of ln π
 */
export function actorLoss(
  { actor, critics, seen, noise, temperature }: ActorParts,
  gradient: Gradient,
): { readonly loss: number; readonly log: number } {
  gradient.fill(0)
  const scale = 1 / seen.length
  let [loss, logs] = [0, 0]
  const draws = drawsOf(actor.evaluate(seen), noise)
  const rows = draws.map(({ parts }, nth) => besides(seen[nth] as Float64Array, parts))
  const byRows = critics.byInput(rows, (nth, [one, other], [byOne, byOther]) => {
    const [first, second] = [one[0] as number, other?.[0] as number]
    const { log } = draws[nth] as Squashed
    byOne[0] = first <= second ? -1 : 0
    byOther?.set([first <= second ? 0 : -1])
    loss += scale * (temperature * log - Math.min(first, second))
    logs += scale * log
  })
  const { played, sequences } = apart(seen)
  actor.differentiate(
    played,
    sequences,
    (nth, [out], [slopes]) => {
      const { parts } = draws[nth] as Squashed
      const width = (rows[nth] as Float64Array).length
      const from = (nth + 1) * width - parts.length
      for (let at = 0; at < parts.length; at++) {
        const a = parts[at] as number
        const own = out[parts.length + at] as number
        const byDraw = temperature * 2 * a + (byRows[from + at] as number) * (1 - a * a)
        slopes[at] = scale * byDraw
        const isKept = keptLnDeviation(own) === own
        const reach = exp(keptLnDeviation(own)) * (noise[nth]?.[at] as number)
        slopes[parts.length + at] = isKept ? scale * (byDraw * reach - temperature) : 0
      }
    },
    gradient,
  )
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
  { differentiate }: Pick<Networks, 'differentiate'>,
  lessons: readonly CriticLesson[],
  gradient: Gradient,
): number {
  gradient.fill(0)
  const scale = 1 / lessons.length
  let loss = 0
  const { played, sequences } = apart(lessons.map(({ row }) => row))
  differentiate(
    played,
    sequences,
    (nth, values, slopes) => {
      const { target } = lessons[nth] as CriticLesson
      values.forEach(([value], critic) => {
        const error = (value as number) - target
        loss += scale * error * error
        slopes[critic]?.set([2 * scale * error])
      })
    },
    gradient,
  )
  return loss
}
