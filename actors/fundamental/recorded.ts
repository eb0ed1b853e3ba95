import type { Nanos } from '../../protocols/units.ts'
import type { Fundamental } from '../actor.ts'

/** A recorded value: ns from the beginning, ascending, and ticks, above 0. */
export interface Series {
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/**
 * A fundamental that was recorded: at each time the value of the last row at or before it, or the
 * point of the straight line to the next one; the first value before the first row, and the last
 * after the last. Rounded to whole ticks, at least 1. A look is a search among the rows.
 *
 * @param series at least one row
 * @param from where its time begins, ns
 */
export function createRecorded(
  { times, values }: Series,
  between: 'hold' | 'line',
  from: Nanos,
): Fundamental {
  /** The last row at or before `offset`; −1 where there is none. */
  const rowAt = (offset: number): number => {
    let low = -1
    let high = times.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((times[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  return (at) => {
    const offset = at - from
    const row = rowAt(offset)
    const value = values[Math.max(0, row)] as number
    const next = values[row + 1]
    if (between === 'hold' || row < 0 || next === undefined) return ticksOf(value)
    const [start, end] = [times[row] as number, times[row + 1] as number]
    return ticksOf(value + ((next - value) * (offset - start)) / (end - start))
  }
}

const ticksOf = (value: number): number => Math.max(1, Math.round(value))
