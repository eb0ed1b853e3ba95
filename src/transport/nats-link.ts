import { type MessagePort, workerData } from 'node:worker_threads'
import { connect } from '@nats-io/transport-node'
import type { FromLink, LinkData, ToLink } from './nats.ts'

const { servers, prefix, self, partitions, bell, port: given } = workerData as LinkData
const port = given as MessagePort
const bells = new Int32Array(bell)

/** The end that this link serves sleeps until its bell rings. */
function say(message: FromLink): void {
  port.postMessage(message)
  Atomics.add(bells, 0, 1)
  Atomics.notify(bells, 0)
}

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error))

try {
  const connection = await connect({ servers, reconnect: false, name: `outcry partition ${self}` })
  let closing = false
  connection.subscribe(`${prefix}.batch.${self}.*`, {
    callback: (error, { subject, data }) => {
      if (error) say({ is: 'lost', why: why(error) })
      else say({ is: 'payload', from: Number(subject.split('.').at(-1)), bytes: data.slice() })
    },
  })
  connection.subscribe(`${prefix}.gone`, {
    callback: (_, message) => say({ is: 'lost', why: message.string() }),
  })
  if (self < partitions) {
    connection.subscribe(`${prefix}.heard`, {
      callback: (_, message) => say({ is: 'heard', batches: Number(message.string()) }),
    })
  }
  port.on('message', (message: ToLink) => {
    if (message.is === 'payload') {
      connection.publish(`${prefix}.batch.${message.to}.${self}`, message.bytes)
    } else if (message.is === 'heard') connection.publish(`${prefix}.heard`, `${message.batches}`)
    else {
      closing = true
      connection.drain().finally(() => port.close())
    }
  })
  connection.closed().then((error) => {
    if (!closing) say({ is: 'lost', why: `the connection to ${servers} is lost: ${why(error)}` })
  })
  await connection.flush()
  say({ is: 'ready' })
} catch (error) {
  say({ is: 'lost', why: `${servers}: ${why(error)}` })
  port.close()
}
