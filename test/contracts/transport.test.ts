import { createMemoryTransport } from '../../src/transport/memory.ts'
import { createSharedRings, createWorkerTransport } from '../../src/transport/worker.ts'
import { transportContract } from './transport.ts'

transportContract({
  name: 'memory',
  runs: 100,
  async join(partitions) {
    return { ends: createMemoryTransport(partitions, true), async close() {} }
  },
})

transportContract({
  name: 'worker',
  runs: 100,
  async join(partitions) {
    const rings = createSharedRings(partitions, true, 256)
    const numbers = Array.from({ length: partitions + 1 }, (_, self) => self)
    return { ends: numbers.map((self) => createWorkerTransport(rings, self)), async close() {} }
  },
})
