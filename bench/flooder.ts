import { setImmediate as turn } from 'node:timers/promises'
import { connect } from '@nats-io/transport-node'
import { orderOf } from './live-orders.ts'

/** A process that sends orders of a participant as fast as its client can, until it is told to stop. */
const [, , servers, participant] = process.argv as [string, string, string, string]
const connection = await connect({ servers })
let isOver = false
let sent = 0
process.once('message', () => {
  isOver = true
})
process.send?.('begun')
while (!isOver) {
  for (let nth = 0; nth < 100; nth++) {
    connection.publish(`outcry.bench.orders.${participant}`, orderOf(++sent))
  }
  await connection.flush()
  await turn()
}
await connection.close()
process.send?.(sent)
process.disconnect()
