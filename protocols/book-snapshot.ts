import type { Kind, Reason, Side } from './kind.ts'
import type { InstrumentId, Lots, OrderId, Ticks } from './units.ts'

/** Asks a venue for the book of an instrument by price levels; `orderId` is the asker's number for it. */
export interface SnapshotRequest {
  readonly kind: typeof Kind.snapshotRequest
  readonly instrument: InstrumentId
  readonly orderId: OrderId
}
/**
 * One level of the book that was asked for: `size` lots of `count` orders, as `depthByPrice` had told
 * it by its publication `number`. Levels come best first, bids before offers.
 */
export interface SnapshotLevel {
  readonly kind: typeof Kind.snapshotLevel
  readonly instrument: InstrumentId
  readonly orderId: OrderId
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly count: number
  readonly number: number
}
/**
 * The book is complete: `count` levels, after the publication `number` of `depthByPrice`. With a
 * `reason` there is none: the venue publishes no levels (`unsupported`), or could not answer.
 */
export interface SnapshotEnd {
  readonly kind: typeof Kind.snapshotEnd
  readonly instrument: InstrumentId
  readonly orderId: OrderId
  readonly number: number
  readonly count: number
  readonly reason: Reason
}
