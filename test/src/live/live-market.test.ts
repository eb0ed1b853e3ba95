import { execFileSync, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node'
import { expect, test } from 'vitest'
import { metricsText } from '../../../src/cli/live-metrics.ts'
import { createDurations } from '../../../src/live/durations.ts'
import { type HeardChild, hear } from '../../../src/live/heard-child.ts'
import { startServer } from '../../../src/live/local-server.ts'
import type { AgentsStatus, ExchangeStatus } from '../../../src/live/told.ts'
import { audit } from '../../faults/auditor.ts'
import { endLoad, inFolder } from '../../faults/harness.ts'
import { start } from '../../program.ts'
import { untilAnswered } from '../../until.ts'

/** How the exchange and two processes of agents are. */
const tellStatus = async (url: string): Promise<(ExchangeStatus | AgentsStatus)[]> => {
  const connection = await connect({ servers: url })
  const answers = await connection.requestMany('outcry.tiny.status', '', {
    strategy: 'count',
    maxMessages: 3,
    maxWait: 500,
  })
  const told: (ExchangeStatus | AgentsStatus)[] = []
  for await (const answer of answers) told.push(answer.json())
  await connection.close()
  return told
}

test('the agents of a scenario trade live, in two processes, and the run is replayed', () =>
  inFolder(async (folder) => {
    const server = await startServer(join(folder, 'nats'))
    const run = join(folder, 'run')
    try {
      const common = ['--nats', server.url]
      const exchange = start([
        ...['live', 'exchange', 'tiny', ...common, '--folder', run, '--speed', '50'],
        // A day that is long enough for all to join it, however busy the machine is.
        ...['--patience', '1500', '--no-report', '--set', 'session.close=16:00:00'],
      ])
      await exchange.says('is open')
      const agents = (only: string) =>
        start(['live', 'agents', 'tiny', ...common, '--only', only, '--name', only])
      const makers = agents('maker,value')
      const noise = agents('noise')
      await makers.says('runs 11 agents')
      await noise.says('runs 50 agents')
      const areBusy = (told: readonly (ExchangeStatus | AgentsStatus)[]): boolean =>
        told.filter(
          (each) => each.is === 'agents' && each.reports > (each.name === 'noise' ? 0 : 200),
        ).length === 2
      const [first, ...others] = await untilAnswered(async () => {
        const told = await tellStatus(server.url)
        return areBusy(told) ? told : undefined
      })
      expect(others).toHaveLength(2)
      expect([first, ...others].filter((each) => each?.is === 'exchange')).toHaveLength(1)
      // Noise traders that vanish have no orders at the exchange soon after.
      noise.child.kill('SIGKILL')
      await exchange.says('says nothing: its orders are cancelled')
      makers.child.kill('SIGTERM')
      expect(await makers.ends()).toBe(143)
      expect(makers.said()).toMatch(/ 0 gaps/)
      await endLoad({ servers: server.url, market: 'tiny', participants: 0 })
      exchange.child.kill('SIGTERM')
      expect(await exchange.ends()).toBe(143)
      const found = await audit(server.url, 'tiny', run)
      expect(found).toMatchObject({ lost: 0, twice: 0, reportsAstray: 0, unended: 0 })
      expect(found).toMatchObject({ position: 0, cash: 0, isReplayed: true })
      expect(found.fills).toBeGreaterThan(50)
      expect(await start(['replay', run]).ends()).toBe(0)
      expect(existsSync(join(run, 'trades.parquet'))).toBe(true)
    } finally {
      await server.stop()
    }
  }))

test('whoever joins may say and read what is its own, by its key, over TLS', () =>
  inFolder(async (folder) => {
    const keys = join(folder, 'keys')
    expect(await start(['live', 'keys', 'tiny', '--out', keys]).ends()).toBe(0)
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    execFileSync(
      'openssl',
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=localhost',
        ],
        ...['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    )
    const config = join(keys, 'server.conf')
    const tls = `tls { cert_file: "${cert}", key_file: "${key}" }\n`
    writeFileSync(
      config,
      tls + readFileSync(config, 'utf8').replace('"jetstream"', `"${folder}/js"`),
    )
    const server = await startServer(undefined, ['--config', config])
    const seedOf = (name: string): string => readFileSync(join(keys, `${name}.seed`), 'utf8').trim()
    const joinAs = async (name: string): Promise<NatsConnection> => {
      const seed = new TextEncoder().encode(seedOf(name))
      const inboxPrefix = `_INBOX_${name}`
      const authenticator = nkeyAuthenticator(seed)
      return connect({ servers: server.url, authenticator, inboxPrefix, tls: { caFile: cert } })
    }
    try {
      const as = (name: string) => [
        ...['--nats', server.url, '--ca', cert, '--key', join(keys, `${name}.seed`)],
      ]
      const run = join(folder, 'run')
      const exchange = start([
        ...['live', 'exchange', 'tiny', ...as('exchange'), '--folder', run],
        ...['--speed', '30', '--no-report'],
      ])
      await exchange.says('is open')
      const makers = start([
        'live',
        'agents',
        'tiny',
        ...as('agents-value'),
        '--only',
        'value',
        '--name',
        'agents-value',
      ])
      await makers.says('runs 10 agents')
      const noise = await joinAs('noise-3')
      const refused: string[] = []
      const answers = new EventEmitter()
      void (async () => {
        for await (const status of noise.status()) {
          if ('error' in status) refused.push(String(status.error))
          answers.emit('answer')
        }
      })()
      // Its own orders, another's, the exchange's control, another's reports and all orders.
      await noise.request('outcry.tiny.orders.noise.3', 'bytes', { timeout: 2_000 })
      for (const subject of ['orders.noise.4', 'control', 'reports.noise.3']) {
        noise.publish(`outcry.tiny.${subject}`, 'x')
      }
      for (const subject of ['reports.noise.4', 'orders.>', 'reports.>']) {
        noise.subscribe(`outcry.tiny.${subject}`, { callback() {} })
      }
      const heard: string[] = []
      noise.subscribe('outcry.tiny.data.>', {
        callback(_, { subject }) {
          heard.push(subject)
          answers.emit('answer')
        },
      })
      await noise.flush()
      while (refused.length < 6 || heard.length === 0) await once(answers, 'answer')
      expect(refused.filter((line) => /permissions violation/i.test(line))).toHaveLength(6)
      // A server answers to wherever the asker says: nobody is cut off for what another had put there.
      const reply = 'outcry.tiny.orders.noise.4'
      noise.publish('outcry.tiny.ask.info', '', { reply })
      for (let nth = 0; nth < 200; nth++) {
        noise.publish('$JS.API.STREAM.INFO.OUTCRY_TINY_OUT', '', { reply })
      }
      const observer = await joinAs('status')
      const status = await untilAnswered(async () => {
        const answer = await observer.request('outcry.tiny.status', '', { timeout: 2_000 })
        const told = answer.json<ExchangeStatus | AgentsStatus>()
        return told.is === 'exchange' && (told.refused.malformed ?? 0) > 200 ? told : undefined
      })
      expect([status.refused.malformed, status.cutOffs]).toEqual([201, 0])
      await observer.close()
      await noise.close()
      await expect(connect({ servers: server.url, tls: { caFile: cert } })).rejects.toThrow()
      expect(await makers.ends()).toBe(0)
      expect(makers.said()).toMatch(/heard +[1-9]\d* reports/)
      expect(await exchange.ends()).toBe(0)
    } finally {
      await server.stop()
    }
  }))

test('percentiles are those of what was added, to 9 %', () => {
  const durations = createDurations()
  for (let ms = 1; ms <= 1_000; ms++) durations.add(ms)
  const { count, p50, p90, p99, max } = durations.percentiles()
  expect([count, max]).toEqual([1_000, 1_000])
  for (const [value, exact] of [
    [p50, 500],
    [p90, 900],
    [p99, 990],
  ] as const) {
    expect(value / exact).toBeGreaterThanOrEqual(1)
    expect(value / exact).toBeLessThan(1.1)
  }
})

test('every number of a status is a figure for Prometheus', () => {
  const text = metricsText({ is: 'agents', inFlight: 3, roundTrip: { p50: 1.5 } })
  expect(text).toBe('outcry_live_in_flight 3\noutcry_live_round_trip_p50 1.5\n')
})

test('a client in Python joins, quotes, and prints its fills', () =>
  inFolder(async (folder) => {
    try {
      execFileSync('python3', ['-c', 'import nats'], { stdio: 'ignore' })
    } catch {
      console.info('the Python client was not tested: there is no python3 with nats-py here')
      return
    }
    const server = await startServer(join(folder, 'nats'))
    const client = (who: string, bid: number, ask: number): HeardChild => {
      const args = ['--nats', server.url, '--market', 'tiny', '--participant', who]
      const terms = ['--bid', `${bid}`, '--ask', `${ask}`, '--seconds', '60']
      const child = spawn('python3', ['clients/python/outcry_client.py', ...args, ...terms])
      return hear(child, child.stdout)
    }
    try {
      const run = join(folder, 'run')
      const exchange = start([
        ...['live', 'exchange', 'tiny', '--nats', server.url, '--folder', run],
        ...['--no-report', '--set', 'session.close=16:00:00'],
      ])
      await exchange.says('is open')
      const maker = client('maker/0', 9_990, 10_010)
      await maker.says('order 2: accepted')
      const taker = client('noise/0', 10_010, 10_020)
      await taker.says('bought 1 at 10010 (order 1)')
      await maker.says('sold 1 at 10010 (order 2)')
      for (const { child, ends } of [taker, maker]) {
        child.kill('SIGINT')
        expect(await ends()).toBe(0)
      }
      expect(maker.said().trim().split('\n').sort()).toEqual(
        [
          ...['order 1: accepted', 'order 2: accepted', 'sold 1 at 10010 (order 2)'],
          ...['order 1: cancelled', '1 fills'],
        ].sort(),
      )
      await endLoad({ servers: server.url, market: 'tiny', participants: 0 })
      exchange.child.kill('SIGTERM')
      expect(await exchange.ends()).toBe(143)
      const found = await audit(server.url, 'tiny', run)
      expect(found).toMatchObject({ lost: 0, reportsAstray: 0, fills: 2, isReplayed: true })
    } finally {
      await server.stop()
    }
  }))
