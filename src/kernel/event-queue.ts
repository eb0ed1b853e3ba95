import { CELL_WORDS } from '../../protocols/cells.ts'
import type { Directory } from './directory.ts'
import { compareAtOneTime } from './event-order.ts'
import type { Slab } from './slab.ts'

/**
 * The events to come, earliest first: a heap of four children a node, times and cells in two typed
 * arrays, so that most comparisons touch one float and no message.
 *
 * Only at equal times are the messages themselves looked at, and the tie hashed anew: ties are rare
 * in a market with latency. A cancelled event stays until it comes up or until such are the greater
 * half, and is then swept: cancelling costs O(1), amortised, and leaves nothing behind for long.
 * Push and pop are O(log n) at worst.
 */
export class EventQueue {
  private times = new Float64Array(1024)
  private cells = new Int32Array(1024)
  private size = 0
  private cancelled = 0
  private readonly slab: Slab
  private readonly directory: Directory

  constructor(slab: Slab, directory: Directory) {
    this.slab = slab
    this.directory = directory
  }

  /** Events to come, cancelled ones left out. */
  get length(): number {
    return this.size - this.cancelled
  }

  /** The time of the earliest event; Infinity where there is none. */
  get nextTime(): number {
    if (this.cancelled > 0) this.dropCancelled()
    return this.size > 0 ? (this.times[0] as number) : Number.POSITIVE_INFINITY
  }

  /** Adds the message at `cell`, due at `time`. */
  push(time: number, cell: number): void {
    if (this.size === this.times.length) this.grow()
    const { times, cells } = this
    let at = this.size++
    while (at > 0) {
      const parent = (at - 1) >> 2
      const above = times[parent] as number
      if (time > above || (time === above && !this.precedes(cell, cells[parent] as number, time))) {
        break
      }
      times[at] = above
      cells[at] = cells[parent] as number
      at = parent
    }
    times[at] = time
    cells[at] = cell
  }

  /** Removes the earliest event and returns its cell; call only where `nextTime` is finite. */
  pop(): number {
    const first = this.cells[0] as number
    const last = --this.size
    if (last > 0) this.sink(0, this.times[last] as number, this.cells[last] as number)
    return first
  }

  /** Told that the slab was told that a waiting message is cancelled. */
  noteCancelled(): void {
    this.cancelled++
    if (this.cancelled > 64 && this.cancelled * 2 > this.size) this.sweep()
  }

  private dropCancelled(): void {
    while (this.size > 0 && this.slab.isCancelled(this.cells[0] as number)) {
      this.slab.release(this.pop())
      this.cancelled--
    }
  }

  private sweep(): void {
    const { times, cells, slab } = this
    let kept = 0
    for (let at = 0; at < this.size; at++) {
      const cell = cells[at] as number
      if (slab.isCancelled(cell)) {
        slab.release(cell)
        continue
      }
      times[kept] = times[at] as number
      cells[kept] = cell
      kept++
    }
    this.size = kept
    this.cancelled = 0
    for (let at = (kept - 2) >> 2; at >= 0; at--) {
      this.sink(at, times[at] as number, cells[at] as number)
    }
  }

  /** Puts an event where the hole at `hole` sinks to. */
  private sink(hole: number, time: number, cell: number): void {
    const { times, cells, size } = this
    let at = hole
    for (;;) {
      const first = at * 4 + 1
      if (first >= size) break
      const end = Math.min(first + 4, size)
      let least = first
      let leastTime = times[first] as number
      for (let child = first + 1; child < end; child++) {
        const childTime = times[child] as number
        if (
          childTime < leastTime ||
          (childTime === leastTime &&
            this.precedes(cells[child] as number, cells[least] as number, childTime))
        ) {
          least = child
          leastTime = childTime
        }
      }
      if (
        time < leastTime ||
        (time === leastTime && this.precedes(cell, cells[least] as number, time))
      ) {
        break
      }
      times[at] = leastTime
      cells[at] = cells[least] as number
      at = least
    }
    times[at] = time
    cells[at] = cell
  }

  private precedes(a: number, b: number, time: number): boolean {
    const { words } = this.slab.cells
    const wa = a * CELL_WORDS
    const wb = b * CELL_WORDS
    const order = compareAtOneTime(
      this.directory,
      time,
      words[wa + 1] as number,
      words[wa + 3] as number,
      words[wb + 1] as number,
      words[wb + 3] as number,
    )
    return order === 0 ? (words[wa + 2] as number) < (words[wb + 2] as number) : order < 0
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2)
    const cells = new Int32Array(times.length)
    times.set(this.times)
    cells.set(this.cells)
    this.times = times
    this.cells = cells
  }
}
