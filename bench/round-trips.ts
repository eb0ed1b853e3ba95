import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { jetstream } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { CELL_BYTES, Cells } from '../protocols/cells.ts'
import { startServer } from '../src/live/local-server.ts'
import { createMemoryTransport } from '../src/transport/memory.ts'
import { createNatsTransport } from '../src/transport/nats.ts'
import { startThread } from '../src/transport/thread.ts'
import type { Transport } from '../src/transport/transport.ts'
import { createSharedRings, createWorkerTransport } from '../src/transport/worker.ts'
import { startExchange } from './live-exchange.ts'
import { orderOf } from './live-orders.ts'
import { type Case, measure, type Run } from './measure.ts'
import { type BenchResult, hashOf, quantileOf } from './result.ts'
import { CLIENT, MARKET, type Reached, serveMarket } from './round-trip-market.ts'

/** Where the number of an order stands in its report, bytes. */
const NUMBER = 32

/** Sends the frame of orders `from + 1` to `from + batch`. @returns when the last one's report is there */
type Trip = (from: number, batch: number) => void | Promise<void>

/** A way to a market, and how it is left. */
interface Way {
  readonly trip: Trip
  leave(): Promise<void>
}

/** Over a transport's end. @param serve lets a market in this thread take what was sent */
function overEnd(end: Transport, serve: () => void, leave: () => Promise<void>): Way {
  return {
    leave,
    trip(from, batch) {
      const cells = new Cells(batch)
      for (let nth = 0; nth < batch; nth++) {
        cells.bytes.set(orderOf(from + nth + 1), nth * CELL_BYTES)
        end.post(MARKET, cells.words, nth, 1)
      }
      end.flush()
      serve()
      let last = 0
      end.drain((words, cell) => {
        last = Math.max(last, words[(cell * CELL_BYTES + NUMBER) / 4] as number)
      })
      if (last !== from + batch) throw new Error(`no report of order ${from + batch}`)
    },
  }
}

/** In this thread. */
function inProcess(): Way {
  const [client, market] = createMemoryTransport(2) as [Transport, Transport]
  return overEnd(client, serveMarket(market), async () => {})
}

/** In a thread of its own, which ends by a batch of nothing. What is sent before it listens would be lost. */
async function inThread(reached: Reached, end: () => Transport): Promise<Way> {
  const module = new URL('./round-trip-market.ts', import.meta.url)
  const thread: Worker = startThread(module, reached)
  await once(thread, 'message')
  const gone = once(thread, 'exit')
  const client = end()
  return overEnd(
    client,
    () => {},
    async () => {
      client.flush()
      client.close()
      await gone
    },
  )
}

function overRings(): Promise<Way> {
  const rings = createSharedRings(2)
  return inThread({ rings }, () => createWorkerTransport(rings, CLIENT))
}

function overNats(servers: string, nth: number): Promise<Way> {
  const meeting = { servers, prefix: `bench.${nth}` }
  const ends = { self: CLIENT, partitions: 2, hasListener: false }
  return inThread({ meeting }, () => createNatsTransport(meeting, ends))
}

/** To a live exchange, whose stream has each frame first. */
async function overJetStream(connection: NatsConnection): Promise<Way> {
  const js = jetstream(connection)
  let awaited = 0
  let arrived: () => void = () => {}
  const reports = connection.subscribe('outcry.bench.reports.noise.0', {
    callback: (_, { data }) => {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
      for (let at = 0; at < data.length; at += CELL_BYTES) {
        if (view.getUint32(at + NUMBER, true) === awaited) arrived()
      }
    },
  })
  await connection.flush()
  return {
    async trip(from, batch) {
      awaited = from + batch
      const isThere = new Promise<void>((resolve) => {
        arrived = resolve
      })
      const orders = Array.from({ length: batch }, (_, nth) => orderOf(from + nth + 1))
      await js.publish('outcry.bench.orders.noise.0', Buffer.concat(orders))
      await isThere
    },
    leave: async () => reports.unsubscribe(),
  }
}

/** So many frames, each sent when the one before is answered. */
async function trips({ trip }: Way, sent: { number: number }, frames: number, batch: number) {
  const took: number[] = []
  for (let frame = 0; frame < frames; frame++) {
    const begun = performance.now()
    const answer = trip(sent.number, batch)
    if (answer !== undefined) await answer
    took.push((performance.now() - begun) * 1_000)
    sent.number += batch
  }
  return took
}

/**
 * From an order to its first report and back to the next order, over each way there is to a market: in
 * one thread, to a thread of its own over shared memory, over core NATS, and to a live exchange whose
 * JetStream stream has acknowledged it; one order a frame, and 64.
 */
export async function benchRoundTrips({ small }: { small: boolean }): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'))
  const server = await startServer(join(folder, 'nats'))
  const throttle = ['--rate', '1000000', '--burst', '100000000']
  const exchange = await startExchange(server.url, folder, throttle)
  const connection = await connect({ servers: server.url })
  const ways: readonly (readonly [name: string, way: Way, frames: number])[] = [
    ['in process', inProcess(), 20_000],
    ['worker', await overRings(), 10_000],
    ['core NATS', await overNats(server.url, 1), 1_000],
    ['JetStream, acknowledged', await overJetStream(connection), 1_000],
  ]
  const took = new Map<string, number[]>()
  try {
    const cases = ways.flatMap(([name, way, most]) => {
      const sent = { number: 0 }
      return [1, 64].map((batch): Case => {
        const title = `order to report, ${name}, ${batch === 1 ? 'one' : batch} a frame`
        const frames = small ? 20 : most / (batch === 1 ? 1 : 4)
        const run = async (): Promise<Run> => {
          const all = await trips(way, sent, frames, batch)
          took.set(title, [...(took.get(title) ?? []), ...all])
          const seconds = all.reduce((sum, one) => sum + one, 0) / 1e6
          return { count: frames, seconds, hash: hashOf(frames * batch) }
        }
        return { name: title, unit: 'round trips/s', run }
      })
    })
    const results = await measure(cases, small ? 1 : 5)
    return results.map((result) => {
      const [half, most] = [0.5, 0.99].map((share) =>
        Number(quantileOf(took.get(result.name) as number[], share).toPrecision(3)),
      )
      return { ...result, note: `median ${half} µs, 99 % ${most} µs` }
    })
  } finally {
    for (const [, way] of ways) await way.leave()
    await connection.close()
    exchange.kill('SIGKILL')
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
