import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readManifest } from '../../../src/journal/manifest.ts'
import { verifyRun } from '../../../src/journal/verify-run.ts'
import type { HeardChild } from '../../../src/live/heard-child.ts'
import { start } from '../../program.ts'
import { untilIn } from '../../until.ts'
import { emptyFolder } from './in-process.ts'

/** Starts a run long enough to be stopped, and waits until it is under way. */
async function startRun(runs: string): Promise<{ run: HeardChild; folder: string }> {
  const run = start(['run', 'rmsc03', '--out', runs])
  await untilIn(runs, () => readdirSync(runs).length > 0, run.ends())
  const folder = join(runs, readdirSync(runs)[0] ?? '')
  await untilIn(folder, () => existsSync(join(folder, 'manifest.json')), run.ends())
  return { run, folder }
}

test('a run that is asked to stop closes its folder as interrupted', async () => {
  const { run, folder } = await startRun(emptyFolder())
  run.child.kill('SIGINT')
  expect(await run.ends()).toBe(130)
  expect(run.said()).toBe('outcry: stopping; once more to leave at once\n')
  const { status, reached, end } = readManifest(folder)
  expect(status).toBe('interrupted')
  expect(reached).toBeLessThan(end)
  expect(verifyRun(folder).ok).toBe(true)
  expect(existsSync(join(folder, 'trades.parquet'))).toBe(true)
})

test('a run that is asked twice leaves at once, and its folder says that it was running', async () => {
  const { run, folder } = await startRun(emptyFolder())
  run.child.kill('SIGTERM')
  run.child.kill('SIGINT')
  // Which of two signals comes first is the operating system's choice.
  expect([130, 143]).toContain(await run.ends())
  expect(readManifest(folder).status).toBe('running')
})

// A terminal sends Ctrl-C to every process that runs in it, not to the first alone.
test('a run that Ctrl-C reaches as its tables are written has them all the same', async () => {
  const runs = emptyFolder()
  const run = start(['run', 'tiny', '--out', runs], { detached: true })
  await untilIn(runs, () => readdirSync(runs).length > 0, run.ends())
  const folder = join(runs, readdirSync(runs)[0] ?? '')
  const isBegun = () => readdirSync(folder).some((name) => name.includes('.parquet'))
  await untilIn(folder, isBegun, run.ends())
  process.kill(-(run.child.pid as number), 'SIGINT')
  expect(await run.ends()).toBe(130)
  expect(run.said()).toBe('outcry: stopping; once more to leave at once\n')
  expect(existsSync(join(folder, 'trades.parquet'))).toBe(true)
})
