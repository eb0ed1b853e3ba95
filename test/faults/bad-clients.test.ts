import { join } from 'node:path'
import { jetstream } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { encode } from '../../protocols/codec.ts'
import { Kind, OrderType, Side, TimeInForce } from '../../protocols/kind.ts'
import { startServer } from '../../src/live/local-server.ts'
import type { ExchangeStatus } from '../../src/live/told.ts'
import { start } from '../program.ts'
import { audit } from './auditor.ts'
import { endLoad, inFolder } from './harness.ts'

/** Bad frames: 3,000 here, 100,000 where faults are asked for. */
const FRAMES = process.env.FAULTS === undefined ? 3_000 : 100_000
const SEED = Number(process.env.FC_SEED ?? 1)
/** In whose name bad frames are sent, and too many good ones. */
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
        ...['--burst', '200', '--rate', '100', '--patience', '60000'],
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
      for (let nth = 1; nth <= FRAMES / 2; nth++) await send(FLOODING, order(nth))
      await Promise.all(flights)
      await endLoad({ servers: server.url, market: 'tiny', participants: 5 })
      const status = (
        await connection.request('outcry.tiny.status', '', { timeout: 2_000 })
      ).json<ExchangeStatus>()
      console.info(`${FRAMES} bad frames: ${JSON.stringify(status.refused)}`)
      expect(status.refused).toMatchObject({
        ...{ malformed: 2 * each, 'not for a venue': each, 'not order entry': each },
        ...{ 'not a participant': each, repeated: each - 1 },
      })
      expect(status.refused['too many']).toBeGreaterThan(0)
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

/** What only a venue may say: what the value is. */
const claim = (sequence: number): Uint8Array =>
  encode({
    ...{ kind: Kind.news, instrument: 0, orderId: 1, number: 1, value: 1 },
    ...{ sender: 0, recipient: 0, sequence, sent: 0, arrives: 0 },
  } as never)
