import type { Directory } from '../kernel/directory.ts'
import { compareKeys, type EventKey } from '../kernel/event-order.ts'
import type { RecordSink } from '../kernel/recorder.ts'
import type { Transport } from '../transport/transport.ts'
import { SimulationError } from './system.ts'
import { createWindowBuffer, mergeWindow } from './window-buffer.ts'
import {
  chainAt,
  elapsedAt,
  errorAt,
  keyAt,
  Mark,
  markAt,
  type WindowMark,
  windowMarkAt,
} from './window-mark.ts'

/** What a coordinator is made of. */
export interface CoordinatorParts {
  readonly directory: Directory
  /** How many partitions there are, and the transport's listener. */
  readonly partitions: number
  readonly transport: Transport
  /** The run ends before this time, ns. */
  readonly end: number
  /** Hear every record, in the order of the run. */
  readonly sinks: readonly RecordSink[]
}

/** All that one actor said. */
interface ActorChain {
  readonly chain: Uint32Array
  readonly count: number
}

/** How a partition fared: how many actors it has, what it handled, what it sent to the others. */
export interface PartitionCounts {
  readonly actors: number
  readonly events: number
  readonly exchanged: number
}

/** How long the partitions took, by the clocks of those who hosted them, ns. */
export interface Pace {
  /** Windows in which all of them ran, each followed by an exchange. */
  readonly windows: number
  /** From the first window's beginning to the last one's end, where that was longest. */
  readonly elapsed: number
  /** The longest that the events of each window took anywhere, added up: no network is faster. */
  readonly critical: number
  /** What the events of each partition took, added up. */
  readonly work: readonly number[]
}

/** Hears the partitions of a run and puts what they say together. */
export interface Coordinator {
  /** The time up to which the run is recorded, ns. */
  readonly now: number
  /** Whether every partition has told all that it ever will. */
  readonly finished: boolean
  readonly events: number
  readonly records: number
  readonly partitions: readonly PartitionCounts[]
  /** Once finished. */
  readonly pace: Pace
  /** Each actor's chain, by dense id; once finished. */
  readonly chains: readonly ActorChain[]
  /**
   * Takes in the next window.
   * @param patience how long to wait for it, ms
   * @returns false where it is not there in time
   * @throws SimulationError at the end of a run that an actor stopped; TransportError
   */
  advance(patience: number): boolean
}

/**
 * Records what the partitions of a run say, window by window and in the order of events: what it
 * records is what one kernel with all of the cast would have recorded. It takes no part in the run;
 * where it is slow the partitions wait for it.
 */
export function createCoordinator(parts: CoordinatorParts): Coordinator {
  const { directory, partitions, transport, end, sinks } = parts
  const buffers = Array.from({ length: partitions }, createWindowBuffer)
  const chains: ActorChain[] = []
  const recorder = {
    record(words: Uint32Array, cell: number, count: number) {
      records++
      for (const sink of sinks) sink.append(words, cell, count)
    },
  }
  const marks: WindowMark[] = []
  const pace = { windows: 0, elapsed: 0, critical: 0, work: buffers.map(() => 0) }
  let records = 0
  let now = 0
  let stop: EventKey | undefined
  let error = ''
  let isLast = false
  let finished = false

  /** @returns whether the next window is there, its records in the buffers and its end in the marks */
  const hear = (patience: number): boolean => {
    let from = 0
    let step: EventKey = { time: 0, sender: 0, sequence: 0, recipient: 0 }
    return transport.drain((words, cell, count) => {
      switch (markAt(words, cell)) {
        case Mark.step:
          step = keyAt(words, cell)
          return
        case Mark.window:
          marks[from++] = windowMarkAt(words, cell)
          return
        case Mark.chain: {
          const { actor, ...chain } = chainAt(words, cell)
          chains[actor] = chain
          return
        }
        case Mark.elapsed:
          pace.elapsed = Math.max(pace.elapsed, elapsedAt(words, cell))
          return
        case Mark.error:
          error = errorAt(words, cell)
          return
        default:
          buffers[from]?.record(words, cell, count, step)
      }
    }, patience)
  }

  const measure = (): void => {
    pace.windows++
    pace.critical += Math.max(...marks.map(({ work }) => work))
    for (const [self, { work }] of marks.entries()) {
      pace.work[self] = (pace.work[self] as number) + work
    }
  }

  const conclude = (): void => {
    finished = true
    if (stop === undefined) return
    throw new SimulationError(stop.time, directory.keys[stop.recipient] as string, error)
  }

  return {
    get now() {
      return now
    },
    get finished() {
      return finished
    },
    get events() {
      return marks.reduce((sum, { events }) => sum + events, 0)
    },
    get records() {
      return records
    },
    get partitions() {
      return buffers.map((_, self) => ({
        actors: directory.placement.reduce((sum, place) => sum + (place === self ? 1 : 0), 0),
        events: marks[self]?.events ?? 0,
        exchanged: marks[self]?.exchanged ?? 0,
      }))
    },
    pace,
    chains,
    advance(patience) {
      if (finished || !hear(patience)) return false
      if (isLast) {
        conclude()
        return true
      }
      measure()
      stop = marks
        .flatMap(({ failure }) => failure ?? [])
        .sort((a, b) => compareKeys(directory, a, b))[0]
      mergeWindow(directory, buffers, recorder, stop)
      now = stop?.time ?? (marks[0] as WindowMark).until
      const next = Math.min(...marks.map((mark) => mark.next))
      isLast = stop !== undefined || next >= end || marks.some((mark) => mark.isStopping)
      if (next >= end && stop === undefined) now = end
      return true
    },
  }
}
