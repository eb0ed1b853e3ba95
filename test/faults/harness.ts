import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
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
import { freePort, type LocalServer, startServer } from '../../src/live/local-server.ts'
import { namesOf, tokenOf } from '../../src/live/names.ts'
import type { ExchangeStatus } from '../../src/live/told.ts'

/** The program: what was built just before, where all of it is tested, else from source. */
const PROGRAM =
  process.env.CI === undefined ? ['--import', 'tsx', 'src/cli/main.ts'] : ['dist/src/cli/main.js']

/** A process of the program's, and what it said. */
export interface Started {
  readonly child: ChildProcess
  /** What it said on stderr so far. */
  readonly said: () => string
  /** Waits until it said this. @throws where it ends before */
  says(text: string, patience?: number): Promise<void>
  /** Waits for its end. @returns its exit code; null where a signal ended it */
  ends(): Promise<number | null>
}

/** Where a program can be told to die: see doom.mjs. */
export const POINTS = [
  ...['appended', 'executed', 'half said', 'said'],
  ...['half on tape', 'half a snapshot', 'unnamed snapshot', 'snapshot'],
] as const
/** A point, and at the how manieth time. */
export type Doom = readonly [point: (typeof POINTS)[number], times: number]

/** Programs that run. */
const running = new Set<ChildProcess>()

/** Starts `outcry` with these arguments; where it is doomed, it kills itself then. */
export function start(args: readonly string[], doom?: Doom): Started {
  const fate = doom === undefined ? [] : ['--import', './test/faults/doom.mjs']
  const child = spawn(process.execPath, [...fate, ...PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DOOM: doom?.join(':') },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let said = ''
  child.stderr?.on('data', (bytes) => {
    said += bytes
  })
  child.stdout?.on('data', () => {})
  const gone = once(child, 'exit') as Promise<[number | null]>
  return {
    child,
    said: () => said,
    async says(text, patience = 60_000) {
      const end = performance.now() + patience
      while (!said.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null || performance.now() > end) {
          throw new Error(`no "${text}" of ${args.join(' ')}: ${said}`)
        }
        await pause(10)
      }
    },
    async ends() {
      return (await gone)[0]
    },
  }
}

/** A folder that is removed afterwards, and with it whatever was started and still runs. */
export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-live-'))
  try {
    return await use(folder)
  } finally {
    for (const child of running) child.kill('SIGKILL')
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
  for (let isThere = false; !isThere; ) {
    try {
      await (await jetstreamManager(connection, { timeout: 1_000 })).getAccountInfo()
      isThere = true
    } catch {
      await pause(100)
    }
  }
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
  readonly until: () => boolean
}

/**
 * Sends random orders and cancels until it is told to stop, each until the stream has it.
 * @returns how many frames the stream acknowledged, and refused
 */
export async function sendLoad(load: Load): Promise<{ acknowledged: number; refused: number }> {
  const { servers, market, participants } = load
  const connection = await connect({ servers: servers.split(','), maxReconnectAttempts: -1 })
  const js = jetstream(connection)
  const { orders } = namesOf(market)
  const generator = xoroshiro128plus(load.seed)
  const below = (most: number): number => (generator.next() >>> 0) % most
  const chance = (share: number): boolean => below(1_000_000) < share * 1_000_000
  let acknowledged = 0
  let refused = 0
  const flights = new Set<Promise<void>>()
  const publish = async (subject: string, frame: Uint8Array): Promise<void> => {
    while (!load.until()) {
      try {
        await js.publish(subject, frame, { timeout: 2_000 })
        acknowledged++
        return
      } catch {
        refused++
        await pause(100)
      }
    }
  }
  const send = (subject: string, frame: Uint8Array): void => {
    const flight = publish(subject, frame).finally(() => flights.delete(flight))
    flights.add(flight)
  }
  let held: (() => void) | undefined
  for (let number = 1; !load.until(); number++) {
    const who = number % participants
    const sequence = Math.floor(number / participants) + 1
    const subject = `${orders}.${tokenOf(`noise/${who}`)}`
    const frame = frameOf(who, sequence, below)
    const go = (): void => send(subject, frame)
    if (held === undefined && chance(load.reordered)) held = go
    else {
      go()
      if (chance(load.duplicated)) go()
      held?.()
      held = undefined
    }
    if (flights.size > 64 || number % 4 === 0) await pause(8)
  }
  held?.()
  await Promise.all(flights)
  await connection.close()
  return { acknowledged, refused }
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
  const isTaken = async (): Promise<boolean> => {
    const { state } = await again(() => jsm.streams.info(names.inputs))
    const status = await again(() => connection.request(names.status, '', { timeout: 2_000 }))
    return status.json<ExchangeStatus>().input >= state.last_seq
  }
  while (!(await isTaken())) await pause(20)
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
