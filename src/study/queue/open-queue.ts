import {
  AckPolicy,
  type ConsumerInfo,
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { type Dial, dial, LiveError } from '../../live/dial.ts'
import { STUDIES, WORK, workNames } from './queue-names.ts'

/** How long a run that nobody says anything of is left to its worker, ns: 10 s. */
const ACK_WAIT = 10_000_000_000

/** How long a study that nobody takes up again is kept, ns: 30 days. */
const KEPT = 30 * 86_400_000_000_000

/** A connection to the work queue. */
export interface Queue {
  readonly connection: NatsConnection
  readonly js: JetStreamClient
  readonly jsm: JetStreamManager
  /** Of the version's workers. */
  readonly consumer: ConsumerInfo
}

/**
 * Comes to the work queue of a server, and makes it where it is not there.
 * @param ackWait ns after which a run is given to another worker, where its own says nothing; what
 *   whoever makes the queue says
 * @throws LiveError where the server is not there or has no JetStream
 */
export async function joinQueue(
  who: Dial,
  outcry: string,
  ackWait: number = ACK_WAIT,
): Promise<Queue> {
  const connection = await dial(who)
  try {
    const jsm = await jetstreamManager(connection, { timeout: 5_000, checkAPI: false })
    const consumer = await openQueue(jsm, outcry, ackWait)
    return { connection, js: jetstream(connection), jsm, consumer }
  } catch (error) {
    await connection.close()
    throw error
  }
}

/**
 * Makes the streams of the work queue, and the consumer of this version's workers, where they are not
 * there yet; coordinators and workers may come in any order.
 *
 * A subject holds one message, and refuses a second for as long as the first is there: a run waits
 * once, and comes to one result, whoever says it and however often. A window of message ids would
 * forget after two minutes.
 *
 * @throws LiveError where the server has no JetStream
 */
async function openQueue(
  jsm: JetStreamManager,
  outcry: string,
  ackWait: number,
): Promise<ConsumerInfo> {
  const common = {
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    discard_new_per_subject: true,
    max_msgs_per_subject: 1,
    allow_direct: true,
  }
  const work = { ...common, name: WORK, subjects: ['outcry.work.>'] }
  const studies = { ...common, name: STUDIES, subjects: ['outcry.study.>'], max_age: KEPT }
  const { consumer, jobs } = workNames(outcry)
  try {
    const there = new Set<string>()
    for await (const name of jsm.streams.names('outcry.>')) there.add(name)
    if (!there.has(WORK)) await jsm.streams.add({ ...work, retention: RetentionPolicy.Workqueue })
    if (!there.has(STUDIES))
      await jsm.streams.add({ ...studies, retention: RetentionPolicy.Limits })
    const known = await jsm.consumers.info(WORK, consumer).catch(() => undefined)
    if (known !== undefined) return known
    return await jsm.consumers.add(WORK, {
      durable_name: consumer,
      filter_subject: `${jobs}.>`,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWait,
      // As many as there are threads of workers.
      max_ack_pending: -1,
      max_waiting: 8_192,
    })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new LiveError(
      `the work queue cannot be made: ${why}; is the server started with JetStream (nats-server --jetstream)?`,
      { cause },
    )
  }
}
