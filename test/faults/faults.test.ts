import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { startServer } from '../../src/live/local-server.ts'
import { type Audit, audit } from './auditor.ts'
import { inFolder, type Load, leaderOf, sendLoad, start, startCluster } from './harness.ts'

/** How often the exchange is killed: 4 times here, more where it is asked for. */
const KILLS = Number(process.env.FAULTS ?? 4)
const SEED = Number(process.env.FC_SEED ?? 1)

const nothingIsAmiss = {
  ...{ lost: 0, twice: 0, reportsAstray: 0, unended: 0, position: 0, cash: 0, isReplayed: true },
} satisfies Partial<Audit>

/** An exchange of ten minutes of `tiny`, at so many seconds a second. */
const exchange = (servers: string, folder: string, speed: number, ...more: readonly string[]) =>
  start([
    ...['live', 'exchange', 'tiny', '--nats', servers, '--folder', join(folder, 'run')],
    ...['--speed', `${speed}`, '--snapshot-every', '100', '--no-report', ...more],
  ])

const load = (servers: string, until: () => boolean): Load => ({
  ...{ servers, market: 'tiny', seed: SEED, participants: 5, until },
  ...{ duplicated: 0.05, reordered: 0.05 },
})

test(`an exchange that is killed ${KILLS} times under load loses nothing and does nothing twice`, () =>
  inFolder(async (folder) => {
    const server = await startServer(join(folder, 'nats'))
    const generator = xoroshiro128plus(SEED)
    let isOver = false
    try {
      const speed = 600 / (5 + (process.env.CI === undefined ? 9 : 5) * KILLS)
      let running = exchange(server.url, folder, speed)
      await running.says('is open')
      const sent = sendLoad(load(server.url, () => isOver))
      for (let kill = 0; kill < KILLS; kill++) {
        await pause(300 + ((generator.next() >>> 0) % 700))
        running.child.kill('SIGKILL')
        await running.ends()
        if (kill === KILLS - 1) cutNewestSnapshot(join(folder, 'run'))
        running = exchange(server.url, folder, speed)
        await running.says('is open')
      }
      expect(running.said()).toContain('is left out: it is not whole')
      await pause(500)
      isOver = true
      await sent
      expect(await running.ends()).toBe(0)
      const found = await audit(server.url, 'tiny', join(folder, 'run'))
      console.info(`killed ${KILLS} times: ${JSON.stringify(found)}`)
      expect(found).toMatchObject(nothingIsAmiss)
      expect(found.acknowledged).toBeGreaterThan(KILLS * 100)
      expect(found.repeated).toBeGreaterThan(0)
      expect(found.fills).toBeGreaterThan(100)
    } finally {
      isOver = true
      await server.stop()
    }
  }))

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
      const first = exchange(server.url, folder, 50)
      await first.says('is open')
      const sent = sendLoad(load(server.url, () => isOver))
      await pause(700)
      first.child.kill('SIGSTOP')
      const other = join(folder, 'other')
      const second = exchange(server.url, other, 50)
      await second.says('is open')
      await pause(500)
      first.child.kill('SIGCONT')
      expect(await first.ends()).not.toBe(0)
      expect(first.said()).toContain('another exchange of this market has taken over')
      await pause(500)
      isOver = true
      await sent
      expect(await second.ends()).toBe(0)
      expect(await audit(server.url, 'tiny', join(other, 'run'))).toMatchObject(nothingIsAmiss)
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
      const running = exchange(server.url, folder, 60, '--room', '60000')
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

// A cluster takes its time to choose anew, and not always the same: it is for `npm run test:faults`.
test.runIf(process.env.FAULTS !== undefined)(
  'a market on three servers goes on when the one that leads is killed',
  () =>
    inFolder(async (folder) => {
      const cluster = await startCluster(folder)
      const urls = cluster.map(({ url }) => url).join(',')
      let isOver = false
      try {
        const running = exchange(urls, folder, 25, '--replicas', '3')
        await running.says('is open')
        const sent = sendLoad(load(urls, () => isOver))
        await pause(1_500)
        const leader = await leaderOf(urls, 'OUTCRY_TINY_IN')
        await cluster[Number(leader.at(-1)) - 1]?.stop()
        await pause(6_000)
        isOver = true
        expect((await sent).acknowledged).toBeGreaterThan(300)
        expect(await running.ends()).toBe(0)
        const found = await audit(urls, 'tiny', join(folder, 'run'))
        console.info(`leader killed: ${JSON.stringify(found)}`)
        expect(found).toMatchObject(nothingIsAmiss)
      } finally {
        isOver = true
        for (const server of cluster) await server.stop()
      }
    }),
)
