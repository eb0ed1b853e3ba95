import { EventEmitter, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { Kind } from '../protocols/kind.ts'
import { startServer } from '../src/live/local-server.ts'
import { createOutbox } from '../src/live/outbox.ts'
import { createSequencedMarket } from '../src/live/sequenced-market.ts'
import { loadScenario } from '../src/simulation/scenario/load.ts'
import { startExchange } from './live-exchange.ts'
import { orderOf } from './live-orders.ts'
import { measure, type Run } from './measure.ts'
import { type BenchResult, hashOf, ratiosOf, spreadOf } from './result.ts'

/** Messages in a frame, and frames that may be on their way. */
const BATCH = 64
const IN_FLIGHT = 64
const MARKET = 'bench'

/** The last number that was sent to each market: a live one goes on from run to run. */
const numbers = { inProcess: 0, bare: 0, live: 0 }
type Way = keyof typeof numbers

/** Frames of orders that trade in pairs, so that the book stays small. */
function framesOf(way: Way, orders: number, batch: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(orders / batch) }, () =>
    Buffer.concat(Array.from({ length: batch }, () => orderOf(++numbers[way]))),
  )
}

/** Orders into the venues' state machine, no wire between. */
function inProcess(orders: number): Run {
  numbers.inProcess = 0
  const frames = framesOf('inProcess', orders, BATCH)
  const market = createSequencedMarket(loadScenario('tiny'))
  let reports = 0
  const begun = performance.now()
  for (const [nth, frame] of frames.entries()) {
    market.take(1_000_000 * (nth + 1), 1 + (nth % 2), frame)
    for (const batch of market.said().reports.values()) reports += batch.used
  }
  const seconds = (performance.now() - begun) / 1_000
  return { count: orders, seconds, hash: hashOf(market.hash(), reports), left: market }
}

/** Frames to a stream that nobody reads, as a client alone sends them. */
async function bare(js: JetStreamClient, orders: number, batch: number): Promise<Run> {
  const frames = framesOf('bare', orders, batch)
  const begun = performance.now()
  const flights = new Set<Promise<unknown>>()
  let acknowledged = 0
  for (const frame of frames) {
    const flight: Promise<unknown> = js.publish('bare.orders', frame).then(() => {
      acknowledged++
      flights.delete(flight)
    })
    flights.add(flight)
    if (flights.size >= IN_FLIGHT) await Promise.race(flights)
  }
  await Promise.all(flights)
  const seconds = (performance.now() - begun) / 1_000
  return { count: orders, seconds, hash: hashOf(acknowledged) }
}

/** Frames to a live exchange: until its stream has them, or until their last report is there. */
async function live(
  connection: NatsConnection,
  orders: number,
  batch: number,
  isReported: boolean,
): Promise<Run> {
  const frames = framesOf('live', orders, batch)
  const outbox = createOutbox(jetstream(connection), console.error)
  let ended = 0
  const heard = new EventEmitter()
  const reports = connection.subscribe(`outcry.${MARKET}.reports.noise.0`, {
    callback: (_, { data }) => {
      for (let at = 2; at < data.length; at += 64) if (data[at] === Kind.fill) ended++
      heard.emit('reports')
    },
  })
  await connection.flush()
  const begun = performance.now()
  for (const frame of frames) {
    outbox.send(`outcry.${MARKET}.orders.noise.0`, frame)
    // A client that asks without pause has a core that the exchange needs.
    while (outbox.inFlight >= IN_FLIGHT) await pause(1)
  }
  while (outbox.inFlight > 0) await pause(1)
  const acknowledged = (performance.now() - begun) / 1_000
  const sent = frames.length * batch
  while (ended < sent) await once(heard, 'reports')
  const reported = (performance.now() - begun) / 1_000
  reports.unsubscribe()
  // What was sent again is in the figure, and would be another result.
  const hash = hashOf(outbox.acknowledged, outbox.repeated, ended)
  return { count: orders, seconds: isReported ? reported : acknowledged, hash }
}

/** Publications to a reader, so many a payload. */
async function fanOut(url: string, events: number, batch: number): Promise<Run> {
  const [from, to] = await Promise.all([connect({ servers: url }), connect({ servers: url })])
  let heard = 0
  to.subscribe('data', {
    callback: (_, { data }) => {
      heard += data.length / 64
    },
  })
  await to.flush()
  const payload = new Uint8Array(64 * batch)
  const begun = performance.now()
  for (let sent = 0; sent < events; sent += batch) {
    from.publish('data', payload)
    // A burst at a time, so that the reader, which shares this thread, is not left behind.
    if (sent % (batch * 256) === 0) await from.flush()
  }
  while (heard < events) await new Promise((resolve) => setImmediate(resolve))
  const seconds = (performance.now() - begun) / 1_000
  await Promise.all([from.close(), to.close()])
  return { count: events, seconds, hash: hashOf(heard) }
}

/** Orders and market data over each way that there is. */
export async function benchTransport({ small }: { small: boolean }): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'))
  const server = await startServer(join(folder, 'nats'))
  const exchange = await startExchange(server.url, folder, [
    '--rate',
    '1000000',
    '--burst',
    '100000000',
  ])
  const connection = await connect({ servers: server.url })
  try {
    const jsm = await jetstreamManager(connection)
    await jsm.streams.add({ name: 'BARE', subjects: ['bare.>'] })
    const js = jetstream(connection)
    const [many, few, events] = small ? [3_200, 200, 64_000] : [64_000, 2_000, 2_048_000]
    const results = await measure(
      [
        { name: 'orders in process, 64 a frame', unit: 'orders/s', run: () => inProcess(many) },
        {
          name: 'orders, bare client, 64 a frame',
          unit: 'orders/s',
          run: () => bare(js, many, BATCH),
        },
        {
          ...{ name: 'orders, live, acknowledged, 64 a frame', unit: 'orders/s' },
          run: () => live(connection, many, BATCH, false),
        },
        {
          ...{ name: 'orders, live, reported, 64 a frame', unit: 'orders/s' },
          run: () => live(connection, many, BATCH, true),
        },
        { name: 'orders, bare client, one a frame', unit: 'orders/s', run: () => bare(js, few, 1) },
        {
          ...{ name: 'orders, live, acknowledged, one a frame', unit: 'orders/s' },
          run: () => live(connection, few, 1, false),
        },
        {
          name: 'data, one a payload',
          unit: 'events/s',
          run: () => fanOut(server.url, events / 64, 1),
        },
        {
          name: 'data, 64 a payload',
          unit: 'events/s',
          run: () => fanOut(server.url, events, BATCH),
        },
      ],
      small ? 1 : 5,
    )
    return results.map((result, nth) => {
      const to = results[nth - 1] as BenchResult
      if (!result.name.startsWith('orders, live, acknowledged')) return result
      return { ...result, note: `${spreadOf(ratiosOf(result, to))} of the bare client` }
    })
  } finally {
    await connection.close()
    exchange.kill('SIGKILL')
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
