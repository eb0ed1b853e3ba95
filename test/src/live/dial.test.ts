import { connect } from '@nats-io/transport-node'
import { expect, test } from 'vitest'
import { dial, hangUp } from '../../../src/live/dial.ts'
import { startServer } from '../../../src/live/local-server.ts'

test('a connection whose server is away is ended all the same, and one whose server is there has said all', async () => {
  const server = await startServer()
  const hears = await connect({ servers: server.url })
  const heard = new Promise<string>((resolve) => {
    hears.subscribe('said', { callback: (_, message) => resolve(message.string()) })
  })
  await hears.flush()
  const [speaks, waits] = await Promise.all(
    ['speaks', 'waits'].map((name) => dial({ servers: server.url, name })),
  )
  if (speaks === undefined || waits === undefined) throw new Error('nobody joined')
  speaks.publish('said', 'all of it')
  await hangUp(speaks)
  expect(await heard).toBe('all of it')
  await hears.close()
  await server.stop()
  waits.publish('said', 'to nobody')
  await hangUp(waits, 50)
  expect(waits.isClosed()).toBe(true)
}, 10_000)
