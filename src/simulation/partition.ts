import { CELL_FLOATS, CELL_WORDS } from '../../protocols/cells.ts'
import { EVERYONE } from '../../protocols/layout.ts'
import type { Directory } from '../kernel/directory.ts'
import { compareKeys, type EventKey } from '../kernel/event-order.ts'
import { Kernel, KernelFailure } from '../kernel/kernel.ts'
import type { Latency } from '../kernel/latency.ts'
import type { Transport } from '../transport/transport.ts'
import { createWindowBuffer, type WindowBuffer } from './window-buffer.ts'
import {
  createMarkWriter,
  floatsOf,
  Mark,
  markAt,
  type WindowMark,
  windowMarkAt,
} from './window-mark.ts'

/** What a partition is made of. */
export interface PartitionParts {
  readonly directory: Directory
  readonly latency: Latency
  /** Its number, 0..255, and how many there are. */
  readonly self: number
  readonly partitions: number
  /** ns: nothing that one partition does can matter to another sooner. */
  readonly window: number
  readonly transport: Transport
  /** Asked at each window's end: true ends the run there, for all. */
  readonly isStopping?: () => boolean
  /** ns of the machine's, for whoever asks how long windows took: nothing depends on it. */
  readonly clock?: () => number
}

/** What the partitions know of a window together, when each has told the others. */
export interface WindowOutcome {
  /** A time before which nothing happens anywhere, ns; Infinity where nothing ever does. */
  readonly next: number
  /** The smallest event at which an actor stopped the run. */
  readonly failure: EventKey | undefined
  readonly isStopping: boolean
}

/**
 * One kernel of several, each with its share of the cast, that run window by window: `run` handles
 * every event of a window and hands the others what was said to them; `hear` takes in what they
 * said. No event is ever taken back, and one that would come too late throws.
 */
export interface Partition {
  readonly kernel: Kernel
  /** What was said in the window in hand; for whoever records it to clear. */
  readonly buffer: WindowBuffer
  /** Why an actor of this partition stopped the run. */
  readonly failure: KernelFailure | undefined
  /** Messages sent to other partitions. */
  readonly exchanged: number
  /** Handles every event before `until`. `alsoTell` posts more before the batches leave. */
  run(until: number, alsoTell?: (mark: WindowMark) => void): void
  /** What all together came to. @throws HorizonError where the synchronisation is wrong */
  hear(): WindowOutcome
  /** Events that were handled in the window and come after `key`. */
  eventsAfter(key: EventKey): number
}

/** A partition whose kernel hosts nobody yet. @see Partition */
export function createPartition(parts: PartitionParts): Partition {
  const { directory, latency, self, partitions, window, transport } = parts
  const { clock = () => 0 } = parts
  const buffer = createWindowBuffer()
  const marks = createMarkWriter()
  const handled: EventKey[] = []
  let soonest = Number.POSITIVE_INFINITY
  let exchanged = 0
  let failure: KernelFailure | undefined
  let isStopping = false
  let until = 0

  const kernel = new Kernel({ directory, latency, recorder: buffer, port: { forward } })

  function forward(words: Uint32Array, cell: number, count: number): void {
    const recipient = words[cell * CELL_WORDS + 2] as number
    const at = floatsOf(words)[cell * CELL_FLOATS + 3] as number
    exchanged++
    if (recipient !== EVERYONE) {
      soonest = Math.min(soonest, at)
      transport.post(directory.placement[recipient] as number, words, cell, count)
      return
    }
    // A publication's time is when it leaves; no reader elsewhere has it sooner than a window later.
    soonest = Math.min(soonest, at + window)
    for (let to = 0; to < partitions; to++) {
      if (to !== self) transport.post(to, words, cell, count)
    }
  }

  const handle = (): void => {
    handled.length = 0
    try {
      while (kernel.nextTime < until) {
        const before = kernel.events
        kernel.step()
        if (kernel.events > before) handled.push({ ...kernel.lastEvent })
      }
      kernel.runBefore(until)
    } catch (error) {
      if (!(error instanceof KernelFailure)) throw error
      failure = error
      handled.push(error.key)
    }
  }

  const ownNext = (): number => Math.min(kernel.nextTime, soonest)

  return {
    kernel,
    buffer,
    get failure() {
      return failure
    },
    get exchanged() {
      return exchanged
    },
    run(end, alsoTell) {
      until = end
      soonest = Number.POSITIVE_INFINITY
      const begun = clock()
      handle()
      const work = clock() - begun
      isStopping = parts.isStopping?.() === true
      const mark = { partition: self, until, next: ownNext(), failure: failure?.key, isStopping }
      const told = { ...mark, events: kernel.events, exchanged, work }
      marks.window(told)
      for (let to = 0; to < partitions; to++) if (to !== self) transport.post(to, marks.words, 0, 1)
      alsoTell?.(told)
      transport.flush()
    },
    hear() {
      const failures = failure === undefined ? [] : [failure.key]
      let next = ownNext()
      transport.drain((words, cell, count) => {
        if (markAt(words, cell) !== Mark.window) {
          kernel.accept(words, cell, count)
          return
        }
        const told = windowMarkAt(words, cell)
        if (told.until !== until) throw outOfStep(told.partition, told.until, self, until)
        if (told.failure !== undefined) failures.push(told.failure)
        isStopping ||= told.isStopping
        next = Math.min(next, told.next)
      })
      failures.sort((a, b) => compareKeys(directory, a, b))
      return { next, failure: failures[0], isStopping }
    },
    eventsAfter: (key) => handled.filter((event) => compareKeys(directory, event, key) > 0).length,
  }
}

const outOfStep = (other: number, there: number, self: number, here: number): Error =>
  new Error(`partition ${other} is in the window to ${there} ns and ${self} in that to ${here} ns`)
