import { type DecisionProcess, decisionProcess } from './decision-process.ts'

/** A step that was seen: where, what was done, where it led, and what features it had. */
export interface SeenStep {
  readonly state: number
  readonly action: number
  readonly next: number
  readonly features: readonly number[]
}

/** A process as it was seen. */
export interface CountedProcess {
  readonly problem: DecisionProcess
  /** Mean features of each choice: states × actions rows, row-major. */
  readonly features: Float64Array
  /** How often each choice was seen. */
  readonly counts: Uint32Array
}

/**
 * A process by counting: where each choice led, as often as it did, and the mean of its features.
 *
 * @throws RangeError where some choice was never seen: nothing is known of it, and to make it up would
 * be to decide what is inferred
 */
export function countProcess(
  steps: readonly SeenStep[],
  shape: Pick<DecisionProcess, 'states' | 'actions' | 'discount'>,
): CountedProcess {
  const { states, actions } = shape
  const width = steps[0]?.features.length ?? 0
  const counts = new Uint32Array(states * actions)
  const sums = new Float64Array(states * actions * width)
  const led = Array.from({ length: states * actions }, () => new Map<number, number>())
  for (const { state, action, next, features } of steps) {
    const cell = state * actions + action
    counts[cell] = (counts[cell] as number) + 1
    features.forEach((x, nth) => {
      sums[cell * width + nth] = (sums[cell * width + nth] as number) + x
    })
    const own = led[cell] as Map<number, number>
    own.set(next, (own.get(next) ?? 0) + 1)
  }
  const unseen = counts.indexOf(0)
  if (unseen >= 0) {
    const [state, action] = [Math.floor(unseen / actions), unseen % actions]
    throw new RangeError(`action ${action} was never seen in state ${state}: explore more`)
  }
  const problem = decisionProcess(shape, (state, action) => {
    const cell = state * actions + action
    const own = [...(led[cell] as Map<number, number>)].sort(([a], [b]) => a - b)
    return own.map(([to, times]) => [to, times / (counts[cell] as number)] as const)
  })
  const features = sums.map((sum, at) => sum / (counts[Math.floor(at / width)] as number))
  return { problem, features, counts }
}
