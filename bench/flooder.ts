import { setImmediate as turn } from 'node:timers/promises'
import { connect } from '@nats-io/transport-node'
import { orderOf } from './live-orders.ts'

/** A process that sends orders as fast as its client can, until it is told to stop. */
const connection = await connect({ servers: process.argv[2] as string })
let isOver = false
let sent = 0
process.once('message', () => {
  isOver = true
})
process.send?.('begun')
while (!isOver) {
  for (let nth = 0; nth < 100; nth++) {
    connection.publish('outcry.bench.orders.noise.1', orderOf(++sent))
  }
  await connection.flush()
  await turn()
}
await connection.close()
process.send?.(sent)
process.disconnect()
