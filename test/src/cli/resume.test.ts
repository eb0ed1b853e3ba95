import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { natsPlan, workersPlan } from '../../../src/cli/partition-plans.ts'
import { runScenario } from '../../../src/cli/run-scenario.ts'
import { type Manifest, readManifest } from '../../../src/journal/manifest.ts'
import { runFolderAt } from '../../../src/journal/run-folder.ts'
import { verifyRun } from '../../../src/journal/verify-run.ts'
import type { HeardChild } from '../../../src/live/heard-child.ts'
import { type LocalServer, startServer } from '../../../src/live/local-server.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { start } from '../../program.ts'
import { untilIn } from '../../until.ts'
import { emptyFolder, outcry } from './in-process.ts'

const scenario = loadScenario('tiny', { until: '09:33' })
const alone = createSimulation(scenario)
alone.runUntil(alone.end)
const whole = alone.hash()

let server: LocalServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** A run on two threads that was interrupted after so many looks. */
async function interrupted(looks: number): Promise<string> {
  const folder = emptyFolder()
  let seen = 0
  const { manifest } = await runScenario(scenario, {
    folder: runFolderAt(folder),
    onProgress: () => {
      seen++
    },
    isInterrupted: () => seen >= looks,
    partitions: workersPlan(scenario, 2),
  })
  expect(manifest.status).toBe('interrupted')
  expect(verifyRun(folder).ok).toBe(true)
  return folder
}

const resume = (folder: string, ...more: string[]) =>
  outcry('resume', folder, '--no-report', ...more)

test('an interrupted run, its last record torn, is resumed to the tape of a whole one', async () => {
  const folder = await interrupted(3)
  const { tape } = runFolderAt(folder)
  truncateSync(tape, Math.max(0, readFileSync(tape).length - 30))
  const { code, err } = await resume(folder, '--quiet')
  expect([code, err]).toEqual([0, ''])
  expect(readManifest(folder)).toMatchObject({ status: 'complete', hash: whole })
  expect(verifyRun(folder).ok).toBe(true)
  expect(await resume(folder)).toMatchObject({ code: 2 })
})

test('a run whose tape was changed is not resumed, and stays as it was', async () => {
  const folder = await makeStopped()
  const { tape } = runFolderAt(folder)
  const bytes = readFileSync(tape)
  bytes[40] = (bytes[40] as number) ^ 1
  writeFileSync(tape, bytes)
  const before = readManifest(folder)
  const { code, err } = await resume(folder)
  expect(code).toBe(1)
  expect(err).toMatch(/message \d+ is not what was said this time/)
  expect(readManifest(folder)).toEqual(before)
  expect(readFileSync(tape).equals(bytes)).toBe(true)
})

test('a resumption that is stopped before the end of its tape leaves the run as it was, and exits as stopped', async () => {
  const folder = await makeStopped()
  const before = readManifest(folder)
  const resumed = resume(folder, '--workers', '2')
  await untilIn(folder, () => readManifest(folder).status === 'running')
  process.emit('SIGTERM', 'SIGTERM')
  expect(await resumed).toMatchObject({ code: 143 })
  expect(readManifest(folder)).toEqual(before)
  const waiting = start(['resume', folder, '--nats', server.url, '--partitions', '2'])
  await waiting.says('waiting for 2 nodes')
  waiting.child.kill('SIGINT')
  expect(await waiting.ends()).toBe(130)
  expect(waiting.said()).toContain('stopped while it waited for nodes')
  expect(readManifest(folder)).toEqual(before)
})

/** A run that was interrupted after some slices in one thread. */
async function makeStopped(): Promise<string> {
  const folder = emptyFolder()
  let slices = 0
  await runScenario(scenario, {
    folder: runFolderAt(folder),
    onProgress: () => {
      slices++
    },
    isInterrupted: () => slices === 9,
  })
  return folder
}

test('a run whose node is killed names it, keeps its tape, and is resumed in one process', async () => {
  const folder = emptyFolder()
  const [kept, killed] = ['kept', 'killed'].map((name) =>
    start(['node', '--nats', server.url, '--name', name]),
  ) as [HeardChild, HeardChild]
  let kills = 0
  const long = loadScenario('tiny')
  const { manifest } = await runScenario(long, {
    folder: runFolderAt(folder),
    onProgress: ({ records }) => {
      if (records > 500 && kills++ === 0) killed.child.kill('SIGKILL')
    },
    isInterrupted: () => false,
    partitions: natsPlan(long, {
      ...{ servers: server.url, partitions: 2, patience: 1_000 },
      isInterrupted: () => false,
      say: () => {},
    }),
  })
  await Promise.all([kept.ends(), killed.ends()])
  expect(manifest.status).toBe('failed')
  expect((manifest.error as NonNullable<Manifest['error']>).message).toMatch(/^node killed \(part/)
  expect(manifest.records).toBeGreaterThan(500)
  expect(verifyRun(folder).ok).toBe(true)
  expect((await resume(folder, '--quiet')).code).toBe(0)
  const unbroken = createSimulation(long)
  unbroken.runUntil(unbroken.end)
  expect(readManifest(folder)).toMatchObject({ status: 'complete', hash: unbroken.hash() })
})
