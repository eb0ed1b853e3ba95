import type { Message } from '../../protocols/message.ts'
import { MessageQueue } from '../../protocols/message-queue.ts'

/** What comes in at a venue's door, one request at a time. */
export interface Gateway {
  /** A request arrived: it is served at once, or when those before it are done. */
  arrive(message: Message): void
  /** The service time of the request at the head is over. */
  complete(): void
  /** Requests that have arrived and are not served. */
  readonly waiting: number
  /** The words of those requests, the next first. */
  save(): number[][]
  /** Takes on what `save` gave. The completion that the first waits for is still to come. */
  restore(saved: readonly (readonly number[])[]): void
}

/**
 * A gateway that serves requests in the order of their arrival, `service` ns each. With no service
 * time a request is served in the step in which it arrives; otherwise each completion is a timer
 * of the venue, and a request that finds others waiting waits behind them, however many they are.
 *
 * @param service ns a request, 0 or more
 * @param serve does what the request asks
 * @param completeAfter asks for `complete` to be called so many ns from now
 */
export function createGateway(
  service: number,
  serve: (message: Message) => void,
  completeAfter: (delay: number) => void,
): Gateway {
  const queue = new MessageQueue(64)
  return {
    arrive(message) {
      if (service === 0) {
        serve(message)
        return
      }
      queue.push(message)
      if (queue.length === 1) completeAfter(service)
    },
    complete() {
      const head = queue.shift()
      if (queue.length > 0) completeAfter(service)
      serve(head)
    },
    get waiting() {
      return queue.length
    },
    save: () => queue.save(),
    restore: (saved) => queue.restore(saved),
  }
}
