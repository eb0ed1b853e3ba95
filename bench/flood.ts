import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { jetstream } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { startServer } from '../src/live/local-server.ts'
import { startExchange } from './live-exchange.ts'
import { orderOf } from './live-orders.ts'
import { type BenchResult, hashOf, median, ratiosOf, spreadOf } from './result.ts'

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

/** A participant that floods, in a process of its own. */
async function beginFlood(url: string, isYielding: boolean): Promise<() => Promise<number>> {
  const flooder = fork(new URL('./flooder.js', import.meta.url).pathname, [url])
  await once(flooder, 'message')
  if (isYielding) setPriority(flooder.pid as number, constants.priority.PRIORITY_LOW)
  return async () => {
    const told = once(flooder, 'message')
    flooder.send('stop')
    const [sent] = await told
    await once(flooder, 'exit')
    return sent as number
  }
}

/**
 * What a flood costs those who are not in it: the 99th percentile of the time from an order to its
 * first report, alone and while another participant sends as fast as its client can, by turns. A
 * flooder that yields leaves the cores to the others, as one on a machine of its own would: then what it
 * costs is what its frames cost the server and the exchange.
 */
export async function benchFlood({ small }: { small: boolean }): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'))
  const server = await startServer(join(folder, 'nats'))
  const exchange = await startExchange(server.url, folder, ['--rate', '1000', '--burst', '2000'])
  const connection = await connect({ servers: server.url })
  const [turns, orders] = small ? [1, 30] : [6, 300]
  const alone: number[] = []
  const floods = [false, true].map((isYielding) => ({ isYielding, runs: [] as number[], sent: 0 }))
  try {
    // The first orders pay for compilation.
    let number = (await window(connection, 0, orders)).length
    for (let turn = 0; turn < turns; turn++) {
      alone.push(p99(await window(connection, number, orders)))
      number += orders
      for (const flood of floods) {
        const stop = await beginFlood(server.url, flood.isYielding)
        flood.runs.push(p99(await window(connection, number, orders)))
        flood.sent += await stop()
        // What the flood left in the stream is read first.
        await window(connection, number + orders, 1)
        number += orders + 1
      }
    }
    const result = { unit: 'ms', hash: hashOf(number) }
    const quiet = {
      ...result,
      name: 'order to report, p99, alone',
      rate: median(alone),
      runs: alone,
    }
    return [
      quiet,
      ...floods.map(({ isYielding, runs, sent }): BenchResult => {
        const name = `order to report, p99, flooded${isYielding ? ' by one who yields' : ''}`
        const flooded = { ...result, name, rate: median(runs), runs }
        const note = `${spreadOf(ratiosOf(flooded, quiet))} of alone, beside ${sent} frames of another`
        return { ...flooded, note }
      }),
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
