import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import type { HeardChild } from '../../src/live/heard-child.ts'
import { startServer } from '../../src/live/local-server.ts'
import type { AgentsStatus, ExchangeStatus } from '../../src/live/told.ts'
import { start } from '../program.ts'
import { untilAnswered, untilIn } from '../until.ts'
import { type Audit, audit } from './auditor.ts'
import {
  type Cluster,
  type Doom,
  endLoad,
  inFolder,
  type Load,
  leaderOf,
  POINTS,
  type Sending,
  sendLoad,
  startCluster,
  startDoomed,
} from './harness.ts'

/** How often the exchange is killed: once at each point here, more where it is asked for. */
const KILLS = Number(process.env.FAULTS ?? POINTS.length + 1)
const SEED = Number(process.env.FC_SEED ?? 1)

const nothingIsAmiss = {
  ...{ lost: 0, twice: 0, reportsAstray: 0, unended: 0, position: 0, cash: 0, isReplayed: true },
} satisfies Partial<Audit>

/** An exchange of `tiny`. */
function exchange(
  servers: string,
  folder: string,
  more: readonly string[] = [],
  doom?: Doom,
): HeardChild {
  const args = [
    ...['live', 'exchange', 'tiny', '--nats', servers, '--folder', join(folder, 'run')],
    ...['--snapshot-every', '100', '--no-report', ...more],
  ]
  return startDoomed(args, doom)
}

const load = (servers: string): Load => ({
  ...{ servers, market: 'tiny', seed: SEED, participants: 5 },
  ...{ duplicated: 0.05, reordered: 0.05 },
})

/** Where the exchange dies next: at a point of its work, or, every ninth time, at any moment. */
function doomOf(kill: number, below: (most: number) => number): Doom | undefined {
  const point = POINTS[kill % (POINTS.length + 1)]
  if (point === undefined) return undefined
  return [point, 1 + below(point.includes('snapshot') || point.includes('tape') ? 3 : 40)]
}

test(
  `an exchange that is killed ${KILLS} times under load loses nothing and does nothing twice`,
  () =>
    inFolder(async (folder) => {
      const server = await startServer(join(folder, 'nats'))
      const generator = xoroshiro128plus(SEED)
      const below = (most: number): number => (generator.next() >>> 0) % most
      let sent: Sending | undefined
      try {
        const died: string[] = []
        let running: HeardChild | undefined
        for (let kill = 0; kill < KILLS; kill++) {
          const doom = doomOf(kill, below)
          running = exchange(server.url, folder, [], doom)
          if (kill === 0) await running.says('is open')
          sent ??= sendLoad(load(server.url))
          if (doom === undefined) {
            await sent.acknowledges(50 + below(600))
            running.child.kill('SIGKILL')
          }
          expect(await running.ends()).toBe(null)
          died.push(doom?.join(':') ?? 'some time')
        }
        cutNewestSnapshot(join(folder, 'run'))
        running = exchange(server.url, folder)
        await running.says('is open')
        expect(running.said()).toContain('is left out: it is not whole')
        await sent?.acknowledges(100)
        await sent?.end()
        const found = await endAndAudit(server.url, running, join(folder, 'run'))
        // What the documentation has of it: npm run docs:figures -- --faults FILE.
        const told = { at: new Date().toISOString(), kills: KILLS, ...found }
        console.info(`killed at ${died.join(', ')}\n${JSON.stringify({ faults: told })}`)
        expect(found).toMatchObject(nothingIsAmiss)
        expect(found.acknowledged).toBeGreaterThan(KILLS * 100)
        expect(found.repeated).toBeGreaterThan(0)
        expect(found.fills).toBeGreaterThan(100)
      } finally {
        await sent?.end()
        await server.stop()
      }
    }),
  KILLS * 60_000,
)

/** Lets all participants leave, and the exchange end when it has taken everything. */
async function endAndAudit(servers: string, running: HeardChild, folder: string): Promise<Audit> {
  await endLoad(load(servers)).catch((cause: unknown) => {
    throw new Error(running.said(), { cause })
  })
  running.child.kill('SIGTERM')
  expect(await running.ends()).toBe(143)
  return audit(servers, 'tiny', folder)
}

/** As if the machine had died while the newest snapshot was written. */
function cutNewestSnapshot(folder: string): void {
  const names = readdirSync(folder).filter((name) => name.startsWith('snapshot-'))
  const newest = names.sort((a, b) => numberOf(b) - numberOf(a))[0]
  const path = join(folder, newest ?? 'snapshot-1.json')
  if (newest === undefined) writeFileSync(path, 'x')
  else truncateSync(path, Math.floor(readFileSync(path).length / 2))
}

const numberOf = (name: string): number => Number(/\d+/.exec(name)?.[0])

test('an exchange that was paused while another took over says nothing more, and ends', () =>
  inFolder(async (folder) => {
    const server = await startServer(join(folder, 'nats'))
    let sent: Sending | undefined
    try {
      const first = exchange(server.url, folder)
      await first.says('is open')
      sent = sendLoad(load(server.url))
      await sent.acknowledges(200)
      first.child.kill('SIGSTOP')
      const other = join(folder, 'other')
      const second = exchange(server.url, other)
      await second.says('is open')
      await sent.acknowledges(150)
      first.child.kill('SIGCONT')
      expect(await first.ends()).not.toBe(0)
      expect(first.said()).toContain('another exchange of this market has taken over')
      await sent.acknowledges(100)
      await sent.end()
      const found = await endAndAudit(server.url, second, join(other, 'run'))
      expect(found).toMatchObject(nothingIsAmiss)
    } finally {
      await sent?.end()
      await server.stop()
    }
  }))

