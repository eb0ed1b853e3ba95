import type { JetStreamClient, PubAck } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { createOutbox } from '../../../src/live/outbox.ts'

test('what a stream refuses for a time is said once, and taken in the order in which it was sent', async () => {
  const taken: number[] = []
  let refusals = 6
  const js = {
    async publish(_subject: string, payload: Uint8Array): Promise<PubAck> {
      if (taken.length >= 2 && refusals-- > 0)
        throw Object.assign(new Error('no JetStream'), { name: 'JetStreamNotEnabled' })
      taken.push(payload[0] as number)
      return {} as PubAck
    },
  }
  const said: string[] = []
  const outbox = createOutbox(js as unknown as JetStreamClient, (text) => said.push(text))
  for (let number = 1; number <= 6; number++) outbox.send('orders.a.1', Uint8Array.of(number))
  await outbox.settle(10_000)
  expect([outbox.inFlight, outbox.acknowledged]).toEqual([0, 6])
  expect(outbox.repeated).toBeGreaterThan(0)
  // Those that were on their way beside the first that was refused may come before it.
  expect([...taken].sort()).toEqual([1, 2, 3, 4, 5, 6])
  expect(said).toEqual(['orders.a.1 is not taken (no stream takes it now): sent again until it is'])
})
