import { workerData } from 'node:worker_threads'
import { hostPartition } from '../simulation/hosted-partition.ts'
import { TransportError } from '../transport/transport.ts'
import { breakRings, createWorkerTransport } from '../transport/worker.ts'
import { makeStage } from './stage-source.ts'
import type { ThreadData } from './worker-run.ts'

const { source, rings, self, stopping } = workerData as ThreadData

try {
  const { parts, end } = await makeStage(source)
  const stop = new Int32Array(stopping)
  hostPartition({
    ...{ parts, self, end, partitions: rings.partitions },
    transport: createWorkerTransport(rings, self),
    isStopping: () => Atomics.load(stop, 0) !== 0,
  })
} catch (error) {
  // Another that is gone tells for itself why.
  if (!(error instanceof TransportError)) {
    breakRings(rings, self)
    throw error
  }
}
