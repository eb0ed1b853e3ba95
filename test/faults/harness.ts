import { EventEmitter, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { encode } from '../../protocols/codec.ts'
import { Kind, OrderType, Side, TimeInForce } from '../../protocols/kind.ts'
import { again } from '../../src/live/again.ts'
import type { HeardChild } from '../../src/live/heard-child.ts'
import { freePort, type LocalServer, startServer } from '../../src/live/local-server.ts'
import { namesOf, tokenOf } from '../../src/live/names.ts'
import type { ExchangeStatus } from '../../src/live/told.ts'
import { endAll, start } from '../program.ts'
import { untilAnswered } from '../until.ts'

/** Where a program can be told to die: see doom.mjs. */
export const POINTS = [
  ...['appended', 'executed', 'half said', 'said'],
  ...['half on tape', 'half a snapshot', 'unnamed snapshot', 'snapshot'],
] as const
/** A point, and at the how manieth time. */
export type Doom = readonly [point: (typeof POINTS)[number], times: number]

/** Starts `outcry`; where it is doomed, it kills itself then. */
export function startDoomed(args: readonly string[], doom?: Doom): HeardChild {
  if (doom === undefined) return start(args)
  return start(args, {
    before: ['--import', './test/faults/doom.mjs'],
    env: { DOOM: doom.join(':') },
  })
}

/** A folder that is removed afterwards, and with it whatever was started and still runs. */
export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-live-'))
  try {
    return await use(folder)
  } finally {
    endAll()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Three servers with JetStream that keep streams together: `n1`, `n2`, `n3`. */
export async function startCluster(folder: string): Promise<Cluster> {
  const free = await Promise.all(Array.from({ length: 6 }, freePort))
  const [ports, routes] = [free.slice(3), free.slice(0, 3).map((at) => `nats://127.0.0.1:${at}`)]
  const begin = (): Promise<LocalServer[]> =>
    Promise.all(
      routes.map((route, nth) => {
        const name = `n${nth + 1}`
        const named = ['--server_name', name, '--cluster_name', 'outcry']
        const together = ['--cluster', route, '--routes', routes.join(',')]
        return startServer(join(folder, name), [...named, ...together], ports[nth])
      }),
    )
  let servers = await begin()
  const urls = servers.map(({ url }) => url).join(',')
  await untilLed(urls)
  return {
    urls,
    kill: (name) => (servers[Number(name.at(-1)) - 1] as LocalServer).stop(),
    async restart() {
      await Promise.all(servers.map((server) => server.stop()))
      servers = await begin()
      await untilLed(urls)
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}

/** Servers that keep streams together. */
export interface Cluster {
  readonly urls: string
  /** Kills one, by its name. */
  kill(name: string): Promise<void>
  /** Kills all at once, and starts them again with what is on their disks. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Until servers have chosen who leads, there is no JetStream. */
async function untilLed(urls: string): Promise<void> {
  const connection = await connect({ servers: urls.split(',') })
  await untilAnswered(() =>
    jetstreamManager(connection, { timeout: 1_000 })
      .then((manager) => manager.getAccountInfo())
      .catch(() => undefined),
  )
  await connection.close()
}

/** The server that leads a stream. */
export async function leaderOf(servers: string, stream: string): Promise<string> {
  const connection = await connect({ servers: servers.split(',') })
  const { cluster } = await (await jetstreamManager(connection)).streams.info(stream)
  await connection.close()
  return cluster?.leader as string
}

/** What a client sends: how many frames a second, in how many participants' names. */
export interface Load {
  readonly servers: string
  readonly market: string
  readonly seed: number
  readonly participants: number
  /** A share of the frames that is sent twice, and that is sent before the one before. */
  readonly duplicated: number
  readonly reordered: number
}

/** ms between four frames, and from a frame that was refused to its next try. */
const PACE = 16
const RETRY = 100

/** A load on its way. */
export interface Sending {
  /** Waits until the stream has acknowledged so many frames more. */
  acknowledges(more: number): Promise<void>
  /** Waits until the stream has refused so many frames, or not answered, since the beginning. */
  refuses(times: number): Promise<void>
  /** Sends no more. @returns how many frames the stream acknowledged, and refused */
  end(): Promise<{ acknowledged: number; refused: number }>
}

/** Sends random orders and cancels until it is told to stop, each until the stream has it. */
export function sendLoad(load: Load): Sending {
  const counts = { acknowledged: 0, refused: 0 }
  const answers = new EventEmitter()
  const stop = new AbortController()
  const sent = send(load, stop.signal, (answer) => {
    counts[answer]++
    answers.emit('answer')
  })
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await once(answers, 'answer')
  }
  return {
    acknowledges(more) {
      const enough = counts.acknowledged + more
      return until(() => counts.acknowledged >= enough)
    },
    refuses: (times) => until(() => counts.refused >= times),
    async end() {
      stop.abort()
      await sent
      return counts
    },
  }
}

async function send(
  load: Load,
  stop: AbortSignal,
  hears: (answer: 'acknowledged' | 'refused') => void,
): Promise<void> {
  const { servers, market, participants } = load
  const connection = await connect({ servers: servers.split(','), maxReconnectAttempts: -1 })
  const js = jetstream(connection)
  const { orders } = namesOf(market)
  const generator = xoroshiro128plus(load.seed)
  const below = (most: number): number => (generator.next() >>> 0) % most
  const chance = (share: number): boolean => below(1_000_000) < share * 1_000_000
  const flights = new Set<Promise<void>>()
  const publish = async (subject: string, frame: Uint8Array): Promise<void> => {
    while (!stop.aborted) {
      try {
        await js.publish(subject, frame, { timeout: 2_000 })
        return hears('acknowledged')
      } catch {
        hears('refused')
        await pause(RETRY)
      }
    }
  }
  const begin = (subject: string, frame: Uint8Array): void => {
    const flight = publish(subject, frame).finally(() => flights.delete(flight))
    flights.add(flight)
  }
  let held: (() => void) | undefined
  for (let number = 1; !stop.aborted; number++) {
    const who = number % participants
    const sequence = Math.floor(number / participants) + 1
    const subject = `${orders}.${tokenOf(`noise/${who}`)}`
    const frame = frameOf(who, sequence, below)
    const go = (): void => begin(subject, frame)
    if (held === undefined && chance(load.reordered)) held = go
    else {
      go()
      if (chance(load.duplicated)) go()
      held?.()
      held = undefined
    }
    if (flights.size > 64 || number % 4 === 0) await pause(PACE)
  }
  held?.()
  await Promise.all(flights)
  await connection.close()
}

/** Ends every participant's session, and waits until the exchange has taken all that there is. */
export async function endLoad({
  servers,
  market,
  participants,
}: Pick<Load, 'servers' | 'market' | 'participants'>): Promise<void> {
  const connection = await connect({ servers: servers.split(','), maxReconnectAttempts: -1 })
  const names = namesOf(market)
  const js = jetstream(connection, { timeout: 2_000 })
  for (let who = 0; who < participants; who++) {
    const envelope = { sender: 1 + who, recipient: 0, sequence: LAST, sent: 0, arrives: 0 }
    const bye = encode({ kind: Kind.disconnect, ...envelope } as never)
    await again(() => js.publish(`${names.orders}.${tokenOf(`noise/${who}`)}`, bye))
  }
  const jsm = await again(() => jetstreamManager(connection, { timeout: 2_000 }))
  await untilAnswered(async () => {
    const { state } = await again(() => jsm.streams.info(names.inputs))
    const status = await again(() => connection.request(names.status, '', { timeout: 2_000 }))
    return status.json<ExchangeStatus>().input >= state.last_seq || undefined
  })
  await connection.close()
}

/** A number beyond all that a load has. */
const LAST = 10_000_000

function frameOf(who: number, sequence: number, below: (most: number) => number): Uint8Array {
  const envelope = { sender: 1 + who, recipient: 0, sequence, sent: 0, arrives: 0 }
  if (below(4) === 0 && sequence > 3) {
    const orderId = sequence - 1 - below(3)
    return encode({ kind: Kind.cancelOrder, instrument: 0, orderId, ...envelope } as never)
  }
  const terms = { orderType: OrderType.limit, timeInForce: TimeInForce.day, orderId: sequence }
  return encode({
    ...{
      kind: Kind.newOrder,
      instrument: 0,
      ...terms,
      price: 9_996 + below(9),
      size: 1 + below(9),
    },
    side: below(2) === 0 ? Side.buy : Side.sell,
    ...envelope,
  } as never)
}
