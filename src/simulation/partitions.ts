import { Kind } from '../../protocols/kind.ts'
import type { Directory } from '../kernel/directory.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { DIRECT, type Latency } from '../kernel/latency.ts'
import type { Recorder } from '../kernel/recorder.ts'
import { createMemoryTransport } from '../transport/memory.ts'
import { createPartition, type WindowOutcome } from './partition.ts'
import { mergeWindow } from './window-buffer.ts'

/** Several kernels that run as one. */
export interface Partitions {
  readonly kernels: readonly Kernel[]
  readonly now: number
  readonly nextTime: number
  readonly events: number
  /** By kernel: events handled, and messages sent to other kernels. */
  readonly counts: readonly { readonly events: number; readonly exchanged: number }[]
  runBefore(end: number): boolean
  step(): boolean
  pause(): void
}

/**
 * The smallest delay over links between partitions, thinking time left out: nothing that one
 * partition does now can matter to another sooner. Infinity where no link joins them.
 */
export function lookahead(directory: Directory, latency: Latency): number {
  const { placement, count } = directory
  let least = Number.POSITIVE_INFINITY
  const look = (a: number, b: number): void => {
    if (placement[a] === placement[b]) return
    for (const channel of CHANNELS) {
      least = Math.min(least, latency.base(a, b, channel), latency.base(b, a, channel))
    }
  }
  for (const hub of directory.hubs) for (let id = 0; id < count; id++) look(hub, id)
  for (const [a, b] of directory.links) look(a, b)
  return least
}

/** Direct messages, and every kind of publication. */
const CHANNELS = [DIRECT, ...Object.values(Kind).filter((kind) => kind >= Kind.trade)]

/**
 * Kernels in one process that run window by window: all of them up to the earliest event anywhere
 * plus the lookahead, then they hand each other what they said. Conservative: no event is ever
 * taken back, and one that would come too late throws.
 *
 * What was said in a window is recorded when the window is over, merged in the one order of events,
 * so that a run which an actor stops leaves the tape up to the smallest failing event, whichever
 * kernel had gone how far.
 *
 * @param window ns, in place of the lookahead
 */
export function createPartitions(
  directory: Directory,
  latency: Latency,
  recorder: Recorder,
  window = lookahead(directory, latency),
): Partitions {
  const count = 1 + directory.placement.reduce((most, kernel) => Math.max(most, kernel), 0)
  const transports = createMemoryTransport(count)
  const partitions = transports.map((transport, self) =>
    createPartition({ directory, latency, self, partitions: count, window, transport }),
  )
  const kernels = partitions.map(({ kernel }) => kernel)
  const buffers = partitions.map(({ buffer }) => buffer)
  let paused = false
  let now = 0
  let next = 0
  let events = 0

  const runWindow = (until: number): void => {
    for (const partition of partitions) partition.run(until)
    const outcomes = partitions.map((partition) => partition.hear())
    const { failure, next: soonest } = outcomes[0] as WindowOutcome
    mergeWindow(directory, buffers, recorder, failure)
    events = partitions.reduce((sum, { kernel }) => sum + kernel.events, 0)
    next = soonest
    now = until
    if (failure === undefined) return
    now = failure.time
    for (const partition of partitions) events -= partition.eventsAfter(failure)
    throw partitions[directory.placement[failure.recipient] as number]?.failure
  }

  return {
    kernels,
    get now() {
      return now
    },
    get nextTime() {
      return Math.min(...kernels.map((kernel) => kernel.nextTime))
    },
    get events() {
      return events
    },
    get counts() {
      return partitions.map(({ kernel, exchanged }) => ({ events: kernel.events, exchanged }))
    },
    runBefore(end) {
      paused = false
      while (next < end) {
        if (paused) return false
        runWindow(Math.min(end, next + window))
      }
      for (const kernel of kernels) kernel.runBefore(end)
      now = Math.max(now, end)
      return true
    },
    step() {
      throw new Error('several kernels run by windows, not by single events')
    },
    pause() {
      paused = true
    },
  }
}
