import type { Coordinator } from '../simulation/coordinator.ts'

/** A run in partitions elsewhere, seen from where it is recorded. */
export interface PartitionedRun {
  readonly coordinator: Coordinator
  /** The smallest delay between partitions, ns; Infinity where nothing joins them. */
  readonly lookahead: number
  /**
   * Records what has come, and waits a little where nothing has.
   * @throws SimulationError where an actor stopped the run; PartitionLostError where a partition is gone
   */
  advance(): Promise<void>
  /** Asks the run to end at the end of the window in hand. */
  stop(): void
  /** Ends what still runs, and gives back what it holds. */
  close(): Promise<void>
}

/** A partition that is gone before its run was over: what came before is recorded. */
export class PartitionLostError extends Error {
  override readonly name = 'PartitionLostError'
}

/** How long one `advance` waits for a window, ms: signals are heard between two. */
const PATIENCE = 50

/**
 * Records what partitions have said, for as long as one `advance` takes.
 * @throws SimulationError where an actor stopped the run; TransportError where a partition is gone
 */
export function advanceAWhile(coordinator: Coordinator): void {
  const begun = performance.now()
  while (!coordinator.finished && performance.now() - begun < PATIENCE) {
    if (!coordinator.advance(PATIENCE)) return
  }
}
