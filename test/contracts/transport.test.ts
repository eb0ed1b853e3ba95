import { afterAll, beforeAll, describe } from 'vitest'
import { type LocalServer, startServer } from '../../src/live/local-server.ts'
import { createMemoryTransport } from '../../src/transport/memory.ts'
import { createNatsTransport } from '../../src/transport/nats.ts'
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

describe('over a server', () => {
  let server: LocalServer
  let meetings = 0
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())

  transportContract({
    name: 'nats',
    runs: 2,
    async join(partitions) {
      const meeting = { servers: server.url, prefix: `contract.${++meetings}` }
      const numbers = Array.from({ length: partitions + 1 }, (_, self) => self)
      const ends = numbers.map((self) =>
        createNatsTransport(meeting, { self, partitions, hasListener: true }),
      )
      return {
        ends,
        async close() {
          for (const end of ends) end.close()
        },
      }
    },
  })
})
