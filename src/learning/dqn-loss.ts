import { apart, type Gradient, type Networks } from './descent.ts'

/**
 * Q(s, ·) of each row: V + A − mean A (Wang et al. 2016, eq. 9) where the worth is apart, or the plain
 * values.
 *
 * @param outputs the advantages of each row, and the worth where it is apart, as `evaluate` gives them
 * @param count actions
 */
export function valuesOf(
  [advantages, worths]: readonly ArrayLike<number>[],
  count: number,
): readonly Float64Array[] {
  const all = advantages as ArrayLike<number>
  return Array.from({ length: all.length / count }, (_, row) => {
    const values = Float64Array.from({ length: count }, (_, at) => all[row * count + at] as number)
    if (worths === undefined) return values
    const shift = (worths[row] as number) - meanOf(values)
    return values.map((x) => x + shift)
  })
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length

/** One transition to learn from, as the networks see it. */
export interface Lesson {
  readonly seen: Float64Array
  readonly action: number
  readonly target: number
  /** Importance. */
  readonly weight: number
}

/**
 * The mean of weight · Huber(Q(s, a) − target) over a batch, Huber's turn at 1; in `gradient` its
 * derivative by every number, in `errors` each Q − target.
 *
 * @param networks the advantages', and the worth's where it is apart
 */
export function dqnLoss(
  { differentiate }: Pick<Networks, 'differentiate'>,
  lessons: readonly Lesson[],
  gradient: Gradient,
  errors: Float64Array,
): number {
  gradient.fill(0)
  const scale = 1 / lessons.length
  let loss = 0
  const { played, sequences } = apart(lessons.map(({ seen }) => seen))
  differentiate(
    played,
    sequences,
    (nth, [advantages, worth], [byAdvantages, byWorth]) => {
      const { action, target, weight } = lessons[nth] as Lesson
      const own = advantages[action] as number
      const value = worth === undefined ? own : (worth[0] as number) + own - meanOf(advantages)
      const error = value - target
      errors[nth] = error
      const size = Math.abs(error)
      loss += scale * weight * (size <= 1 ? 0.5 * error * error : size - 0.5)
      const slope = scale * weight * Math.min(1, Math.max(-1, error))
      const share = worth === undefined ? 0 : 1 / advantages.length
      for (let at = 0; at < advantages.length; at++) {
        byAdvantages[at] = slope * ((at === action ? 1 : 0) - share)
      }
      byWorth?.set([slope])
    },
    gradient,
  )
  return loss
}
