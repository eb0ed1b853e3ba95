import type {
  JetStreamClient,
  JetStreamManager,
  JsMsg,
  OrderedConsumerOptions,
} from '@nats-io/jetstream'
import { again } from './again.ts'

/** How often it is looked whether somebody wants to stop, ms. */
const LOOK = 50

/** What of a stream is read. */
export interface Reading {
  /** The sequence after which it begins; left out: what comes from now on. */
  readonly after?: number
  /** The subjects that are read; left out: all. */
  readonly filter?: string
  /** ms of silence after which it is asked whether the stream has more. */
  readonly silence: number
  readonly isStopping: () => boolean
}

/**
 * Every message of a stream, once each and in order, until somebody stops it.
 *
 * The client's consumer finds gaps by itself. One whose server has died may stay silent for good, so
 * that where the stream has more than was heard, it is made anew after the last that was.
 */
export async function* readStream(
  js: JetStreamClient,
  jsm: JetStreamManager,
  stream: string,
  { after, filter, silence, isStopping }: Reading,
): AsyncGenerator<JsMsg, void> {
  const lastOf = async (): Promise<number> => (await jsm.streams.info(stream)).state.last_seq
  let last = after ?? (await again(lastOf))
  while (!isStopping()) {
    const from = { opt_start_seq: last + 1 }
    const terms = filter === undefined ? from : { ...from, filter_subjects: filter }
    const messages = await again(() => inTime(open(js, stream, terms)))
    const iterator = messages[Symbol.asyncIterator]()
    let heard = performance.now()
    let give: () => void = () => {}
    // A promise for each wait: on one for all of them every message would leave something behind.
    const next = (): Promise<IteratorResult<JsMsg> | undefined> =>
      new Promise((resolve, reject) => {
        give = () => resolve(undefined)
        iterator.next().then(resolve, reject)
      })
    const timer = setInterval(() => {
      if (isStopping()) give()
      if (performance.now() - heard < silence) return
      heard = performance.now()
      lastOf().then(
        (newest) => newest > last && performance.now() - heard < silence && give(),
        () => {},
      )
    }, LOOK)
    try {
      // A consumer whose server has died may not even end when it is told to.
      for (;;) {
        const taken = await next()
        if (taken === undefined || taken.done === true) break
        heard = performance.now()
        last = taken.value.seq
        yield taken.value
      }
    } finally {
      clearInterval(timer)
      messages.stop()
    }
  }
}

/** How long a consumer may take to be made, ms. */
const PATIENCE = 5_000

/** @throws Error where it takes longer than a cluster may */
function inTime<Result>(promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a stream does not answer')), PATIENCE)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

async function open(js: JetStreamClient, stream: string, terms: Partial<OrderedConsumerOptions>) {
  const consumer = await js.consumers.get(stream, terms)
  return consumer.consume({ max_messages: 1_000 })
}
