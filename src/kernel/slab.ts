import { CELL_WORDS, Cells } from '../../protocols/cells.ts'

const FREE = 0
const LIVE = 1
const CANCELLED = 2

/** Cells that may wait at once: 4 GB of messages, where no market that means what it says comes near. */
const CELLS_MOST = 2 ** 26

/**
 * Where messages wait: pooled cells, given out in runs of 1, 2, 4, 8 or 16 and taken back.
 *
 * A run is named by its first cell. A cell's generation counts how often it was given out, so that
 * the name of a message that is gone is known for what it is. The slab doubles when it is full and
 * never shrinks; what it costs at worst is the moment of doubling and twice the largest need.
 */
export class Slab {
  readonly cells: Cells
  private readonly free: number[][] = [[], [], [], [], []]
  private next = 0
  private states: Uint8Array
  private generations: Uint32Array
  /** Messages given out and not taken back. */
  live = 0
  private readonly most: number

  /**
   * @param capacity cells to begin with
   * @param most cells that it may grow to
   */
  constructor(capacity = 1024, most = CELLS_MOST) {
    this.most = most
    this.cells = new Cells(capacity)
    this.states = new Uint8Array(capacity)
    this.generations = new Uint32Array(capacity)
  }

  /**
   * @returns the first of `count` cells in a row, 1..16; their contents are whatever was there
   * @throws RangeError where more would wait than may
   */
  allocate(count: number): number {
    const order = count === 1 ? 0 : 32 - Math.clz32(count - 1)
    const cell = (this.free[order] as number[]).pop() ?? this.extend(1 << order)
    this.states[cell] = LIVE
    this.live++
    return cell
  }

  private extend(count: number): number {
    const cell = this.next
    this.next += count
    if (this.next > this.states.length) {
      if (this.next > this.most) throw this.overfull()
      const capacity = Math.min(this.most, Math.max(this.states.length * 2, this.next))
      this.cells.grow(capacity)
      this.states = grown(Uint8Array, this.states, capacity)
      this.generations = grown(Uint32Array, this.generations, capacity)
    }
    return cell
  }

  private overfull(): RangeError {
    return new RangeError(
      `${this.live} messages and timers wait at once, and no more may: somebody answers each of them with more than one`,
    )
  }

  /** Takes a run back. Its bytes stay readable until the next `allocate`. */
  release(cell: number): void {
    const count = ((this.cells.words[cell * CELL_WORDS] as number) >>> 8) & 255
    const order = count <= 1 ? 0 : 32 - Math.clz32(count - 1)
    this.states[cell] = FREE
    this.generations[cell] = (this.generations[cell] as number) + 1
    ;(this.free[order] as number[]).push(cell)
    this.live--
  }

  generation(cell: number): number {
    return this.generations[cell] as number
  }

  /** Marks a waiting message as taken back; whoever meets it releases it. */
  cancel(cell: number): void {
    this.states[cell] = CANCELLED
  }

  isCancelled(cell: number): boolean {
    return this.states[cell] === CANCELLED
  }

  /** Whether `cell` still is the live message that had this generation. */
  holds(cell: number, generation: number): boolean {
    return this.states[cell] === LIVE && this.generations[cell] === generation
  }
}

interface Typed {
  set(from: ArrayLike<number>): void
}

function grown<T extends Typed>(Type: new (n: number) => T, from: ArrayLike<number>, n: number): T {
  const larger = new Type(n)
  larger.set(from)
  return larger
}
