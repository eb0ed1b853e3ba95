import { parentPort, workerData } from 'node:worker_threads'
import { hostPartition } from '../simulation/hosted-partition.ts'
import { createNatsTransport } from '../transport/nats.ts'
import { TransportError } from '../transport/transport.ts'
import { breakRings, createWorkerTransport } from '../transport/worker.ts'
import { makeStage } from './stage-source.ts'
import type { ThreadData } from './worker-run.ts'

const { source, way, self, partitions, stopping } = workerData as ThreadData
const words = new Int32Array(stopping)

try {
  const { parts, end } = await makeStage(source)
  const transport =
    'rings' in way
      ? createWorkerTransport(way, self)
      : createNatsTransport(way, { self, partitions, hasListener: true })
  if (!('rings' in way)) {
    // All are to hear before any speaks.
    parentPort?.postMessage('ready')
    Atomics.wait(words, 1, 0)
  }
  const isStopping = (): boolean => Atomics.load(words, 0) !== 0
  const clock = (): number => performance.now() * 1e6
  hostPartition({ parts, self, end, partitions, transport, isStopping, clock })
  transport.close()
} catch (error) {
  if (!('rings' in way)) throw error
  // Another thread that is gone tells for itself why.
  if (!(error instanceof TransportError)) {
    breakRings(way, self)
    throw error
  }
}
