import {
  type BookSink,
  bookHash,
  cancel,
  createBook,
  type OrderView,
  openOrders,
  submit,
} from '../actors/exchange/index.ts'
import {
  type BookTrace,
  BUSY,
  bookTrace,
  OPERATION_WORDS,
  SWEEPS,
  TraceReader,
} from './book-trace.ts'
import { measure, type Run } from './measure.ts'
import type { BenchResult } from './result.ts'

/** Hears a book and keeps a hash of every fill. */
class FillHash implements BookSink {
  hash = 0
  fills = 0

  accepted(): void {}
  replaced(): void {}
  cancelled(): void {}
  expired(): void {}
  fill(maker: OrderView, taker: OrderView, price: number, size: number): void {
    this.fills++
    let hash = Math.imul(this.hash ^ maker.venueOrder, 0x85ebca6b) + taker.venueOrder
    hash = Math.imul(hash ^ (hash >>> 15) ^ price, 0xc2b2ae35) + size
    this.hash = hash ^ (hash >>> 13)
  }
}

/**
 * The matching alone: a million operations of a trace made beforehand, at 1,000 and at 10,000 live
 * orders, busy and sweeping, by turns. Filling the book and making the trace are not timed.
 *
 * @param options `small` does 50,000 operations, once
 */
export async function benchBook(options: { small: boolean }): Promise<BenchResult[]> {
  const operations = options.small ? 50_000 : 1_000_000
  const cases = bookCases(operations).map(({ live, mix, trace }) => ({
    name: `${mix.name}, ${live.toLocaleString('en')} live orders`,
    unit: 'operations/s',
    note: mix.note,
    run: () => replay(trace, operations),
  }))
  return measure(cases, options.small ? 1 : 9)
}

/** The traces: so many live orders by each mix. */
export const bookCases = (operations: number) =>
  [1_000, 10_000].flatMap((live) =>
    [BUSY, SWEEPS].map((mix) => ({ live, mix, trace: bookTrace(live, operations, mix) })),
  )

/** The operations of a trace after those that fill the book, which are not timed. */
export function replay(trace: BookTrace, operations: number): Run {
  const book = createBook(2 * trace.before)
  const sink = new FillHash()
  const reader = new TraceReader(trace.words)
  const perform = (from: number, to: number): void => {
    for (let at = from; at < to; at += OPERATION_WORDS) {
      reader.at = at
      if (reader.side as number) submit(book, reader.participant, reader, sink)
      else cancel(book, reader.participant, reader.orderId, sink)
    }
  }
  const begin = trace.before * OPERATION_WORDS
  perform(0, begin)
  const started = performance.now()
  perform(begin, begin + operations * OPERATION_WORDS)
  const seconds = (performance.now() - started) / 1_000
  if (openOrders(book) !== trace.live) throw new Error('the book ended with other orders')
  const hash = `${hex(sink.hash)}-${hex(bookHash(book))}`
  return { count: operations, seconds, hash, left: book }
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')
