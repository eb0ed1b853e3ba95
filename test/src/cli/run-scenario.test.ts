import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Actor } from '../../../actors/actor.ts'
import { Kind } from '../../../protocols/kind.ts'
import { CommandFailure } from '../../../src/cli/failure.ts'
import { runAndTell } from '../../../src/cli/run-and-tell.ts'
import { runScenario } from '../../../src/cli/run-scenario.ts'
import { readManifest } from '../../../src/journal/manifest.ts'
import { queryRun } from '../../../src/journal/query.ts'
import { runFolderAt } from '../../../src/journal/run-folder.ts'
import { verifyRun } from '../../../src/journal/verify-run.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation, type OwnActor } from '../../../src/simulation/simulation.ts'
import { emptyFolder } from './in-process.ts'

test('an interrupted run keeps what was said, and says how far it came', async () => {
  const scenario = loadScenario('tiny', { until: '09:33' })
  let slices = 0
  const { folder, manifest } = await runScenario(scenario, {
    folder: runFolderAt(emptyFolder()),
    onProgress: () => {
      slices++
    },
    isInterrupted: () => slices === 7,
  })
  expect(manifest.status).toBe('interrupted')
  expect(manifest.reached).toBeGreaterThan(0)
  expect(manifest.reached).toBeLessThan(manifest.end)
  expect(readManifest(folder.path)).toEqual(manifest)
  expect(verifyRun(folder.path)).toMatchObject({ ok: true, found: { hash: manifest.hash } })
})

test('a run that is watched makes the tape of one that is not', async () => {
  const scenario = loadScenario('tiny', { until: '09:31' })
  const { manifest } = await runScenario(scenario, {
    folder: runFolderAt(emptyFolder()),
    onProgress: () => {},
    isInterrupted: () => false,
  })
  const unwatched = createSimulation(scenario)
  unwatched.runUntil(unwatched.end)
  expect(manifest.hash).toBe(unwatched.hash())
})

/** Trades for a minute of virtual time and then meets a bug. */
const bomb: Actor = (context) => ({
  receive(message) {
    if (message.kind === Kind.start) context.after(60e9, 0)
    if (message.kind === Kind.timer) throw new Error('a bug')
  },
})

test('a run that an actor stops keeps what led there, and exits as failed', async () => {
  const runs = emptyFolder()
  const supervision = { onFailure: 'escalate', backoff: 1, restarts: 0 } as OwnActor['supervision']
  const actors = [{ key: 'bomb/0', actor: () => bomb, ...(supervision ? { supervision } : {}) }]
  const options = { out: runs, set: [], quiet: true, report: true } as const
  const failure = await runAndTell('tiny', options, actors).catch((error: unknown) => error)

  const [name = ''] = readdirSync(runs)
  const folder = join(runs, name)
  expect(failure).toBeInstanceOf(CommandFailure)
  expect(failure).toMatchObject({ exitCode: 1 })
  expect((failure as Error).message).toMatch(
    /^the run was stopped by bomb\/0 at 09:31:00 \(60000000000 ns\): a bug; what there is of it, to 09:31:00, is in .*tiny-1-/,
  )
  expect(readManifest(folder)).toMatchObject({
    status: 'failed',
    error: { message: 'a bug', at: 60e9, actor: 'bomb/0' },
  })
  const { rows } = await queryRun(folder, 'SELECT count(*) > 0 FROM orders')
  expect(rows).toEqual([[true]])
})