test('a stream that is full refuses, and what it has is kept', () =>
  inFolder(async (folder) => {
    const server = await startServer(join(folder, 'nats'))
    let sent: Sending | undefined
    try {
      const running = exchange(server.url, folder, ['--room', '60000'])
      await running.says('is open')
      sent = sendLoad(load(server.url))
      await sent.refuses(20)
      expect((await sent.end()).acknowledged).toBeGreaterThan(50)
      running.child.kill('SIGTERM')
      await running.ends()
      const found = await audit(server.url, 'tiny', join(folder, 'run'))
      expect(found).toMatchObject({ ...nothingIsAmiss, unended: expect.any(Number) })
    } finally {
      await sent?.end()
      await server.stop()
    }
  }))

test('a market whose server is killed and started again goes on where it was', () =>
  inFolder(async (folder) => {
    const server = await startServer(join(folder, 'nats'))
    let again = server
    let sent: Sending | undefined
    try {
      const running = exchange(server.url, folder)
      await running.says('is open')
      sent = sendLoad(load(server.url))
      await sent.acknowledges(200)
      await server.stop()
      again = await startServer(join(folder, 'nats'), [], server.port)
      await sent.acknowledges(200)
      await sent.end()
      const found = await endAndAudit(again.url, running, join(folder, 'run'))
      expect(found).toMatchObject(nothingIsAmiss)
    } finally {
      await sent?.end()
      await again.stop()
    }
  }))

test('agents that do not read are cut off, come back, and find that they missed something', () =>
  inFolder(async (folder) => {
    const config = join(folder, 'server.conf')
    const log = join(folder, 'server.log')
    writeFileSync(config, `max_pending: 1MB\nwrite_deadline: "500ms"\nlog_file: "${log}"\n`)
    const server = await startServer(join(folder, 'nats'), ['--config', config])
    const connection = await connect({ servers: server.url })
    let sent: Sending | undefined
    try {
      const running = exchange(server.url, folder, ['--patience', '60000'])
      await running.says('is open')
      const common = ['live', 'agents', 'tiny', '--nats', server.url, '--json']
      const values = start([...common, '--only', 'value', '--name', 'values'])
      await values.says(' agents')
      sent = sendLoad(load(server.url))
      values.child.kill('SIGSTOP')
      for (let burst = 0; burst < 64; burst++) {
        connection.publish('outcry.tiny.data.noise.49', new Uint8Array(2 ** 19))
        await connection.flush()
      }
      await untilIn(folder, () => /slow consumer/i.test(readFileSync(log, 'utf8')))
      values.child.kill('SIGCONT')
      const told = await untilTold(connection, ({ gaps }) => gaps > 0)
      await untilTold(connection, ({ data }) => data > told.data + 20)
      await sent.end()
      values.child.kill('SIGTERM')
      await values.ends()
      const found = await endAndAudit(server.url, running, join(folder, 'run'))
      expect(found).toMatchObject(nothingIsAmiss)
    } finally {
      await sent?.end()
      await connection.close()
      await server.stop()
    }
  }))

/** Asks the agents how they are until it is so. @returns how they are then */
const untilTold = (
  connection: NatsConnection,
  isSo: (status: AgentsStatus) => boolean,
): Promise<AgentsStatus> =>
  untilAnswered(async () => {
    const terms = { strategy: 'count', maxMessages: 2, maxWait: 500 } as const
    for await (const answer of await connection.requestMany('outcry.tiny.status', '', terms)) {
      const status = answer.json<AgentsStatus | ExchangeStatus>()
      if (status.is === 'agents' && isSo(status)) return status
    }
    return undefined
  })

// A cluster takes its time to choose anew, and not always the same: it is for `npm run test:faults`.
const clusterTest = test.runIf(process.env.FAULTS !== undefined)

/** A market on three servers, to which `happens` under load. */
async function inCluster(happens: (cluster: Cluster) => Promise<void>): Promise<Audit> {
  return inFolder(async (folder) => {
    const cluster = await startCluster(folder)
    let sent: Sending | undefined
    try {
      const running = exchange(cluster.urls, folder, ['--replicas', '3'])
      await running.says('is open')
      sent = sendLoad(load(cluster.urls))
      await sent.acknowledges(300)
      await happens(cluster)
      await sent.acknowledges(1_000)
      await sent.end()
      return await endAndAudit(cluster.urls, running, join(folder, 'run'))
    } finally {
      await sent?.end()
      await cluster.stop()
    }
  })
}

clusterTest('a market on three servers goes on when the one that leads is killed', async () => {
  const found = await inCluster(async (cluster) => {
    await cluster.kill(await leaderOf(cluster.urls, 'OUTCRY_TINY_IN'))
  })
  console.info(`leader killed: ${JSON.stringify(found)}`)
  expect(found).toMatchObject(nothingIsAmiss)
})

clusterTest('a market on three servers goes on when all are killed and start again', async () => {
  const found = await inCluster((cluster) => cluster.restart())
  console.info(`all restarted: ${JSON.stringify(found)}`)
  expect(found).toMatchObject(nothingIsAmiss)
})
