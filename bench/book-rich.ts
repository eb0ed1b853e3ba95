import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  type Book,
  type BookOrder,
  type BookSink,
  cancel,
  createBook,
  type OrderView,
  submit,
} from '../actors/exchange/index.ts'
import { OrderType, PostOnly, SelfTrade, Side, TimeInForce } from '../protocols/kind.ts'
import { actorId, type Lots, lots, type Nanos, orderId, ticks } from '../protocols/units.ts'
import { type BookTrace, bookTrace, OPERATION_WORDS, TraceReader } from './book-trace.ts'
import { type BenchResult, median } from './result.ts'

/** Whose the orders with conditions are: nobody's in the trace. */
const OWNER = actorId(1_000)
const RICH = 1_000
const LIVE = 1_000

/** An order of whatever terms, used again and again: to the book all come in one form. */
class AnyOrder implements BookOrder {
  orderId = orderId(1)
  side: Side = Side.buy
  orderType: OrderType = OrderType.limit
  timeInForce: TimeInForce = TimeInForce.day
  price = ticks(1)
  size = lots(1)
  display = 0 as Lots
  hidden: 0 | 1 = 0
  postOnly: PostOnly = PostOnly.none
  selfTrade: SelfTrade = SelfTrade.venue
  minimum = 0 as Lots
  expires = 0 as Nanos
}

const CONDITIONS: readonly Partial<AnyOrder>[] = [
  { display: lots(5) },
  { hidden: 1 },
  { postOnly: PostOnly.slide },
  { timeInForce: TimeInForce.goodTillTime, expires: (10 ** 12) as Nanos },
  { minimum: lots(2), timeInForce: TimeInForce.immediateOrCancel },
]

/**
 * Orders near the touch, or far behind what the trace reaches.
 * @param conditions given to them by turns
 */
function fill(
  book: Book,
  sink: BookSink,
  far: boolean,
  conditions: readonly Partial<AnyOrder>[],
): void {
  const order = new AnyOrder()
  const plain = { ...order }
  for (let nth = 0; nth < RICH; nth++) {
    const side = nth % 2 === 0 ? Side.buy : Side.sell
    const away = far ? (side === Side.buy ? -90_000 : 900_000) : 0
    const terms = {
      orderId: orderId(nth + 1),
      side,
      price: ticks(100_000 + away + (side === Side.buy ? -1 : 1) * (nth % 50)),
      size: lots(20),
    }
    Object.assign(order, plain, terms, conditions[nth % conditions.length])
    submit(book, OWNER, order, sink)
  }
}

/** Plain operations in a book that has met orders with conditions, or none. */
function replay(trace: BookTrace, operations: number, rich: boolean) {
  let hash = 0
  const sink: BookSink = {
    accepted: () => {},
    replaced: () => {},
    cancelled: () => {},
    expired: () => {},
    fill(maker: OrderView, taker: OrderView, price: number, size: number) {
      let next = Math.imul(hash ^ (maker.participant as number), 0x85ebca6b) + taker.participant
      next = Math.imul(next ^ (next >>> 15) ^ price, 0xc2b2ae35) + size
      hash = next ^ (next >>> 13)
    },
  }
  if (rich) {
    // Near each other, so that every path of the code has been taken.
    const busy = createBook(4 * RICH)
    for (let round = 0; round < 20; round++) {
      fill(busy, sink, false, CONDITIONS)
      for (let nth = 0; nth < RICH; nth++) cancel(busy, OWNER, orderId(nth + 1), sink)
    }
    hash = 0
  }
  const book = createBook(2 * trace.before + 2 * RICH)
  fill(book, sink, true, rich ? CONDITIONS : [{}])
  const reader = new TraceReader(trace.words)
  const order = new AnyOrder()
  const submitNext = (): void => {
    order.orderId = reader.orderId
    order.side = reader.side
    order.orderType = reader.orderType
    order.timeInForce = reader.timeInForce
    order.price = reader.price
    order.size = reader.size
    submit(book, reader.participant, order, sink)
  }
  const perform = (from: number, to: number): void => {
    for (let at = from * OPERATION_WORDS; at < to * OPERATION_WORDS; at += OPERATION_WORDS) {
      reader.at = at
      if (reader.side as number) submitNext()
      else cancel(book, reader.participant, reader.orderId, sink)
    }
  }
  const warm = trace.before + operations
  perform(0, warm)
  const started = performance.now()
  perform(warm, warm + operations)
  return { rate: (operations * 1_000) / (performance.now() - started), hash: hash >>> 0 }
}

/** One run in a process of its own, so that what the one book met does not shape the other's code. */
function runApart(operations: number, rich: boolean): { rate: number; hash: number } {
  const self = fileURLToPath(import.meta.url)
  const words = [...process.execArgv, self, 'apart', `${operations}`, `${rich}`]
  const { stdout, status } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error('a run of the book ended badly')
  return JSON.parse(stdout) as { rate: number; hash: number }
}

/**
 * What orders with conditions cost plain ones: the same plain operations in a book that has met
 * icebergs, hidden, post-only, timed and minimum orders and has a thousand of them out of reach, and
 * in one that has met none and has a thousand plain ones there; by turns, each run a process of its own.
 *
 * @throws Error where the two do not give the same fills
 */
export async function benchBookRich({ small }: { small: boolean }): Promise<BenchResult[]> {
  const operations = small ? 50_000 : 1_000_000
  const pairs = Array.from({ length: small ? 1 : 11 }, () => ({
    plain: runApart(operations, false),
    rich: runApart(operations, true),
  }))
  const hash = pairs[0]?.plain.hash as number
  if (pairs.some(({ plain, rich }) => plain.hash !== hash || rich.hash !== hash)) {
    throw new Error('the two books give other fills')
  }
  const ratios = pairs.map(({ plain, rich }) => plain.rate / rich.rate).sort((a, b) => a - b)
  const unit = 'operations/s'
  const result = (name: string, runs: number[], note?: string): BenchResult => ({
    ...{ name, unit, rate: median(runs), runs, hash: hash.toString(16).padStart(8, '0') },
    ...(note === undefined ? {} : { note }),
  })
  // Of 11 pairs the third to the ninth is an interval of 93 % for the median, by the binomial.
  const skip = small ? 0 : 2
  const [least, most] = [ratios[skip] as number, ratios.at(-1 - skip) as number]
  const note =
    `plain operations take ${median(ratios).toFixed(2)} times as long ` +
    `(${least.toFixed(2)} to ${most.toFixed(2)}) beside orders with conditions`
  return [
    result(
      'book, plain orders alone',
      pairs.map(({ plain }) => plain.rate),
    ),
    result(
      'book, plain beside rich',
      pairs.map(({ rich }) => rich.rate),
      note,
    ),
  ]
}

if (process.argv[2] === 'apart') {
  const operations = Number(process.argv[3])
  const trace = bookTrace(LIVE, 2 * operations)
  console.log(JSON.stringify(replay(trace, operations, process.argv[4] === 'true')))
}
