import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { type RunOutcome, runScenario } from '../../../src/cli/run-scenario.ts'
import { unfinishedText } from '../../../src/cli/unfinished.ts'
import { type Manifest, readManifest } from '../../../src/journal/manifest.ts'
import { type RunFolder, runFolderAt } from '../../../src/journal/run-folder.ts'
import { extentOf, readRunSoFar } from '../../../src/journal/run-so-far.ts'
import { TapeError } from '../../../src/journal/tape.ts'
import { verifyRun } from '../../../src/journal/verify-run.ts'
import { WriteError } from '../../../src/journal/write-failure.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import type { Scenario } from '../../../src/simulation/scenario/scenario.ts'
import { emptyFolder } from './in-process.ts'
import { disk } from './small-disk.ts'

vi.mock('node:fs', async (original) => {
  const { onSmallDisk } = await import('./small-disk.ts')
  return onSmallDisk(await original())
})
afterEach(() => {
  disk.room = Number.POSITIVE_INFINITY
})

/** What became of a run: its outcome, or what was thrown. */
interface End extends Partial<RunOutcome> {
  readonly folder: RunFolder
  readonly thrown?: unknown
}

/** Runs with `room` bytes to write in. */
async function runIn(room: number, scenario: Scenario): Promise<End> {
  disk.folder = emptyFolder()
  disk.room = room
  const folder = runFolderAt(join(disk.folder, 'run'))
  mkdirSync(folder.path)
  const options = { folder, onProgress: () => {}, isInterrupted: () => false }
  return runScenario(scenario, options).catch((thrown: unknown) => ({ folder, thrown }))
}

const tape = ({ tape }: RunFolder): Buffer => readFileSync(tape)

test('a run ends whole, or failed with its reason, or leaves nothing, whatever room there is', async () => {
  const scenario = loadScenario('tiny', { until: '09:31' })
  const whole = tape((await runIn(Number.POSITIVE_INFINITY, scenario)).folder)
  const ends = { whole: 0, failed: 0, nothing: 0 }
  const room = fc.oneof(
    fc.nat(60_000),
    fc.integer({ min: 0, max: whole.length + 60_000 }),
    fc.constant(whole.length + 60_000),
  )
  await fc.assert(
    fc.asyncProperty(room, async (bytes) => {
      const { folder, thrown, failure } = await runIn(bytes, scenario)
      if (thrown !== undefined) {
        ends.nothing++
        expect(thrown).toBeInstanceOf(WriteError)
        expect((thrown as Error).message).toMatch(/^\S+: cannot be written: the disk is full .*$/)
        expect(existsSync(folder.path)).toBe(false)
        return
      }
      const manifest = readManifest(folder.path)
      if (failure === undefined) {
        ends.whole++
        expect(manifest.status).toBe('complete')
        expect(verifyRun(folder.path).ok).toBe(true)
        return
      }
      ends.failed++
      expect(failure).toBeInstanceOf(TapeError)
      expect(manifest).toMatchObject({ status: 'failed', hash: null, ...extentOf(folder.tape) })
      expect(manifest.error?.message).toMatch(/tape\.cells: .* the disk is full \(ENOSPC\); free/)
      expect(verifyRun(folder.path).ok).toBe(false)
      const kept = tape(folder)
      expect(whole.subarray(0, kept.length).equals(kept)).toBe(true)
      expect(kept.length).toBeLessThan(whole.length)
    }),
    { numRuns: 60, examples: [[0], [whole.length + 60_000], [whole.length]] },
  )
  expect(Math.min(...Object.values(ends))).toBeGreaterThan(0)
})

test('a disk that fills in the midst of a run stops it there, and the folder says how far it came', async () => {
  const set = ['groups.value.count=60', 'groups.value.parameters.wakeMean=10 s']
  const scenario = loadScenario('tiny', { set })
  const { folder, failure } = await runIn(500_000, scenario)
  expect(failure).toBeInstanceOf(TapeError)
  const manifest: Manifest = readManifest(folder.path)
  expect(manifest.error?.at).toBeLessThan(manifest.end)
  expect(manifest.reached).toBeLessThanOrEqual(manifest.error?.at as number)
  expect(manifest.records).toBe(extentOf(folder.tape).records)
  expect(unfinishedText('run', readRunSoFar(folder.path))).toMatch(
    /^run failed: it came to 09:3\d:\d\d of 09:40:01, \d+ messages: \S+tape\.cells: the tape cannot be written: the disk is full \(ENOSPC\); [^\n]*$/,
  )
})

test('a disk that somebody else fills even of the room that was held leaves a run that was cut off', async () => {
  const scenario = loadScenario('tiny', { until: '09:31' })
  disk.folder = emptyFolder()
  const folder = runFolderAt(join(disk.folder, 'run'))
  mkdirSync(folder.path)
  const outcome = await runScenario(scenario, {
    folder,
    onProgress: () => {
      disk.room = -1e9
    },
    isInterrupted: () => false,
  })
  expect(outcome.failure).toBeInstanceOf(TapeError)
  expect(readManifest(folder.path).status).toBe('running')
  expect(unfinishedText('run', readRunSoFar(folder.path))).toBe(
    'run has not ended, or was cut off: it came to 09:30:00 of 09:31:00, 0 messages',
  )
})
