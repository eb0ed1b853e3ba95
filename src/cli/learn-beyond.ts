import type { Manifest } from '../journal/manifest.ts'
import { type BeginOnline, learnsBeyond } from '../simulation/cast.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { CommandFailure, EXIT } from './failure.ts'

/** By what learners within a run learn whose networks are not dense. */
export interface LearnBeyond {
  readonly begin: BeginOnline
  /** What the run's hash is promised for. */
  readonly learning: NonNullable<Manifest['learning']>
}

/**
 * TensorFlow.js for a scenario that needs it, which is loaded for no other.
 *
 * @param isPartitioned whether the run is to be in partitions, which have plain learners only
 * @throws CommandFailure where it is, and Error where no backend loads
 */
export async function learnBeyondOf(
  { groups }: Scenario,
  isPartitioned: boolean,
): Promise<LearnBeyond | undefined> {
  const group = groups.find(learnsBeyond)
  if (group === undefined) return undefined
  if (isPartitioned) {
    throw new CommandFailure(
      `the group "${group.name}" learns through TensorFlow.js, on one kernel: leave out --workers and --nats`,
      EXIT.badInput,
    )
  }
  const { chooseBackend } = await import('../learning/tensor/backend.ts')
  const { tensorDescent } = await import('../learning/tensor/tensor-descent.ts')
  const { onlinePair } = await import('../learning/online-pair.ts')
  const { tensors } = await chooseBackend()
  const { backend, version } = tensors
  return { begin: onlinePair(tensorDescent(tensors)), learning: { backend, version } }
}
