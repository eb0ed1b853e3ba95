import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { jetstream } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { startServer } from '../src/live/local-server.ts'
import { startExchange } from './live-exchange.ts'
import { orderOf } from './live-orders.ts'
import { type BenchResult, hashOf, median, spreadOf } from './result.ts'

/** Orders of an honest participant in a window, and ms between two of them. */
const EVERY = 10
const ME = 'noise.0'

/** ms from each order to its first report, while somebody else floods or does not. */
async function window(connection: NatsConnection, from: number, orders: number): Promise<number[]> {
  const js = jetstream(connection)
  const sent = new Map<number, number>()
  const took: number[] = []
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
    },
  })
  await connection.flush()
  for (let nth = 1; nth <= orders; nth++) {
    sent.set(from + nth, performance.now())
    await js.publish(`outcry.bench.orders.${ME}`, orderOf(from + nth))
    await pause(EVERY)
  }
  while (took.length < orders) await pause(5)
  reports.unsubscribe()
  return took
}

/**
 * What a flood costs those who are not in it: the 99th percentile of the time from an order to its
 * first report, alone and while another participant sends as fast as its client can, by turns.
 */
export async function benchFlood({ small }: { small: boolean }): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'))
  const server = await startServer(join(folder, 'nats'))
  const exchange = await startExchange(server.url, folder, ['--rate', '1000', '--burst', '2000'])
  const connection = await connect({ servers: server.url })
  const [turns, orders] = small ? [1, 30] : [6, 300]
  const alone: number[] = []
  const flooded: number[] = []
  const ratios: number[] = []
  let flood = 0
  try {
    // The first orders pay for compilation.
    let number = (await window(connection, 0, orders)).length
    for (let turn = 0; turn < turns; turn++) {
      const quiet = await window(connection, number, orders)
      const flooder = fork(new URL('./flooder.js', import.meta.url).pathname, [server.url])
      await once(flooder, 'message')
      const loud = await window(connection, number + orders, orders)
      number += 2 * orders
      const told = once(flooder, 'message')
      flooder.send('stop')
      flood += (await told)[0] as number
      await once(flooder, 'exit')
      // What the flood left in the stream is read first.
      await window(connection, number, 1)
      number++
      alone.push(p99(quiet))
      flooded.push(p99(loud))
      ratios.push(p99(loud) / p99(quiet))
    }
    const note = `${spreadOf(ratios)} of alone, beside ${flood} frames of another`
    const result = { unit: 'ms', hash: hashOf(number) }
    return [
      { ...result, name: 'order to report, p99, alone', rate: median(alone), runs: alone },
      {
        ...result,
        name: 'order to report, p99, flooded',
        rate: median(flooded),
        runs: flooded,
        note,
      },
    ]
  } finally {
    await connection.close()
    exchange.kill('SIGKILL')
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(0.99 * sorted.length) - 1] as number
}
