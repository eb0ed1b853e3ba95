/**
 * How partitions of one run hand each other messages: cells as they are, batch by batch. It carries
 * and does not look; when a batch must be taken in is for the synchronisation to know.
 */
export interface Transport {
  /** Adds a message, `count` cells from `cell` on, to the next batch for partition `to`. */
  post(to: number, words: Uint32Array, cell: number, count: number): void
  /** Hands over what was posted. */
  flush(): void
  /** Calls `visit` with each message that was handed over for this partition, oldest first. */
  drain(visit: (words: Uint32Array, cell: number, count: number) => void): void
}
