const TERMS = 4
const DISPLAY = 0
const RESERVE = 1
const EXPIRES = 2

/**
 * What some orders have beside the facts that all have: an iceberg's display and reserve, and a
 * time to expire. A row of floats an order, by its slot in the store; a plain order has none, and
 * nobody looks. The rows are there once the first order needs one.
 */
export class OrderTerms {
  private rows = new Float64Array(0)

  /** Writes an order's row: lots shown at a time, and ns of the session at which it expires. */
  set(at: number, display: number, expires: number): void {
    const row = at * TERMS
    if (row >= this.rows.length) {
      const larger = new Float64Array(Math.max(64 * TERMS, 2 * row))
      larger.set(this.rows)
      this.rows = larger
    }
    const { rows } = this
    rows[row + DISPLAY] = display
    rows[row + RESERVE] = 0
    rows[row + EXPIRES] = expires
  }

  /** Lots shown at a time; 0: it is no iceberg. */
  display(at: number): number {
    return this.rows[at * TERMS + DISPLAY] as number
  }
  /** Open lots that are neither shown nor can trade yet. */
  reserve(at: number): number {
    return this.rows[at * TERMS + RESERVE] as number
  }
  setReserve(at: number, reserve: number): void {
    this.rows[at * TERMS + RESERVE] = reserve
  }
  /** When it expires, in ns since the session's start; 0: at no time of its own. */
  expires(at: number): number {
    return this.rows[at * TERMS + EXPIRES] as number
  }
}
