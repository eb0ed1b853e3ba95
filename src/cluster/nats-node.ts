import { setTimeout as pause } from 'node:timers/promises'
import { type NatsConnection, RequestError } from '@nats-io/transport-node'
import { startThread } from '../transport/thread.ts'
import { TransportError } from '../transport/transport.ts'
import {
  applicationOf,
  type Deal,
  dialMeeting,
  hashOfText,
  joinSubject,
  MeetingError,
  pulseOf,
  stageHash,
} from './meeting.ts'
import { makeStage } from './stage-source.ts'
import type { ThreadData } from './worker-run.ts'

/** A node: what it is, and which runs it takes part in. */
export interface NodeOptions {
  readonly servers: string
  /** What people call it. */
  readonly name: string
  /** The runs that it joins; default those called `outcry`. */
  readonly run?: string
  /** The version of the package. */
  readonly outcry: string
  /** The module that makes the stage from what the coordinator sends. @see StageSource */
  readonly module: string
  /** Told what it is dealt. */
  readonly onDealt?: (self: number, partitions: number) => void
  /** Aborted, with a reason in words, where this node is to leave. */
  readonly leaving?: AbortSignal
}

/** How a node's run ended: to its end, by whoever started it, or because this node left. */
export type NodeEnd = 'over' | 'stopped' | 'left'

/**
 * Joins the next run, hosts the partition that it is dealt, and returns when that is over. What comes
 * over the wire is data: which code makes a stage of it, the node knows.
 *
 * A node that leaves tells the others, whose run then ends at the last window that all of them finished.
 *
 * @throws MeetingError where the server is not there or the run refuses the node; TransportError where
 *   the connection, the coordinator or another node is gone
 */
export async function serveNode(options: NodeOptions): Promise<NodeEnd> {
  const { servers, name } = options
  const connection = await dialMeeting(servers, `node ${name}`)
  try {
    const deal = await join(connection, options)
    if (deal === undefined) return 'left'
    if (deal.refused !== undefined)
      throw new MeetingError(`the run refuses this node: ${deal.refused}`)
    const { self, partitions, prefix, input, inputHash } = deal
    options.onDealt?.(self, partitions)
    if (hashOfText(input) !== inputHash) throw new MeetingError('the scenario came garbled')
    const who = `node ${name} (partition ${self})`
    try {
      const end = await host(connection, options, deal)
      if (end === 'left') {
        connection.publish(`${prefix}.gone`, `${who} left the run: ${options.leaving?.reason}`)
      }
      return end
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      if (!connection.isClosed()) connection.publish(`${prefix}.gone`, `${who} failed: ${why}`)
      throw error
    }
  } finally {
    await connection.drain().catch(() => {})
  }
}

/** Asks for a partition until a run deals one. @returns nothing where the node leaves before */
async function join(connection: NatsConnection, options: NodeOptions): Promise<Deal | undefined> {
  const application = JSON.stringify(applicationOf(options.name, options.outcry))
  const subject = joinSubject(options.run ?? 'outcry')
  while (options.leaving?.aborted !== true) {
    if (connection.isClosed()) throw lostConnection(options.servers)
    try {
      return (await connection.request(subject, application, { timeout: 1_000 })).json<Deal>()
    } catch {
      // Nobody deals yet.
      await pause(100)
    }
  }
  return undefined
}

const lostConnection = (servers: string): TransportError =>
  new TransportError(`the connection to ${servers} is lost: start the node again where it is back`)

type Dealt = Extract<Deal, { readonly self: number }>

/** Hosts a partition on a thread of its own, and says meanwhile that it is there. */
async function host(
  connection: NatsConnection,
  { servers, module, leaving }: NodeOptions,
  { self, partitions, prefix, input, patience }: Dealt,
): Promise<NodeEnd> {
  const source = { module, input: JSON.parse(input) as unknown }
  const hash = stageHash(await makeStage(source))
  const words = new Int32Array(new SharedArrayBuffer(8))
  const set = (word: number) => () => {
    Atomics.store(words, word, 1)
    Atomics.notify(words, word)
  }
  let heard = performance.now()
  connection.subscribe(`${prefix}.stop`, { callback: set(0) })
  connection.subscribe(`${prefix}.go`, { callback: set(1) })
  let isOver = false
  connection.subscribe(`${prefix}.over`, {
    callback: () => {
      isOver = true
    },
  })
  await connection.flush()
  const data: ThreadData = {
    ...{ source, self, partitions },
    way: { servers, prefix },
    stopping: words.buffer as SharedArrayBuffer,
  }
  const thread = startThread(new URL('./partition-thread.ts', import.meta.url), data)
  let pulse: NodeJS.Timeout | undefined
  try {
    return await new Promise<NodeEnd>((resolve, reject) => {
      const leave = (): void => resolve('left')
      if (leaving?.aborted === true) leave()
      leaving?.addEventListener('abort', leave)
      thread.once('message', () => connection.publish(`${prefix}.ready.${self}`, hash))
      thread.once('error', reject)
      thread.once('exit', () => resolve(Atomics.load(words, 0) === 0 ? 'over' : 'stopped'))
      // Before the coordinator goes, it says why.
      connection.subscribe(`${prefix}.gone`, {
        callback: (_, message) => reject(new TransportError(message.string())),
      })
      connection.closed().then(() => reject(lostConnection(servers)))
      const lose = (why: string): void => {
        if (!isOver) reject(new TransportError(`the coordinator ${why}: start the run again`))
      }
      pulse = setInterval(() => {
        if (connection.isClosed()) return
        connection.request(`${prefix}.pulse.${self}`, '', { timeout: 2 * patience }).then(
          () => {
            heard = performance.now()
          },
          (error) => {
            // Whose connection is closed has nobody that listens: the server says so at once.
            if (error instanceof RequestError && error.isNoResponders()) lose('is gone')
          },
        )
        if (performance.now() - heard <= 2 * patience) return
        lose(`said nothing for ${(2 * patience) / 1000} s`)
      }, pulseOf(patience))
    })
  } finally {
    clearInterval(pulse)
    await thread.terminate()
  }
}
