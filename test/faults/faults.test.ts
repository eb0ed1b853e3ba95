import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { startServer } from '../../src/live/local-server.ts'
import type { AgentsStatus, ExchangeStatus } from '../../src/live/told.ts'
import { type Audit, audit } from './auditor.ts'
import {
  type Cluster,
  type Doom,
  endLoad,
  inFolder,
  type Load,
  leaderOf,
  POINTS,
  type Started,
  sendLoad,
  start,
  startCluster,
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
): Started {
  const args = [
    ...['live', 'exchange', 'tiny', '--nats', servers, '--folder', join(folder, 'run')],
    ...['--snapshot-every', '100', '--no-report', ...more],
  ]
  return start(args, doom)
}

const load = (servers: string, until: () => boolean): Load => ({
  ...{ servers, market: 'tiny', seed: SEED, participants: 5, until },
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
      let isOver = false
      try {
        const died: string[] = []
        let running: Started | undefined
        let sent: ReturnType<typeof sendLoad> | undefined
        for (let kill = 0; kill < KILLS; kill++) {
          const doom = doomOf(kill, below)
          running = exchange(server.url, folder, [], doom)
          if (kill === 0) await running.says('is open')
          sent ??= sendLoad(load(server.url, () => isOver))
          if (doom === undefined) {
            await pause(300 + below(700))
            running.child.kill('SIGKILL')
          }
          expect(await running.ends()).toBe(null)
          died.push(doom?.join(':') ?? 'some time')
        }
        cutNewestSnapshot(join(folder, 'run'))
        running = exchange(server.url, folder)
        await running.says('is open')
        expect(running.said()).toContain('is left out: it is not whole')
        await pause(500)
        isOver = true
        await sent
        const found = await endAndAudit(server.url, running, join(folder, 'run'))
        // What the documentation has of it: npm run docs:figures -- --faults FILE.
        const told = { at: new Date().toISOString(), kills: KILLS, ...found }
        console.info(`killed at ${died.join(', ')}\n${JSON.stringify({ faults: told })}`)
        expect(found).toMatchObject(nothingIsAmiss)
        expect(found.acknowledged).toBeGreaterThan(KILLS * 100)
        expect(found.repeated).toBeGreaterThan(0)
        expect(found.fills).toBeGreaterThan(100)
      } finally {
        isOver = true
        await server.stop()
      }
    }),
  KILLS * 60_000,
)

/** Lets all participants leave, and the exchange end when it has taken everything. */
async function endAndAudit(servers: string, running: Started, folder: string): Promise<Audit> {
  await endLoad(load(servers, () => true)).catch((cause: unknown) => {
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
    let isOver = false
    try {
      const first = exchange(server.url, folder)
      await first.says('is open')
      const sent = sendLoad(load(server.url, () => isOver))
      await pause(700)
      first.child.kill('SIGSTOP')
      const other = join(folder, 'other')
      const second = exchange(server.url, other)
      await second.says('is open')
      await pause(500)
      first.child.kill('SIGCONT')
      expect(await first.ends()).not.toBe(0)
      expect(first.said()).toContain('another exchange of this market has taken over')
      await pause(500)
      isOver = true
      await sent
      const found = await endAndAudit(server.url, second, join(other, 'run'))
      expect(found).toMatchObject(nothingIsAmiss)
    } finally {
      isOver = true
      await server.stop()
    }
  }))

test('a stream that is full refuses, and what it has is kept', () =>
  inFolder(async (folder) => {
    const server = await startServer(join(folder, 'nats'))
    let isOver = false
    try {
      const running = exchange(server.url, folder, ['--room', '60000'])
      await running.says('is open')
      const sent = sendLoad(load(server.url, () => isOver))
      await pause(3_000)
      isOver = true
      const { acknowledged, refused } = await sent
      expect(acknowledged).toBeGreaterThan(50)
      expect(refused).toBeGreaterThan(10)
      running.child.kill('SIGTERM')
      await running.ends()
      const found = await audit(server.url, 'tiny', join(folder, 'run'))
      expect(found).toMatchObject({ ...nothingIsAmiss, unended: expect.any(Number) })
    } finally {
      isOver = true
      await server.stop()
    }
  }))

