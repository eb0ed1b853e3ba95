import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream'
import { LiveError } from './dial.ts'
import { inputSubjects, type LiveNames } from './names.ts'

/** How a market's streams are kept. */
export interface StreamTerms {
  /** How many servers keep each: 1 or 3. */
  readonly replicas: number
  /** The most bytes of inputs, beyond which the stream takes no more; outputs have 8 times as many. */
  readonly room: number
  /** The most bytes that one frame may have. */
  readonly frame: number
  /** The most frames of one participant that the stream takes, so that no flood fills it. */
  readonly quota: number
}

/** Bytes of outputs to one of inputs: each report has a head, and a trade two reports. */
const SHARE = 8

/**
 * Makes the streams of a market where they are not there yet.
 * @throws LiveError where the server has no JetStream, or keeps them otherwise
 */
export async function openStreams(
  jsm: JetStreamManager,
  names: LiveNames,
  { replicas, room, frame, quota }: StreamTerms,
): Promise<void> {
  const common = {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    // A full stream refuses; it forgets nothing.
    discard: DiscardPolicy.New,
    num_replicas: replicas,
    max_bytes: room,
  }
  const inputs = { ...common, subjects: inputSubjects(names) }
  try {
    const there = new Set<string>()
    for await (const name of jsm.streams.names(names.control)) there.add(name)
    for await (const name of jsm.streams.names(`${names.reports}.>`)) there.add(name)
    if (!there.has(names.inputs)) {
      await jsm.streams.add({
        ...{ ...inputs, name: names.inputs, max_msg_size: frame },
        ...{ max_msgs_per_subject: quota, discard_new_per_subject: true },
      })
    }
    if (there.has(names.outputs)) return
    const outputs = { ...common, subjects: [`${names.reports}.*.*`], max_bytes: SHARE * room }
    await jsm.streams.add({ ...outputs, name: names.outputs })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new LiveError(
      `the streams of ${names.market} cannot be made: ${why}; is the server started with JetStream ` +
        '(nats-server --jetstream)?',
      { cause },
    )
  }
}

/** Throws away a market's streams, and all that is in them, where there are any. */
export async function removeStreams(jsm: JetStreamManager, names: LiveNames): Promise<void> {
  for (const stream of [names.inputs, names.outputs])
    await jsm.streams.delete(stream).catch(() => {})
}
