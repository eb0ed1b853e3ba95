import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CELL_WORDS } from '../../../protocols/cells.ts'
import { VERSION } from '../../../protocols/layout.ts'
import { startServer } from '../../../src/live/local-server.ts'
import { type Batch, createBatch, extend } from '../../../src/transport/batch.ts'
import { createAssembler, createNatsTransport, payloadOf } from '../../../src/transport/nats.ts'
import { emptyFolder } from '../cli/in-process.ts'

/** The most cells of one payload. */
const PART = 8_000

function batchOf(cells: number, says: number): Batch {
  const batch = createBatch()
  extend(batch, cells)
  const { words } = batch.cells
  for (let cell = 0; cell < cells; cell++) {
    words[cell * CELL_WORDS] = VERSION | (1 << 8)
    words[cell * CELL_WORDS + 4] = says + cell
  }
  return batch
}

/** What a sender sends of batches of so many cells, payload by payload. */
function payloadsOf(sizes: readonly number[]): Uint8Array[] {
  const payloads: Uint8Array[] = []
  for (const [nth, size] of sizes.entries()) {
    const batch = batchOf(size, nth * 100_000)
    for (let from = 0; from === 0 || from < size; from += PART) {
      payloads.push(payloadOf(batch, from, payloads.length))
    }
  }
  return payloads
}

/** The batches that payloads are put together to, each as its size and what its last cell says. */
function assembled(payloads: readonly Uint8Array[]): (readonly [number, number])[] {
  const assembler = createAssembler()
  return payloads.flatMap((bytes) => {
    const batch = assembler.take(bytes, 3)
    if (batch === undefined) return []
    const last = Math.max(0, batch.used - 1)
    return [[batch.used, batch.cells.words[last * CELL_WORDS + 4] as number] as const]
  })
}

const size = fc.oneof(fc.nat({ max: 5 }), fc.integer({ min: PART - 1, max: 2 * PART + 1 }))
const sizes = fc.array(size, { minLength: 2, maxLength: 5 })

test('batches of any size are put together again', () => {
  fc.assert(
    fc.property(sizes, (all) => {
      const plain = all.map((cells, nth) => [cells, cells === 0 ? 0 : nth * 100_000 + cells - 1])
      expect(assembled(payloadsOf(all))).toEqual(plain)
    }),
    { numRuns: 20 },
  )
})

test('a payload that is lost or comes twice is found out by the next that comes', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), (all, which) => {
      const payloads = payloadsOf(all)
      const nth = which % (payloads.length - 1)
      const lost = payloads.toSpliced(nth, 1)
      expect(() => assembled(lost)).toThrow(
        `payload ${nth} of partition 3 was lost: ${nth + 1} came`,
      )
      const twice = payloads.toSpliced(nth, 0, payloads[nth] as Uint8Array)
      expect(() => assembled(twice)).toThrow(`payload ${nth} of partition 3 came twice`)
    }),
    { numRuns: 20 },
  )
})

test('what continues another batch than the one in hand is no part of it', () => {
  const refused = 'partition 3 sent what is no part of a batch'
  const [large, other] = [batchOf(2 * PART + 1, 0), batchOf(2 * PART + 1, 7)]
  expect(() => createAssembler().take(payloadOf(large, PART, 0), 3)).toThrow(refused)
  const begun = createAssembler()
  expect(begun.take(payloadOf(large, 0, 0), 3)).toBeUndefined()
  expect(() => begun.take(payloadOf(other, 0, 1), 3)).toThrow(refused)
})

test('a payload that is lost and has no next is found out all the same', async () => {
  // A server that takes what one partition says to another, and throws it away.
  const file = join(emptyFolder(), 'nats.conf')
  const rules = '{ publish: { deny: "lossy.batch.1.0" } }'
  const user = `{ user: all, password: all, permissions: ${rules} }`
  writeFileSync(file, `authorization: { users: [${user}] }\nno_auth_user: all\n`)
  const server = await startServer(undefined, ['-c', file])
  const meeting = { servers: server.url, prefix: 'lossy' }
  const ends = [0, 1].map((self) =>
    createNatsTransport(meeting, { self, partitions: 2, hasListener: false }),
  )
  try {
    const [from, to] = ends
    from?.flush()
    const hear = (): void => {
      for (let second = 0; second < 10; second++) to?.drain(() => {}, 1_000)
    }
    expect(hear).toThrow('payload 0 of partition 0 was lost: it has sent 1')
  } finally {
    for (const end of ends) end.close()
    await server.stop()
  }
})
