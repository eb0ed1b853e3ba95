import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { type BookSink, cancel, createBook, submit } from '../actors/exchange/index.ts'
import { bookTrace, OPERATION_WORDS, TraceReader } from './book-trace.ts'
import type { BenchResult } from './result.ts'

const silent: BookSink = {
  accepted: () => {},
  fill: () => {},
  replaced: () => {},
  cancelled: () => {},
  expired: () => {},
}

/**
 * How long single calls of the book take, at 10,000 live orders, after a warm-up of as many
 * operations as are measured: each between two readings of the clock, which cost what is given as
 * the clock's own. And how often the collector ran over the same operations without the clock.
 */
export async function benchBookLatency({ small }: { small: boolean }): Promise<BenchResult[]> {
  const operations = small ? 20_000 : 1_000_000
  const trace = bookTrace(10_000, 2 * operations)
  const book = createBook(40_000)
  const reader = new TraceReader(trace.words)
  const perform = (nth: number): void => {
    reader.at = nth * OPERATION_WORDS
    if (reader.side as number) submit(book, reader.participant, reader, silent)
    else cancel(book, reader.participant, reader.orderId, silent)
  }
  const warm = trace.before + operations
  const collections = await countCollections(() => {
    for (let nth = 0; nth < warm; nth++) perform(nth)
  })
  const spans = new Float64Array(operations)
  const clock = new Float64Array(operations)
  for (let nth = 0; nth < operations; nth++) {
    const before = performance.now()
    perform(warm + nth)
    const after = performance.now()
    spans[nth] = (after - before) * 1e6
    clock[nth] = (performance.now() - after) * 1e6
  }
  spans.sort()
  clock.sort()
  const at = (of: Float64Array, share: number): number =>
    of[Math.min(operations - 1, Math.floor(share * operations))] as number
  const result = (what: string, rate: number): BenchResult => {
    const name = `book, one call at a time: ${what}`
    return { name, unit: 'ns', rate, runs: [rate], hash: `${trace.live}` }
  }
  return [
    {
      ...result('median', at(spans, 0.5)),
      note: `${collections} minor collections in ${operations} operations`,
    },
    result('99 %', at(spans, 0.99)),
    result('99.9 %', at(spans, 0.999)),
    result('most', at(spans, 1)),
    result("the clock's own", at(clock, 0.5)),
  ]
}

/** Minor collections while `act` runs. */
async function countCollections(act: () => void): Promise<number> {
  let count = 0
  const MINOR = 1
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as PerformanceEntry & { detail?: unknown }
      if ((detail as { kind?: number } | undefined)?.kind === MINOR) count++
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  act()
  // What was collected is told a turn later, and told on to the observer in the turn after that.
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  observer.disconnect()
  return count
}
