import { takeOut } from './batch.ts'
import { createEnd, Inbox } from './end.ts'
import { type Transport, TransportError } from './transport.ts'

/**
 * Transport between partitions of one thread: an end for each of `partitions`, and one more for the
 * listener. Nothing comes while one of them waits, so each must have flushed before any drains: what
 * would wait for ever throws.
 */
export function createMemoryTransport(partitions: number, hasListener = false): Transport[] {
  const count = partitions + (hasListener ? 1 : 0)
  const inboxes = Array.from({ length: count }, () => new Inbox(partitions))
  return inboxes.map((inbox, self) =>
    createEnd({ self, partitions, hasListener }, inbox, {
      send(to, batch) {
        inboxes[to]?.put(self, takeOut(batch))
      },
      take(patience) {
        if (patience !== Number.POSITIVE_INFINITY) return
        throw new TransportError(`partition ${self} waits for what nobody has handed over`)
      },
      close() {},
    }),
  )
}
