/** What a step of an order flow does. */
export const Step = {
  /** An order for the day comes in. */
  submit: 1,
  /** An order's total, filled lots included, becomes `size`; it keeps its place. */
  reduce: 2,
  /** What is left of an order is withdrawn. */
  cancel: 3,
  /** An order comes in that takes what it can at its limit, and does not rest. */
  aggress: 4,
  /** Nothing is said: by the record, the aggressor before took `size` lots of this order. */
  taken: 5,
} as const
export type Step = (typeof Step)[keyof typeof Step]

/**
 * Requests to one venue in one instrument, recorded elsewhere, in the order of their time: a row of
 * each list is a step. In a venue where nobody else trades they give the recorded book.
 */
export interface OrderFlow {
  /** How many steps there are. */
  readonly count: number
  /** The largest number of an order. */
  readonly orders: number
  /** ns since the flow's beginning, not decreasing. */
  readonly times: Float64Array
  readonly steps: Uint8Array
  /** The order's own number, from 1; one that comes in has a new one. */
  readonly numbers: Uint32Array
  /** The order's own side; 0 where a step has none. */
  readonly sides: Uint8Array
  /** Ticks; 0 where a step has none. */
  readonly prices: Uint32Array
  /** Lots; 0 in a cancel. */
  readonly sizes: Uint32Array
}
