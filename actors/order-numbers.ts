import { type OrderId, orderId } from '../protocols/units.ts'

/** Numbers of one life. A life has its own, since what an earlier one sent may still live. */
const NUMBERS_A_LIFE = 2 ** 22
const LIVES = 2 ** 10

/** A trader's own numbers for what it sends a venue. */
export interface OrderNumbers {
  /** Begins a life: `life` is what `start` told. A first life may go without. */
  begin(life: number): void
  /** The next number, from 1 in a first life. */
  next(): OrderId
}

/** Numbers that no other life of the trader gives, for 1,024 lives of 4 million numbers each. */
export const createOrderNumbers = (): OrderNumbers => new Numbers()

class Numbers implements OrderNumbers {
  private sent = 0

  begin(life: number): void {
    this.sent = (life % LIVES) * NUMBERS_A_LIFE
  }

  next(): OrderId {
    this.sent += 1
    return orderId(this.sent)
  }
}
