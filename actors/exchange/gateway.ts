import type { Message } from '../../protocols/message.ts'
import { MessageQueue } from '../../protocols/message-queue.ts'

/** What comes in at a venue's door, one request at a time. */
export interface Gateway {
  /** A request arrived: it is served at once, when those before it are done, or turned away. */
  arrive(message: Message): void
  /** The service time of the request at the head is over. */
  complete(): void
  /** Requests that have arrived and are not served. */
  waiting(): number
  /** Those requests, and how many have ever come. */
  save(): SavedGateway
  /** Takes on what `save` gave. The completion that the first waits for is still to come. */
  restore(saved: SavedGateway): void
}

/** A gateway's state as plain values. */
export interface SavedGateway {
  /** The words of each request that waits, the next first, and its service time in ns. */
  readonly waiting: readonly { readonly words: readonly number[]; readonly span: number }[]
  readonly arrived: number
}

/** How a gateway serves. */
export interface GatewayTerms {
  /** ns that a request takes, 0 or more; the `nth` that arrived, from 1. */
  spanOf(request: Message, nth: number): number
  /** The most requests that may be there, the one in service among them; Infinity: any number. */
  readonly room: number
  /** Does what the request asks. */
  serve(request: Message): void
  /** Turns away one that finds no room. */
  refuse(request: Message): void
  /** Asks for `complete` to be called so many ns from now. */
  completeAfter(delay: number): void
}

/**
 * A gateway that serves requests in the order of their arrival, each for its time. One that takes
 * none and finds nobody before it is served in the step in which it arrives; otherwise each
 * completion is a timer of the venue, and a request that finds others waiting waits behind them.
 */
export function createGateway(terms: GatewayTerms): Gateway {
  const { spanOf, room, serve, refuse, completeAfter } = terms
  const queue = new MessageQueue(64)
  let spans: number[] = []
  let arrived = 0
  return {
    arrive(message) {
      const span = spanOf(message, ++arrived)
      if (span === 0 && queue.length === 0) {
        serve(message)
        return
      }
      if (queue.length >= room) {
        refuse(message)
        return
      }
      queue.push(message)
      spans.push(span)
      if (queue.length === 1) completeAfter(span)
    },
    complete() {
      const head = queue.shift()
      spans.shift()
      if (spans.length > 0) completeAfter(spans[0] as number)
      serve(head)
    },
    waiting: () => queue.length,
    save: () => ({
      waiting: queue.save().map((words, nth) => ({ words, span: spans[nth] as number })),
      arrived,
    }),
    restore(saved) {
      queue.restore(saved.waiting.map(({ words }) => words))
      spans = saved.waiting.map(({ span }) => span)
      arrived = saved.arrived
    },
  }
}
