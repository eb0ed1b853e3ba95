/** Numbers behind the highest that may still come, a multiple of 32. */
export const WINDOW = 16_384
const WORDS = WINDOW / 32

/** A window as plain values. */
export interface SavedWindow {
  readonly highest: number
  readonly seen: readonly number[]
}

/**
 * Which of a sender's numbers have come: each is taken once, whatever comes again or late. Numbers
 * may be left out, and may come out of order by less than `WINDOW`; what is older is taken for a
 * repetition. The window of RFC 4303, section 3.4.3.
 */
export class ReplayWindow {
  /** The highest number that has come; 0: none. */
  highest = 0
  private readonly seen = new Uint32Array(WORDS)

  /** @returns whether `number`, 1..2^32 − 1, has not come before */
  take(number: number): boolean {
    if (number > this.highest) {
      const ahead = Math.min(number - this.highest, WINDOW)
      for (let nth = number - ahead + 1; nth <= number; nth++) this.put(nth, false)
      this.highest = number
    } else if (number <= this.highest - WINDOW || this.has(number)) {
      return false
    }
    this.put(number, true)
    return true
  }

  private has(number: number): boolean {
    const bit = number % WINDOW
    return (((this.seen[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1
  }

  private put(number: number, isSeen: boolean): void {
    const bit = number % WINDOW
    const mask = 1 << (bit & 31)
    const word = this.seen[bit >>> 5] as number
    this.seen[bit >>> 5] = isSeen ? word | mask : word & ~mask
  }

  save(): SavedWindow {
    return { highest: this.highest, seen: [...this.seen] }
  }

  /** Takes on what `save` gave. */
  restore({ highest, seen }: SavedWindow): void {
    this.highest = highest
    this.seen.set(seen)
  }
}
