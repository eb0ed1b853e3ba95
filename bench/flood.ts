import { fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { jetstream } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { startServer } from '../src/live/local-server.ts'
import { startExchange } from './live-exchange.ts'
import { orderOf } from './live-orders.ts'
import { progress } from './progress.ts'
import { type BenchResult, hashOf, median, quantileOf, ratiosOf, spreadOf } from './result.ts'

const { PRIORITY_HIGH, PRIORITY_LOW, PRIORITY_NORMAL } = constants.priority

/** ms between two orders of the honest participant. */
const EVERY = 10
const ME = 'noise.0'
/** Messages that a participant may send in a second, and at once; and a day that is long enough. */
const TERMS = ['--rate', '1000', '--burst', '2000', '--set', 'session.close=11:00:00']
/** Orders of the honest participant alone; in the first 3 s of a flood, about, and in its minute. */
const [ALONE, BEGINNING, ORDERS] = [1_000, 300, 4_700]

/** ms from each order to its first report, while somebody else floods or does not. */
async function window(connection: NatsConnection, from: number, orders: number): Promise<number[]> {
  const js = jetstream(connection)
  const sent = new Map<number, number>()
  const took: number[] = []
  const heard = new EventEmitter()
  const reports = connection.subscribe(`outcry.bench.reports.${ME}`, {
    callback: (_, { data }) => {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
      for (let at = 0; at < data.length; at += 64) {
        const number = view.getUint32(at + 32, true)
        const begun = sent.get(number)
        if (begun === undefined) continue
        sent.delete(number)
        took.push(performance.now() - begun)
      }
      heard.emit('reports')
    },
  })
  await connection.flush()
  for (let nth = 1; nth <= orders; nth++) {
    sent.set(from + nth, performance.now())
    await js.publish(`outcry.bench.orders.${ME}`, orderOf(from + nth))
    await pause(EVERY)
  }
  while (took.length < orders) await once(heard, 'reports')
  reports.unsubscribe()
  return took
}

/** Acts with this priority, which whoever is started meanwhile inherits, and goes back to the usual. */
async function at<Result>(priority: number, act: () => Promise<Result>): Promise<Result> {
  setPriority(priority)
  try {
    return await act()
  } finally {
    setPriority(PRIORITY_NORMAL)
  }
}

/** A participant that floods, in a process of its own. */
async function beginFlood(
  { url }: Market,
  who: string,
  priority: number,
): Promise<() => Promise<number>> {
  const flooder = fork(new URL('./flooder.js', import.meta.url).pathname, [url, who])
  await once(flooder, 'message')
  setPriority(flooder.pid as number, priority)
  return async () => {
    const told = once(flooder, 'message')
    flooder.send('stop')
    const [sent] = await told
    await once(flooder, 'exit')
    return sent as number
  }
}

/** A market with a server of its own, and what was measured of it. */
interface Market {
  readonly url: string
  readonly connection: NatsConnection
  /** That of its server, its exchange and the honest participant. */
  readonly priority: number
  /** Orders of the honest participant. */
  sent: number
  /** The 99th percentiles with nobody else. */
  readonly alone: number[]
  end(): Promise<void>
}

const beginMarket = (priority: number): Promise<Market> =>
  at(priority, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'))
    const server = await startServer(join(folder, 'nats'))
    const exchange = await startExchange(server.url, folder, TERMS)
    const connection = await connect({ servers: server.url })
    const end = async (): Promise<void> => {
      await connection.close()
      exchange.kill('SIGKILL')
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    return { url: server.url, connection, priority, sent: 0, alone: [], end }
  })

/** ms that the next orders of a market take, in the order of their reports. */
const measured = (market: Market, orders: number): Promise<number[]> =>
  at(market.priority, async () => {
    const took = await window(market.connection, market.sent, orders)
    market.sent += orders
    return took
  })

const p99 = (took: readonly number[]): number => quantileOf(took, 0.99)

/** Whether this process may go before others. */
function mayGoFirst(): boolean {
  try {
    setPriority(PRIORITY_HIGH)
    setPriority(PRIORITY_NORMAL)
    return true
  } catch {
    console.error('bench: no right to go first (nice -n -14): what that gives is left out')
    return false
  }
}

/**
 * What a flood costs those who are not in it: the 99th percentile of the time from an order to its
 * first report, alone and while another participant sends as fast as its client can, by turns. Each
 * flood is of a participant who has not sent before, lasts a minute, as long as it is cut off, and counts
 * from its first frame: the exchange reads what comes until then. What the first 3 s of it cost
 * stands beside. A flooder that yields leaves the cores to the others, as one on a machine of its own
 * would. Where the market goes first (`nice -n -14`, which takes the right to it), the flooder has what
 * it leaves.
 */
export async function benchFlood({ small }: { small: boolean }): Promise<BenchResult[]> {
  const plain = await beginMarket(PRIORITY_NORMAL)
  const first = mayGoFirst() ? await beginMarket(PRIORITY_HIGH) : undefined
  const markets = first === undefined ? [plain] : [plain, first]
  const floods = [
    { how: 'flooded', market: plain, priority: PRIORITY_NORMAL },
    { how: 'flooded by one who yields', market: plain, priority: PRIORITY_LOW },
    ...(first ? [{ how: 'going first, flooded', market: first, priority: PRIORITY_NORMAL }] : []),
  ].map((flood) => ({ ...flood, whole: [] as number[], beginning: [] as number[], sent: 0 }))
  const turns = small ? 1 : 4
  let fresh = 0
  const flooded = async (flood: (typeof floods)[number], orders: number): Promise<number[]> => {
    const { market, priority } = flood
    const stop = await beginFlood(market, `noise.${++fresh}`, priority)
    const took = await measured(market, orders)
    flood.sent += await stop()
    // What the flood left in the stream is read first.
    await measured(market, 1)
    return took
  }
  const [alone, beginning, orders] = small ? [30, 15, 30] : [ALONE, BEGINNING, ORDERS]
  try {
    // What comes first pays for compilation.
    for (const market of markets) await measured(market, beginning)
    for (const flood of floods) await flooded(flood, beginning)
    for (const flood of floods) flood.sent = 0
    for (let turn = 0; turn < turns; turn++) {
      progress.turn(turn + 1, turns)
      for (const market of markets) market.alone.push(p99(await measured(market, alone)))
      for (const flood of floods) {
        const took = await flooded(flood, orders)
        flood.whole.push(p99(took))
        flood.beginning.push(p99(took.slice(0, beginning)))
      }
    }
  } finally {
    for (const market of markets) await market.end()
  }
  const resultOf = (how: string, { sent }: Market, runs: number[]): BenchResult => {
    const name = `order to report, p99, ${how}`
    return { name, unit: 'ms', rate: median(runs), runs, hash: hashOf(sent) }
  }
  const quiet = new Map<Market, BenchResult>()
  for (const market of markets) {
    const how = market === first ? 'going first, alone' : 'alone'
    quiet.set(market, resultOf(how, market, market.alone))
  }
  return [
    ...quiet.values(),
    ...floods.flatMap(({ how, market, whole, beginning, sent }): BenchResult[] => {
      const beside = (result: BenchResult): string =>
        `${spreadOf(ratiosOf(result, quiet.get(market) as BenchResult))} of alone`
      const all = resultOf(how, market, whole)
      const start = resultOf(`${how}, its first 3 s`, market, beginning)
      return [
        { ...all, note: `${beside(all)}, beside ${sent} frames of another` },
        { ...start, note: beside(start) },
      ]
    }),
  ]
}
