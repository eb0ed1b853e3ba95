import { CELL_WORDS, Cells, copyCells } from '../../protocols/cells.ts'
import { Kind } from '../../protocols/kind.ts'
import { EVERYONE } from '../../protocols/layout.ts'
import type { Directory } from '../kernel/directory.ts'
import { compareKeys, type EventKey } from '../kernel/event-order.ts'
import { Kernel, KernelFailure } from '../kernel/kernel.ts'
import { DIRECT, type Latency } from '../kernel/latency.ts'
import type { Recorder } from '../kernel/recorder.ts'
import { createMemoryTransport } from '../transport/memory.ts'
import type { Transport } from '../transport/transport.ts'

/** Several kernels that run as one. */
export interface Partitions {
  readonly kernels: readonly Kernel[]
  readonly now: number
  readonly nextTime: number
  readonly events: number
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
  const buffers = Array.from({ length: count }, () => createWindowBuffer())
  const kernels = buffers.map(
    (buffer, self) =>
      new Kernel({
        directory,
        latency,
        recorder: buffer,
        port: { forward: (words, cell, cells) => route(self, words, cell, cells) },
      }),
  )
  let paused = false
  let now = 0

  function route(self: number, words: Uint32Array, cell: number, cells: number): void {
    const transport = transports[self] as Transport
    const recipient = words[cell * CELL_WORDS + 2] as number
    if (recipient !== EVERYONE) {
      transport.post(directory.placement[recipient] as number, words, cell, cells)
      return
    }
    for (let to = 0; to < count; to++) if (to !== self) transport.post(to, words, cell, cells)
  }

  const nextTime = (): number => Math.min(...kernels.map((kernel) => kernel.nextTime))

  const runWindow = (end: number): void => {
    const failures: KernelFailure[] = []
    for (const kernel of kernels) {
      try {
        kernel.runBefore(end)
      } catch (error) {
        if (!(error instanceof KernelFailure)) throw error
        failures.push(error)
      }
    }
    failures.sort((a, b) => compareKeys(directory, a.key, b.key))
    mergeWindow(directory, buffers, recorder, failures[0]?.key)
    if (failures[0] !== undefined) throw failures[0]
    for (const transport of transports) transport.flush()
    transports.forEach((transport, self) => {
      const kernel = kernels[self] as Kernel
      transport.drain((words, cell, cells) => kernel.accept(words, cell, cells))
    })
  }

  return {
    kernels,
    get now() {
      return now
    },
    get nextTime() {
      return nextTime()
    },
    get events() {
      return kernels.reduce((sum, kernel) => sum + kernel.events, 0)
    },
    runBefore(end) {
      paused = false
      for (let time = nextTime(); time < end; time = nextTime()) {
        if (paused) return false
        const until = Math.min(end, time + window)
        runWindow(until)
        now = until
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

/** What one kernel said in a window, and in which step. */
interface WindowBuffer extends Recorder {
  readonly cells: Cells
  readonly spans: { readonly cell: number; readonly count: number; readonly step: EventKey }[]
  clear(): void
}

function createWindowBuffer(): WindowBuffer {
  const cells = new Cells(256)
  const spans: WindowBuffer['spans'] = []
  let used = 0
  return {
    cells,
    spans,
    record(words, cell, count, step) {
      if (used + count > cells.capacity) cells.grow(cells.capacity * 2)
      copyCells(words, cell, cells.words, used, count)
      spans.push({ cell: used, count, step: { ...step } })
      used += count
    },
    clear() {
      spans.length = 0
      used = 0
    },
  }
}

/** Records what the kernels said in the order of the steps in which they said it, up to `stop`. */
function mergeWindow(
  directory: Directory,
  buffers: readonly WindowBuffer[],
  recorder: Recorder,
  stop: EventKey | undefined,
): void {
  const next = buffers.map(() => 0)
  for (;;) {
    let first = -1
    let key: EventKey | undefined
    buffers.forEach((buffer, self) => {
      const step = buffer.spans[next[self] as number]?.step
      if (step === undefined) return
      if (key === undefined || compareKeys(directory, step, key) < 0) {
        first = self
        key = step
      }
    })
    if (key === undefined) break
    if (stop !== undefined && compareKeys(directory, key, stop) >= 0) break
    const buffer = buffers[first] as WindowBuffer
    const span = buffer.spans[next[first] as number] as WindowBuffer['spans'][number]
    recorder.record(buffer.cells.words, span.cell, span.count, span.step)
    next[first] = (next[first] as number) + 1
  }
  for (const buffer of buffers) buffer.clear()
}
