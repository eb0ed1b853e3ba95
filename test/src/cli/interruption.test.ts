import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readManifest } from '../../../src/journal/manifest.ts'
import { verifyRun } from '../../../src/journal/verify-run.ts'
import { emptyFolder } from './in-process.ts'

/** Starts a run long enough to be stopped, and waits until it is under way. */
async function startRun(runs: string): Promise<{ child: ChildProcess; folder: string }> {
  const args = ['--import', 'tsx', 'src/cli/main.ts', 'run', 'rmsc03', '--out', runs]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  for (;;) {
    const [name] = readdirSync(runs)
    const folder = join(runs, name ?? '')
    if (name !== undefined && existsSync(join(folder, 'manifest.json'))) return { child, folder }
    if (child.exitCode !== null) throw new Error(`the run ended with ${child.exitCode}`)
    await pause(20)
  }
}

async function ended(child: ChildProcess): Promise<{ code: number | null; err: string }> {
  let err = ''
  child.stderr?.on('data', (text) => {
    err += String(text)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, err }
}

test('a run that is asked to stop closes its folder as interrupted', async () => {
  const { child, folder } = await startRun(emptyFolder())
  child.kill('SIGINT')
  expect(await ended(child)).toEqual({
    code: 130,
    err: 'outcry: stopping; once more to leave at once\n',
  })
  const { status, reached, end } = readManifest(folder)
  expect(status).toBe('interrupted')
  expect(reached).toBeLessThan(end)
  expect(verifyRun(folder).ok).toBe(true)
  expect(existsSync(join(folder, 'trades.parquet'))).toBe(true)
})

test('a run that is asked twice leaves at once, and its folder says that it was running', async () => {
  const { child, folder } = await startRun(emptyFolder())
  child.kill('SIGTERM')
  child.kill('SIGINT')
  // Which of two signals comes first is the operating system's choice.
  expect([130, 143]).toContain((await ended(child)).code)
  expect(readManifest(folder).status).toBe('running')
})
