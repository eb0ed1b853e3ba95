import type { Side } from '../../protocols/kind.ts'

/**
 * Hears, one after another, the requests that bring a venue's book to where a record has it. Orders
 * have numbers from 1 that are never used again; prices are in ticks, sizes in lots.
 */
export interface FlowSink {
  /** An order comes to rest. */
  submit(number: number, side: Side, price: number, size: number): void
  /** A resting order's total, filled lots included, becomes `total`; it keeps its place. */
  reduce(number: number, side: Side, price: number, total: number): void
  /** A resting order is withdrawn. */
  cancel(number: number, side: Side): void
  /**
   * An order of `side` takes `size` lots at `price`, the touch, and does not rest.
   * @param target the order that, by the record, it trades with
   */
  aggress(number: number, side: Side, price: number, size: number, target: number): void
  /** By price-time priority the aggressor before takes `lots` of that order. */
  taken(number: number, lots: number): void
}
