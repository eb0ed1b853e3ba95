import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { connect } from '@nats-io/transport-node'
import { type HeardChild, hear } from '../src/live/heard-child.ts'
import { startServer } from '../src/live/local-server.ts'
import type { AgentsStatus, ExchangeStatus } from '../src/live/told.ts'

/**
 * A live market of 200 agents for some minutes: how much memory its processes gain in one, after garbage
 * is collected, and how many gaps there were in what they heard. It fails at a gap, or where one gains
 * more than 1 MB. The last line is what the documentation has of it, as JSON.
 *
 *   npm run test:soak -- --minutes 10 | tee FILE; npm run docs:figures -- --soak FILE
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const MINUTES = Number(values.minutes)
const EVERY = 5_000
const CAST = [
  ...['--set', 'groups.noise.count=40', '--set', 'groups.value.count=155'],
  ...['--set', 'groups.value.parameters.wakeMean=1 s', '--set', 'groups.maker.count=5'],
  ...['--set', 'session.close=23:30:00'],
]

type Status = ExchangeStatus | AgentsStatus
const folder = mkdtempSync(join(tmpdir(), 'outcry-soak-'))
const server = await startServer(join(folder, 'nats'))
const children: HeardChild[] = []

async function start(says: string, ...args: readonly string[]): Promise<void> {
  const program = join(import.meta.dirname, '..', 'dist', 'src', 'cli', 'main.js')
  const command = ['--expose-gc', program, 'live', ...args]
  const child = hear(spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] }))
  children.push(child)
  await child.says(says)
}

/** MB a minute: the slope of the straight line that fits best. */
function slopeOf(points: readonly (readonly [minute: number, mb: number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [x, y] = [mean(([minute]) => minute), mean(([, mb]) => mb)]
  return mean(([minute, mb]) => (minute - x) * (mb - y)) / mean(([minute]) => (minute - x) ** 2)
}

try {
  const common = ['tiny', '--nats', server.url]
  await start('is open', 'exchange', ...common, '--folder', join(folder, 'run'), ...CAST)
  await start(' agents', 'agents', ...common, '--only', 'value', '--name', 'values')
  await start(' agents', 'agents', ...common, '--only', 'noise,maker', '--name', 'others')
  const connection = await connect({ servers: server.url })
  const memory = new Map<string, [number, number][]>()
  const heap = new Map<string, [number, number][]>()
  let last: Status[] = []
  const begun = performance.now()
  for (let minute = 0; minute < MINUTES; minute = (performance.now() - begun) / 60_000) {
    await pause(EVERY)
    const answers = await connection.requestMany('outcry.tiny.status', '', {
      ...{ strategy: 'count', maxMessages: 3, maxWait: 4_000 },
    })
    last = []
    for await (const answer of answers) last.push(answer.json())
    for (const status of last) {
      const name = status.is === 'exchange' ? 'exchange' : status.name
      const at = (performance.now() - begun) / 60_000
      memory.set(name, [...(memory.get(name) ?? []), [at, status.memory.resident]])
      const held = status.memory.heap + status.memory.buffers
      heap.set(name, [...(heap.get(name) ?? []), [at, held]])
    }
  }
  await connection.close()
  let isSteady = last.length === 3
  const gains: Record<string, number> = {}
  for (const [name, points] of memory) {
    // The first fifth is the beginning of a process.
    const settled = points.filter(([minute]) => minute > MINUTES / 5)
    const used = (heap.get(name) ?? []).filter(([minute]) => minute > MINUTES / 5)
    const slope = slopeOf(used)
    isSteady &&= slope < 1
    gains[name] = Number(slope.toFixed(2))
    const size = `${used.at(-1)?.[1].toFixed(1)} MB held, ${settled.at(-1)?.[1].toFixed(1)} resident`
    const gain = `${slope.toFixed(2)} MB a minute, resident ${slopeOf(settled).toFixed(2)}`
    console.log(`${name.padEnd(10)} ${size}, gains ${gain}, ${settled.length} looks`)
  }
  const soak = {
    at: new Date().toISOString(),
    minutes: MINUTES,
    agents: 0,
    taken: 0,
    outputs: 0,
    gaps: 0,
  }
  for (const status of last) {
    if (status.is === 'exchange') {
      soak.taken = status.taken
      soak.outputs = status.outputs
      console.log(`${status.taken} messages taken, ${status.outputs} outputs, lag ${status.lag} ns`)
      continue
    }
    const { name, agents, gaps, data, reports, sent, roundTrip } = status
    isSteady &&= gaps === 0
    soak.agents += agents
    soak.gaps += gaps
    const heard = `${reports} reports and ${data} payloads heard, ${gaps} gaps`
    console.log(`${name}: ${agents} agents, ${sent} sent, ${heard}, p99 ${roundTrip.p99} ms`)
  }
  console.log(JSON.stringify({ soak: { ...soak, gains } }))
  if (!isSteady) process.exitCode = 1
} finally {
  for (const { child, ends } of children) {
    child.kill('SIGKILL')
    await ends()
  }
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
