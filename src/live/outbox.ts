import { setTimeout as pause } from 'node:timers/promises'
import type { JetStreamClient } from '@nats-io/jetstream'
import { CELL_BYTES } from '../../protocols/cells.ts'
import { createDurations } from './durations.ts'

/** Frames on their way to the stream. */
export interface Outbox {
  /** Sends a frame: it reaches the stream at least once, in the order in which frames were sent. */
  send(subject: string, payload: Uint8Array): void
  /** Frames, and the messages in them, whose acknowledgement has not come. */
  readonly inFlight: number
  readonly messagesInFlight: number
  readonly acknowledged: number
  readonly repeated: number
  /** From sending to acknowledgement, ms. */
  readonly durations: ReturnType<typeof createDurations>
  /** Waits until the stream has all of it, or so many ms. */
  settle(patience: number): Promise<void>
}

interface Frame {
  readonly subject: string
  readonly payload: Uint8Array
  readonly sent: number
  isAcknowledged: boolean
}

/**
 * Frames for a stream. One whose acknowledgement does not come is sent again, and those after it: the
 * exchange takes each message once, by its number.
 * @param note hears of the first frame that is not taken, until all are again
 */
export function createOutbox(js: JetStreamClient, note: (text: string) => void): Outbox {
  const durations = createDurations()
  let frames: Frame[] = []
  let acknowledged = 0
  let repeated = 0
  let isMending = false

  const settled = (frame: Frame): void => {
    if (frame.isAcknowledged) return
    frame.isAcknowledged = true
    acknowledged++
    durations.add(performance.now() - frame.sent)
    let done = 0
    while (frames[done]?.isAcknowledged === true) done++
    if (done > 0) frames = frames.slice(done)
  }
  const mend = async (): Promise<void> => {
    if (isMending) return
    isMending = true
    let isTold = false
    while (frames.length > 0) {
      const frame = frames.find((each) => !each.isAcknowledged) as Frame
      repeated++
      await js.publish(frame.subject, frame.payload, { timeout: 2_000 }).then(
        () => settled(frame),
        (error: Error) => {
          if (!isTold)
            note(`${frame.subject} is not taken (${whyOf(error)}): sent again until it is`)
          isTold = true
          return pause(200)
        },
      )
    }
    isMending = false
  }

  return {
    durations,
    send(subject, payload) {
      const frame = { subject, payload, sent: performance.now(), isAcknowledged: false }
      frames.push(frame)
      // What is being sent again goes first.
      if (isMending) return
      js.publish(subject, payload, { timeout: 2_000 }).then(
        () => settled(frame),
        () => void mend(),
      )
    },
    get inFlight() {
      return frames.length
    },
    get messagesInFlight() {
      return frames.reduce((sum, { payload }) => sum + payload.length / CELL_BYTES, 0)
    },
    get acknowledged() {
      return acknowledged
    },
    get repeated() {
      return repeated
    },
    async settle(patience) {
      const end = performance.now() + patience
      while (frames.length > 0 && performance.now() < end) await pause(5)
    },
  }
}

/** Where a stream does not take a subject, the client says that there is no JetStream at all. */
const whyOf = (error: Error): string =>
  error.name === 'JetStreamNotEnabled' ? 'no stream takes it now' : error.message