test('a market whose server is killed and started again goes on where it was', () =>
  inFolder(async (folder) => {
    const server = await startServer(join(folder, 'nats'))
    let again = server
    let isOver = false
    try {
      const running = exchange(server.url, folder)
      await running.says('is open')
      const sent = sendLoad(load(server.url, () => isOver))
      await pause(1_000)
      await server.stop()
      again = await startServer(join(folder, 'nats'), [], server.port)
      await pause(3_000)
      isOver = true
      expect((await sent).acknowledged).toBeGreaterThan(200)
      const found = await endAndAudit(again.url, running, join(folder, 'run'))
      expect(found).toMatchObject(nothingIsAmiss)
    } finally {
      isOver = true
      await again.stop()
    }
  }))

test('agents that do not read are cut off, come back, and find that they missed something', () =>
  inFolder(async (folder) => {
    const config = join(folder, 'server.conf')
    writeFileSync(config, 'max_pending: 1MB\nwrite_deadline: "500ms"\n')
    const server = await startServer(join(folder, 'nats'), ['--config', config])
    const connection = await connect({ servers: server.url })
    let isOver = false
    try {
      const running = exchange(server.url, folder, ['--patience', '60000'])
      await running.says('is open')
      const common = ['live', 'agents', 'tiny', '--nats', server.url, '--json']
      const values = start([...common, '--only', 'value', '--name', 'values'])
      await values.says(' agents')
      const sent = sendLoad(load(server.url, () => isOver))
      values.child.kill('SIGSTOP')
      for (let burst = 0; burst < 64; burst++) {
        connection.publish('outcry.tiny.data.noise.49', new Uint8Array(2 ** 19))
        await connection.flush()
      }
      await pause(1_500)
      values.child.kill('SIGCONT')
      const told = await untilTold(connection, ({ gaps }) => gaps > 0)
      await untilTold(connection, ({ data }) => data > told.data + 20)
      isOver = true
      await sent
      values.child.kill('SIGTERM')
      await values.ends()
      const found = await endAndAudit(server.url, running, join(folder, 'run'))
      expect(found).toMatchObject(nothingIsAmiss)
    } finally {
      isOver = true
      await connection.close()
      await server.stop()
    }
  }))

/** Asks the agents how they are until it is so. @throws where they do not answer for a minute */
async function untilTold(
  connection: NatsConnection,
  isSo: (status: AgentsStatus) => boolean,
): Promise<AgentsStatus> {
  const end = performance.now() + 60_000
  while (performance.now() < end) {
    const terms = { strategy: 'count', maxMessages: 2, maxWait: 500 } as const
    for await (const answer of await connection.requestMany('outcry.tiny.status', '', terms)) {
      const status = answer.json<AgentsStatus | ExchangeStatus>()
      if (status.is === 'agents' && isSo(status)) return status
    }
    await pause(100)
  }
  throw new Error('the agents did not come to it')
}

// A cluster takes its time to choose anew, and not always the same: it is for `npm run test:faults`.
const clusterTest = test.runIf(process.env.FAULTS !== undefined)

/** A market on three servers, to which `happens` after a second and a half of load. */
async function inCluster(happens: (cluster: Cluster) => Promise<void>): Promise<Audit> {
  return inFolder(async (folder) => {
    const cluster = await startCluster(folder)
    let isOver = false
    try {
      const running = exchange(cluster.urls, folder, ['--replicas', '3'])
      await running.says('is open')
      const sent = sendLoad(load(cluster.urls, () => isOver))
      await pause(1_500)
      await happens(cluster)
      await pause(6_000)
      isOver = true
      expect((await sent).acknowledged).toBeGreaterThan(300)
      return await endAndAudit(cluster.urls, running, join(folder, 'run'))
    } finally {
      isOver = true
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
