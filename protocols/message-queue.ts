import { CELL_WORDS, Cells, copyCells } from './cells.ts'
import type { Message } from './message.ts'
import { keepMessage, MessageReader } from './reader.ts'

/** Cells that a waiting message may take: one, and one for terms that few have. Text never waits. */
const SLOT_CELLS = 2

/** Messages that wait, in the order in which they came, each as its own bytes. It grows. */
export class MessageQueue {
  private cells: Cells
  private slots: number
  private first = 0
  private waiting = 0
  private readonly reader = new MessageReader()

  /** @param slots messages to have room for at first, at least 1 */
  constructor(slots = 16) {
    this.slots = slots
    this.cells = new Cells(slots * SLOT_CELLS)
  }

  get length(): number {
    return this.waiting
  }

  /** Keeps a message that is delivered now, of at most two cells, last. */
  push(message: Message): void {
    if (this.waiting === this.slots) this.enlarge()
    keepMessage(message, this.cells, this.cellOf(this.waiting))
    this.waiting++
  }

  /**
   * Takes the first message out.
   * @returns a reader of it, good until the next `push` or `shift`; only where `length` is not 0
   */
  shift(): Message {
    const head = this.cellOf(0)
    this.first = (this.first + 1) % this.slots
    this.waiting--
    return this.reader.at(this.cells, head)
  }

  /** The words of each message that waits, the first of them first: plain values. */
  save(): number[][] {
    return Array.from({ length: this.waiting }, (_, nth) => {
      const from = this.cellOf(nth) * CELL_WORDS
      return [...this.cells.words.subarray(from, from + SLOT_CELLS * CELL_WORDS)]
    })
  }

  /** Takes on what `save` gave; what waited before is gone. */
  restore(saved: readonly (readonly number[])[]): void {
    this.waiting = 0
    for (const words of saved) {
      if (this.waiting === this.slots) this.enlarge()
      this.cells.words.set(words, this.cellOf(this.waiting) * CELL_WORDS)
      this.waiting++
    }
  }

  /** The cell at which the nth message stands, or will. */
  private cellOf(nth: number): number {
    return ((this.first + nth) % this.slots) * SLOT_CELLS
  }

  private enlarge(): void {
    const larger = new Cells(2 * this.slots * SLOT_CELLS)
    for (let nth = 0; nth < this.waiting; nth++) {
      copyCells(this.cells.words, this.cellOf(nth), larger.words, nth * SLOT_CELLS, SLOT_CELLS)
    }
    this.cells = larger
    this.slots *= 2
    this.first = 0
  }
}
