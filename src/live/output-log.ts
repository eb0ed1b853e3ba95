import { setTimeout as pause } from 'node:timers/promises'
import { JetStreamApiError, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import { LiveError } from './dial.ts'

/**
 * Where in the outputs a message stands: of which inputs it is, from the `first` to the last, `input`,
 * and its how manieth.
 */
export interface OutputPlace {
  readonly first: number
  readonly input: number
  readonly part: number
}

/** A message of the outputs. */
interface Output extends OutputPlace {
  readonly subject: string
  readonly payload: Uint8Array
  /** The stream's sequence before it. */
  readonly after: number
}

/** How many outputs may wait for the stream's acknowledgement. */
const IN_FLIGHT = 512

/**
 * What venues told participants, appended to its stream once each and in order: every message says
 * after which it comes, so that the stream refuses what a second exchange, or an earlier epoch of
 * this one, would add.
 */
export interface OutputLog {
  /** What the stream had last when it was opened: what was said together is to be said so again. */
  readonly had: OutputPlace
  /** Outputs that are not acknowledged. */
  readonly waiting: number
  /** Outputs that the stream has of this exchange. */
  readonly appended: number
  /** Appends a message. @throws LiveError where another has taken over, or the stream is full */
  append(place: OutputPlace, subject: string, payload: Uint8Array): void
  /** Waits until so few are not acknowledged. @throws LiveError where another has taken over, or the stream is full */
  settle(atMost?: number): Promise<void>
  /** Leaves what the stream does not have. */
  close(): void
}

/** The log of a stream, which goes on after what the stream has. */
export async function openOutputLog(
  js: JetStreamClient,
  jsm: JetStreamManager,
  stream: string,
  epoch: number,
): Promise<OutputLog> {
  const had = await placeOfLast(jsm, stream)
  let next = had.sequence
  let waiting: Output[] = []
  let appended = 0
  let failure: LiveError | undefined
  let isMending = false
  let isClosed = false

  const send = (output: Output): void => {
    const { subject, payload, after, first, input, part } = output
    const head = headers()
    head.set('Outcry-First', `${first}`)
    head.set('Outcry-Input', `${input}`)
    head.set('Outcry-Part', `${part}`)
    head.set('Outcry-Epoch', `${epoch}`)
    js.publish(subject, payload, {
      headers: head,
      expect: { lastSequence: after },
      timeout: 5_000,
    }).then(
      () => settled(after),
      (error: unknown) => void mend(error),
    )
  }
  const settled = (after: number): void => {
    // The stream has it, and so all before it.
    const done = after + 1 - (waiting[0]?.after ?? next)
    if (done <= 0) return
    waiting = waiting.slice(done)
    appended += done
  }
  /** After a failure: what the stream does not have is sent again. */
  const mend = async (error: unknown): Promise<void> => {
    if (isFull(error)) failure ??= new LiveError(`${stream} is full: make room with --room`)
    if (isMending || waiting.length === 0) return
    isMending = true
    for (let isKnown = false; !isKnown && !isClosed; ) {
      await pause(200)
      try {
        const last = await placeOfLast(jsm, stream)
        const mine = waiting.find(({ after }) => after + 1 === last.sequence)
        const from = waiting[0]?.after ?? next
        const isForeign =
          last.sequence > from && (mine?.input !== last.input || mine.part !== last.part)
        if (isForeign) failure = new LiveError('another exchange of this market has taken over')
        else settled(last.sequence - 1)
        isKnown = true
      } catch {
        // The stream has no leader yet.
      }
    }
    isMending = false
    if (failure === undefined && !isClosed) for (const output of [...waiting]) send(output)
  }

  return {
    had,
    get waiting() {
      return waiting.length
    },
    get appended() {
      return appended
    },
    append(place, subject, payload) {
      if (failure !== undefined) throw failure
      const output = { ...place, subject, payload, after: next++ }
      waiting.push(output)
      if (!isMending) send(output)
    },
    async settle(atMost = 0) {
      while (waiting.length > atMost && failure === undefined) await pause(1)
      if (failure !== undefined) throw failure
    },
    close() {
      isClosed = true
    },
  }
}

/** The most outputs that wait before their exchange does. */
export const ROOM = IN_FLIGHT

/** Where the last message of the outputs stands. */
async function placeOfLast(jsm: JetStreamManager, stream: string) {
  const { state } = await jsm.streams.info(stream)
  const sequence = state.last_seq
  if (state.messages === 0) return { sequence, first: 0, input: 0, part: 0 }
  const last = await jsm.streams.getMessage(stream, { seq: sequence })
  if (last === null) throw new LiveError(`${stream}: its last message cannot be read`)
  const number = (name: string): number => Number(last.header.get(name))
  const [first, input] = [number('Outcry-First'), number('Outcry-Input')]
  return { sequence, first, input, part: number('Outcry-Part') }
}

/** Whether the stream takes no more: the code of a stream that has as many bytes as it may. */
const isFull = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === MAXIMUM_BYTES
const MAXIMUM_BYTES = 10_077
