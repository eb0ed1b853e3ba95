import { join } from 'node:path'
import { jetstream } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { encode } from '../../protocols/codec.ts'
import { Kind, OrderType, Side, TimeInForce } from '../../protocols/kind.ts'
import type { HeardChild } from '../../src/live/heard-child.ts'
import { startServer } from '../../src/live/local-server.ts'
import type { ExchangeStatus } from '../../src/live/told.ts'
import { start } from '../program.ts'
import { untilAnswered } from '../until.ts'
import { audit } from './auditor.ts'
import { type Cluster, endLoad, inFolder, startCluster } from './harness.ts'

/** Bad frames: 3,000 here, 100,000 where faults are asked for. */
const FRAMES = process.env.FAULTS === undefined ? 3_000 : 100_000
/** How many servers keep the streams where somebody floods. */
const SERVERS = process.env.FAULTS === undefined ? [1] : [1, 3]
const SEED = Number(process.env.FC_SEED ?? 1)
/** In whose name bad frames are sent, or too many good ones. */
const BAD = 'noise.49'
const FLOODING = 'noise.48'

const order = (sequence: number, more: object = {}): Uint8Array =>
  encode({
    ...{ kind: Kind.newOrder, instrument: 0, orderId: sequence, price: 9_000, size: 1 },
    ...{ side: Side.buy, orderType: OrderType.limit, timeInForce: TimeInForce.day },
    ...{ sender: 3, recipient: 0, sequence, sent: 0, arrives: 0, ...more },
  } as never)

test(`${FRAMES} bad frames are refused and counted, and others trade on`, () =>
  inFolder(async (folder) => {
    const server = await startServer(join(folder, 'nats'))
    const connection = await connect({ servers: server.url })
    const js = jetstream(connection, { timeout: 60_000 })
    const generator = xoroshiro128plus(SEED)
    const below = (most: number): number => (generator.next() >>> 0) % most
    try {
      const run = join(folder, 'run')
      const running = start([
        ...['live', 'exchange', 'tiny', '--nats', server.url, '--folder', run, '--no-report'],
        // Who sends them may go on: what is refused is what they are.
        ...['--burst', '1000000', '--rate', '1000000', '--patience', '60000'],
      ])
      await running.says('is open')
      const tell = async (subject: string, frame: Uint8Array): Promise<boolean> =>
        js.publish(`outcry.tiny.orders.${subject}`, frame).then(
          () => true,
          () => false,
        )
      let flights: Promise<boolean>[] = []
      const send = async (subject: string, frame: Uint8Array): Promise<void> => {
        flights.push(tell(subject, frame))
        if (flights.length < 500) return
        expect((await Promise.all(flights)).every((isThere) => isThere)).toBe(true)
        flights = []
      }
      let number = 0
      const each = Math.floor(FRAMES / 6)
      for (let nth = 0; nth < each; nth++) {
        await send(
          BAD,
          Uint8Array.from({ length: 1 + below(300) }, () => below(256)),
        )
        // The version is the first byte: what another one says is not read.
        const mutated = order(++number)
        mutated[0] = 2 + below(250)
        mutated[1 + below(63)] = below(256)
        await send(BAD, mutated)
        await send(BAD, order(++number, { recipient: 1 + below(60) }))
        await send(BAD, claim(++number))
        await send(`nobody.${below(9)}`, order(++number))
        // Again and again the same one; the first of them is taken.
        await send(BAD, order(1_000_000))
        if (nth % 25 > 0) continue
        await send('noise.1', order(nth + 1, { price: 10_000 }))
        await send('noise.2', order(nth + 1, { price: 10_000, side: Side.sell }))
      }
      await Promise.all(flights)
      // What is larger than may be does not reach the stream at all.
      expect(await tell(BAD, new Uint8Array(300_000))).toBe(false)
      await endLoad({ servers: server.url, market: 'tiny', participants: 5 })
      const status = (
        await connection.request('outcry.tiny.status', '', { timeout: 2_000 })
      ).json<ExchangeStatus>()
      console.info(`${FRAMES} bad frames: ${JSON.stringify(status.refused)}`)
      expect(status.refused).toMatchObject({
        ...{ malformed: 2 * each, 'not for a venue': each, 'not order entry': each },
        ...{ 'not a participant': each, repeated: each - 1 },
      })
      expect(status.refused['too many']).toBeUndefined()
      expect(status.cutOffs).toBe(0)
      running.child.kill('SIGTERM')
      await running.ends()
      const found = await audit(server.url, 'tiny', run)
      expect(found).toMatchObject({ twice: 0, reportsAstray: 0, position: 0, isReplayed: true })
      expect(found.fills).toBe(2 * Math.ceil(each / 25))
    } finally {
      await connection.close()
      await server.stop()
    }
  }))

