/**
 * How partitions of one run hand each other messages: cells as they are, batch by batch. It carries
 * and does not look; when a batch must be taken in is for the synchronisation to know.
 *
 * A transport joins partitions 0 to `partitions − 1` and, where there is one, a listener, whose
 * number is `partitions`: it hears every partition and says nothing. Each of them holds one end.
 * Batches of one sender come whole and in order, exactly once each; batches of several senders are
 * shown by sender, lowest first.
 */
export interface Transport {
  /** Adds a message, `count` cells from `cell` on, to the next batch for `to`. It is copied. */
  post(to: number, words: Uint32Array, cell: number, count: number): void
  /**
   * Hands over a batch to every other end, of what was posted for it, were it nothing. Waits where
   * others are too far behind to take more, and takes in meanwhile what they say.
   * @throws TransportError where one of them is gone
   */
  flush(): void
  /**
   * Takes in the next batch of every other partition, and calls `visit` with each message in it.
   *
   * @param patience how long to wait for a batch that is not there yet, ms; default for ever
   * @returns false where one is not there in time: nothing was shown, and the next call begins anew
   * @throws TransportError where a batch was lost, or whoever was to send it is gone
   */
  drain(visit: Visit, patience?: number): boolean
  /** Gives back what the end holds. Others are not told. */
  close(): void
}

/** Where the message that is shown lies; its bytes are good until this returns. */
export type Visit = (words: Uint32Array, cell: number, count: number) => void

/** Whom a transport joins, and whose end it is. */
export interface Ends {
  /** 0..partitions − 1 for a partition, `partitions` for the listener. */
  readonly self: number
  /** How many partitions there are, 1..256. */
  readonly partitions: number
  readonly hasListener: boolean
}

/** A transport that cannot carry any more: whose batch is lost, and why. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
}
