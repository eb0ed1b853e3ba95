import { OrderBook as HftLimitOrderBook } from 'hft-limit-order-book'
import { OrderBook as NodejsOrderBook } from 'nodejs-order-book'
import {
  type BookSink,
  cancel,
  createBook,
  type OrderView,
  submit,
} from '../actors/exchange/index.ts'
import { OrderType, Side, TimeInForce } from '../protocols/kind.ts'
import { type BookTrace, bookTrace, numberOf, OPERATION_WORDS, TraceReader } from './book-trace.ts'
import { type Case, measure, type Run } from './measure.ts'
import type { BenchResult } from './result.ts'

/** A hash of fills: whose order waited, how much and at what price, one after another. */
class Fills {
  hash = 0
  fill(maker: number, size: number, price: number): void {
    let hash = Math.imul(this.hash ^ maker, 0x85ebca6b) + size
    hash = Math.imul(hash ^ (hash >>> 15) ^ price, 0xc2b2ae35)
    this.hash = hash ^ (hash >>> 13)
  }
  toString(): string {
    return (this.hash >>> 0).toString(16).padStart(8, '0')
  }
}

/** What a book does with one operation of a trace. */
type Perform = (operation: TraceReader, fills: Fills) => void

function outcry(trace: BookTrace): Perform {
  const book = createBook(2 * trace.before)
  let heard: Fills
  const sink: BookSink = {
    accepted: () => {},
    replaced: () => {},
    cancelled: () => {},
    expired: () => {},
    fill: (maker: OrderView, _taker: OrderView, price: number, size: number) =>
      heard.fill(maker.venueOrder, size, price),
  }
  return (operation, fills) => {
    heard = fills
    if (operation.side as number) submit(book, operation.participant, operation, sink)
    else cancel(book, operation.participant, operation.orderId, sink)
  }
}

interface PeerOrder {
  readonly id: string
  readonly size: number
  readonly price: number
}
interface PeerBook {
  limit(order: {
    id: string
    side: 'buy' | 'sell'
    size: number
    price: number
    timeInForce: 'GTC' | 'IOC'
  }): PeerResult
  market(order: { side: 'buy' | 'sell'; size: number }): PeerResult
  cancel(id: string): unknown
}
interface PeerResult {
  readonly done: readonly PeerOrder[]
  readonly partial: PeerOrder | null
  readonly partialQuantityProcessed: number
  readonly err: unknown
}

/** The two books from npm have one interface. Whose order it is, they are told by its id. */
function peer(book: PeerBook): Perform {
  return (operation, fills) => {
    const { price, size } = operation
    const id = `${numberOf(operation)}`
    if ((operation.side as number) === 0) {
      book.cancel(id)
      return
    }
    const side = operation.side === Side.buy ? 'buy' : 'sell'
    const timeInForce = operation.timeInForce === TimeInForce.day ? 'GTC' : 'IOC'
    const { done, partial, partialQuantityProcessed, err } =
      operation.orderType === OrderType.market
        ? book.market({ side, size })
        : book.limit({ id, side, size, price, timeInForce })
    if (err !== null && err !== undefined) throw new Error(String(err))
    for (const order of done) {
      if (order.id !== id) fills.fill(Number(order.id), order.size, order.price)
    }
    if (partial !== null && partial.id !== id) {
      fills.fill(Number(partial.id), partialQuantityProcessed, partial.price)
    }
  }
}

function replay(trace: BookTrace, operations: number, perform: Perform): Run {
  const reader = new TraceReader(trace.words)
  const fills = new Fills()
  const run = (from: number, to: number): void => {
    for (let at = from; at < to; at += OPERATION_WORDS) {
      reader.at = at
      perform(reader, fills)
    }
  }
  const begin = trace.before * OPERATION_WORDS
  run(0, begin)
  const started = performance.now()
  run(begin, begin + operations * OPERATION_WORDS)
  const seconds = (performance.now() - started) / 1_000
  // What performs holds its book.
  return { count: operations, seconds, hash: `${fills}`, left: perform }
}

/**
 * The book beside npm's `nodejs-order-book` and `hft-limit-order-book`: the same operations, by
 * turns in one process, each fill hashed as it comes.
 *
 * @throws Error where the three do not give the same fills
 */
export async function benchBookPeers({ small }: { small: boolean }): Promise<BenchResult[]> {
  const operations = small ? 5_000 : 200_000
  const results: BenchResult[] = []
  for (const live of [1_000, 10_000]) {
    const trace = bookTrace(live, operations)
    const among = `${live.toLocaleString('en')} live orders`
    const unit = 'operations/s'
    const cases: Case[] = [
      {
        name: `book beside peers, ${among}`,
        unit,
        run: () => replay(trace, operations, outcry(trace)),
      },
      {
        name: `nodejs-order-book, ${among}`,
        unit,
        run: () => replay(trace, operations, peer(new NodejsOrderBook() as unknown as PeerBook)),
      },
      {
        name: `hft-limit-order-book, ${among}`,
        unit,
        run: () => replay(trace, operations, peer(new HftLimitOrderBook() as unknown as PeerBook)),
      },
    ]
    const [own, ...peers] = (await measure(cases, small ? 1 : 3)) as [BenchResult, ...BenchResult[]]
    if (peers.some(({ hash }) => hash !== own.hash)) throw new Error('the books give other fills')
    // Each run against the faster peer's of the same turn.
    const ratios = own.runs.map((rate, turn) => {
      return rate / Math.max(...peers.map(({ runs }) => runs[turn] as number))
    })
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)]
    const note = `${least.toFixed(0)} to ${most.toFixed(0)} times the faster peer`
    results.push({ ...own, note }, ...peers)
  }
  return results
}