test.each(SERVERS)('who floods is cut off for a time, and others trade on: servers %i', (count) =>
  inFolder(async (folder) => {
    const { urls, stop } = await (count === 1 ? startOne(folder) : startCluster(folder))
    const connection = await connect({ servers: urls.split(',') })
    const js = jetstream(connection, { timeout: 5_000 })
    const run = join(folder, 'run')
    const begin = async (cutOff: number): Promise<HeardChild> => {
      const running = start([
        ...['live', 'exchange', 'tiny', '--nats', urls, '--folder', run, '--no-report'],
        ...['--replicas', `${count}`],
        ...['--burst', '200', '--rate', '100', '--patience', '60000', '--cut-off', `${cutOff}`],
      ])
      await running.says('is open')
      return running
    }
    const subjectOf = (who: string): string => `outcry.tiny.orders.${who}`
    const isTaken = (who: string, frame: Uint8Array): Promise<true | undefined> =>
      js.publish(subjectOf(who), frame, { retries: 1 }).then(
        () => true,
        () => undefined,
      )
    let [number, trades] = [0, 0]
    const trade = async (): Promise<void> => {
      number++
      trades++
      expect(await isTaken('noise.1', order(number, { price: 10_000 }))).toBe(true)
      expect(await isTaken('noise.2', order(number, { price: 10_000, side: Side.sell }))).toBe(true)
    }
    /** Sends orders until the exchange says that it cut their sender off; others trade. */
    const flood = async (running: HeardChild): Promise<void> => {
      const isCut = running.says('floods: its orders are cancelled')
      let isOver = false
      void isCut.then(() => {
        isOver = true
      })
      while (!isOver) {
        for (let nth = 0; nth < 100; nth++) connection.publish(subjectOf(FLOODING), order(++number))
        await trade()
      }
      await isCut
    }
    try {
      const first = await begin(3_600_000)
      await flood(first)
      expect(await isTaken(FLOODING, order(++number))).toBeUndefined()
      await trade()
      await untilAnswered(async () => {
        const asked = await connection.request('outcry.tiny.status', '', { timeout: 2_000 })
        const { cutOff, cutOffs, refused, participants } = asked.json<ExchangeStatus>()
        expect([cutOff, cutOffs, participants]).toEqual([1, 1, 2])
        expect(refused['too many']).toBeGreaterThan(1_024)
        return true
      })
      // The next exchange knows nothing of it.
      first.child.kill('SIGKILL')
      await first.ends()
      const second = await begin(100)
      await untilAnswered(() => isTaken(FLOODING, order(++number)))
      await flood(second)
      await untilAnswered(() => isTaken(FLOODING, order(++number)))
      await trade()
      await endLoad({ servers: urls, market: 'tiny', participants: 49 })
      second.child.kill('SIGTERM')
      await second.ends()
      const found = await audit(urls, 'tiny', run)
      expect(found).toMatchObject({ twice: 0, reportsAstray: 0, unended: 0, isReplayed: true })
      expect(found).toMatchObject({ position: 0, cash: 0, fills: 2 * trades })
    } finally {
      await connection.close()
      await stop()
    }
  }),
)

async function startOne(folder: string): Promise<Pick<Cluster, 'urls' | 'stop'>> {
  const server = await startServer(join(folder, 'nats'))
  return { urls: server.url, stop: () => server.stop() }
}

/** What only a venue may say: what the value is. */
const claim = (sequence: number): Uint8Array =>
  encode({
    ...{ kind: Kind.news, instrument: 0, orderId: 1, number: 1, value: 1 },
    ...{ sender: 0, recipient: 0, sequence, sent: 0, arrives: 0 },
  } as never)
