import { setImmediate } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import type { RecordSink } from '../kernel/recorder.ts'
import { createCoordinator } from '../simulation/coordinator.ts'
import { lookahead } from '../simulation/partitions.ts'
import { directoryOf } from '../simulation/system.ts'
import type { NatsMeeting } from '../transport/nats.ts'
import { startThread } from '../transport/thread.ts'
import { TransportError } from '../transport/transport.ts'
import {
  breakRings,
  createSharedRings,
  createWorkerTransport,
  type SharedRings,
} from '../transport/worker.ts'
import { advanceAWhile, type PartitionedRun, PartitionLostError } from './partitioned-run.ts'
import { makeStage, type StageSource } from './stage-source.ts'

/** What a thread is told. */
export interface ThreadData {
  readonly source: StageSource
  /** Its transport: rings that the threads share, or a meeting over NATS. */
  readonly way: SharedRings | NatsMeeting
  readonly self: number
  readonly partitions: number
  /** Two words: the first is not 0 where the run is to end, the second where it may begin. */
  readonly stopping: SharedArrayBuffer
}

/**
 * Runs a stage in partitions, each on a thread of its own that makes the cast anew. It is under way
 * when this returns.
 *
 * @param sinks hear every record, in the order of the run
 * @throws where the stage cannot be made
 */
export async function runOnWorkers(
  source: StageSource,
  sinks: readonly RecordSink[],
): Promise<PartitionedRun> {
  const { parts, end } = await makeStage(source)
  const directory = directoryOf(parts)
  const partitions = 1 + Math.max(...parts.placement)
  const rings = createSharedRings(partitions, true)
  const stopping = new SharedArrayBuffer(8)
  const transport = createWorkerTransport(rings, partitions)
  const coordinator = createCoordinator({ directory, partitions, transport, end, sinks })
  let lost: PartitionLostError | undefined

  const start = (_: unknown, self: number): Worker => {
    const data: ThreadData = { source, way: rings, self, partitions, stopping }
    const thread = startThread(new URL('./partition-thread.ts', import.meta.url), data)
    thread.on('error', (error) => {
      lost ??= new PartitionLostError(`partition ${self}: ${error.message}`, { cause: error })
      breakRings(rings, self)
    })
    return thread
  }
  const threads = Array.from({ length: partitions }, start)

  return {
    coordinator,
    lookahead: lookahead(directory, parts.latency),
    async advance() {
      try {
        advanceAWhile(coordinator)
      } catch (error) {
        if (!(error instanceof TransportError)) throw error
        // Why it is gone is an event of its thread's, which is on its way.
        while (lost === undefined) await setImmediate()
      }
      await setImmediate()
      if (lost !== undefined && !coordinator.finished) throw lost
    },
    stop: () => {
      Atomics.store(new Int32Array(stopping), 0, 1)
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()))
    },
  }
}
