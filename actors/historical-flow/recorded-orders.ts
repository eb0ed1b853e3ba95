/** What is known of an order. */
export const Known = {
  /** It has not been sent. */
  nothing: 0,
  /** It was sent, and nothing is known to have ended it. */
  live: 1,
  /** Its end was asked for. */
  ending: 2,
  gone: 3,
} as const
export type Known = (typeof Known)[keyof typeof Known]

/**
 * Orders as their record has them and as the venue has them: what should be left of each, and what
 * is, as far as reports have come. All counts are lots.
 */
export class RecordedOrders {
  private readonly states: Uint8Array
  /** The order's total by the record, as last asked of the venue, and what it reported filled. */
  private readonly recorded: Int32Array
  private readonly asked: Int32Array
  private readonly fills: Int32Array
  /** What the record leaves of it, and what aggressors on their way are to take of it first. */
  private readonly due: Int32Array
  private readonly expected: Int32Array

  /** @param orders the largest number of an order */
  constructor(orders: number) {
    this.states = new Uint8Array(orders + 1)
    this.recorded = new Int32Array(orders + 1)
    this.asked = new Int32Array(orders + 1)
    this.fills = new Int32Array(orders + 1)
    this.due = new Int32Array(orders + 1)
    this.expected = new Int32Array(orders + 1)
  }

  /** What is known of the order. */
  stateOf(order: number): Known {
    return (this.states[order] ?? Known.nothing) as Known
  }

  /** Something became of the order. */
  enter(order: number, state: Known): void {
    this.states[order] = state
  }

  /** The order is sent. */
  begin(order: number, size: number): void {
    this.states[order] = Known.live
    this.recorded[order] = size
    this.asked[order] = size
    this.due[order] = size
  }

  /** The record makes the order's total `total`. @returns the total to ask the venue for */
  amend(order: number, total: number): number {
    const less = at(this.recorded, order) - total
    this.recorded[order] = total
    add(this.due, order, -less)
    add(this.asked, order, -less)
    return at(this.asked, order)
  }

  /** The record ends the order. */
  withdraw(order: number): void {
    this.due[order] = 0
  }

  /** By the record, an aggressor that is sent takes `lots` of the order. */
  expect(order: number, lots: number): void {
    add(this.due, order, -lots)
    add(this.expected, order, lots)
  }

  /** It is known what that aggressor took. */
  settle(order: number, lots: number): void {
    add(this.expected, order, -lots)
  }

  /** The venue reports that so much of the order traded. */
  fill(order: number, lots: number): void {
    add(this.fills, order, lots)
  }

  /** Lots that are left beyond those that should be, as far as is known; 0 or more. */
  surplus(order: number): number {
    const left = at(this.asked, order) - at(this.fills, order)
    return Math.max(0, left - Math.max(0, at(this.due, order)) - at(this.expected, order))
  }

  /** Asks for so many lots less than the record. @returns the total to ask the venue for; or 0 */
  cut(order: number, lots: number): number {
    add(this.asked, order, -lots)
    return at(this.asked, order) > at(this.fills, order) ? at(this.asked, order) : 0
  }
}

const at = (list: Int32Array, order: number): number => list[order] as number

function add(list: Int32Array, order: number, lots: number): void {
  list[order] = at(list, order) + lots
}
