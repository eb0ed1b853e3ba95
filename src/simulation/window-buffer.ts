import { Cells, copyCells } from '../../protocols/cells.ts'
import type { Directory } from '../kernel/directory.ts'
import { compareKeys, type EventKey } from '../kernel/event-order.ts'
import type { Recorder } from '../kernel/recorder.ts'

/** One record of a window: its cells, and the step that said it. */
export interface Span {
  readonly cell: number
  readonly count: number
  readonly step: EventKey
}

/** What one kernel said in a window, in its order, and in which step. */
export interface WindowBuffer extends Recorder {
  readonly cells: Cells
  readonly spans: readonly Span[]
  clear(): void
}

/** A window in which nothing was said. */
export function createWindowBuffer(): WindowBuffer {
  const cells = new Cells(256)
  const spans: Span[] = []
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

/**
 * Records what the kernels said in the order of the steps in which they said it, up to `stop`, and
 * clears the buffers.
 */
export function mergeWindow(
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
    const span = buffer.spans[next[first] as number] as Span
    recorder.record(buffer.cells.words, span.cell, span.count, span.step)
    next[first] = (next[first] as number) + 1
  }
  for (const buffer of buffers) buffer.clear()
}
