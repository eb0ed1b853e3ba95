import { type MessagePort, workerData } from 'node:worker_threads'
import { connect } from '@nats-io/transport-node'
import { type FromLink, type LinkData, lostText, serversOf, type ToLink } from './nats.ts'

const { servers, prefix, self, partitions, bell, port: given } = workerData as LinkData
const port = given as MessagePort
const bells = new Int32Array(bell)
/** How often an end says how many payloads it has sent, ms: of a lost one there may be no next. */
const TELL = 1_000
const sent = new Uint32Array(partitions + 1)
const came = new Uint32Array(partitions)
let isTold = true

/** The end that this link serves sleeps until its bell rings. */
function say(message: FromLink): void {
  port.postMessage(message)
  Atomics.add(bells, 0, 1)
  Atomics.notify(bells, 0)
}

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error))

try {
  const name = `outcry partition ${self}`
  const connection = await connect({ servers: serversOf(servers), reconnect: false, name })
  let closing = false
  connection.subscribe(`${prefix}.batch.${self}.*`, {
    callback: (error, { subject, data }) => {
      const from = Number(subject.split('.').at(-1))
      came[from] = (came[from] as number) + 1
      if (error) say({ is: 'lost', why: why(error) })
      else say({ is: 'payload', from, bytes: data.slice() })
    },
  })
  connection.subscribe(`${prefix}.sent.*`, {
    callback: (_, { subject, data }) => {
      const from = Number(subject.split('.').at(-1))
      if (from === self) return
      const all = new DataView(data.buffer, data.byteOffset).getUint32(4 * self, true)
      const here = came[from] as number
      if (all > here) say({ is: 'lost', why: lostText(here, from, `it has sent ${all}`) })
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
  const telling = setInterval(() => {
    if (!isTold) connection.publish(`${prefix}.sent.${self}`, new Uint8Array(sent.slice().buffer))
    isTold = true
  }, TELL)
  port.on('message', (message: ToLink) => {
    if (message.is === 'payload') {
      connection.publish(`${prefix}.batch.${message.to}.${self}`, message.bytes)
      sent[message.to] = (sent[message.to] as number) + 1
      isTold = false
    } else if (message.is === 'heard') connection.publish(`${prefix}.heard`, `${message.batches}`)
    else {
      closing = true
      clearInterval(telling)
      // One that is lost has nothing left to hand over.
      const end = (): void => port.close()
      connection.drain().then(end, end)
    }
  })
  connection.closed().then((error) => {
    const because = error === undefined ? '' : `: ${why(error)}`
    if (!closing) say({ is: 'lost', why: `the connection to ${servers} is lost${because}` })
  })
  await connection.flush()
  say({ is: 'ready' })
} catch (error) {
  say({ is: 'lost', why: `${servers}: ${why(error)}` })
  port.close()
}
