import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import {
  type Manifest,
  RunFolderError,
  readManifest,
  writeManifest,
} from '../../../src/journal/manifest.ts'
import { rosterOf } from '../../../src/journal/roster.ts'
import { createRunFolder, openRunFolder, runFolderAt } from '../../../src/journal/run-folder.ts'
import { chainsOf, hashOf } from '../../../src/journal/tape-hash.ts'
import { verifyRun } from '../../../src/journal/verify-run.ts'
import { act, createHandMadeMarket, manifestOf } from './hand-made-market.ts'

const base = mkdtempSync(join(tmpdir(), 'outcry-runs-'))
afterAll(() => rmSync(base, { recursive: true }))
const now = new Date('2026-03-04T05:06:07.890Z')

test('runs that start in one second have folders of their own, and the last is the latest', () => {
  const runs = join(base, 'runs')
  const made = Array.from({ length: 11 }, () =>
    createRunFolder({ base: runs, scenario: 'rmsc04', seed: 3, now }),
  )
  expect(made[0]?.name).toBe('rmsc04-3-20260304T050607')
  expect(new Set(made.map(({ path }) => path)).size).toBe(11)
  for (const { path } of made) writeManifest(path, manifestOf())
  expect(openRunFolder('latest', runs).path).toBe(made[10]?.path)

  const later = new Date(now.getTime() + 1_000)
  const next = createRunFolder({ base: runs, scenario: 'a scenario/of mine', seed: 1, now: later })
  expect(next.name).toBe('a-scenario-of-mine-1-20260304T050608')
  // A folder without a manifest is no run yet.
  expect(openRunFolder('latest', runs).path).toBe(made[10]?.path)
  writeManifest(next.path, manifestOf())
  expect(openRunFolder('latest', runs).path).toBe(next.path)
})

test('a run is found by its path, and by its bare name under the base', () => {
  const runs = join(base, 'found')
  const { path, name } = createRunFolder({ base: runs, scenario: 'x', seed: 1, now })
  writeManifest(path, manifestOf())
  for (const asked of [path, `${path}/`]) expect(openRunFolder(asked, runs).name).toBe(name)
  expect(openRunFolder(name, runs).tape).toBe(join(path, 'tape.cells'))
  expect(() => openRunFolder('y-1', runs)).toThrow(
    `y-1: is no run folder: it does not exist; the newest under ${runs} are ${name}`,
  )
  expect(() => openRunFolder(base, runs)).toThrow(/has no manifest\.json in it/)
  expect(() => openRunFolder('latest', join(base, 'none'))).toThrow(/there is no run yet/)
})

test('a folder that cannot be made is refused by name', () => {
  const file = join(base, 'file')
  writeFileSync(file, '')
  const make = (): unknown => createRunFolder({ base: file, scenario: 'x', seed: 1, now })
  expect(make).toThrow(RunFolderError)
  expect(make).toThrow(/file: the folder cannot be made/)
})

test('a manifest is read as it was written, and nothing is left beside it', () => {
  const folder = mkdtempSync(join(base, 'manifest-'))
  // The one name that an object cannot have as its own by being given it.
  const name = fc.string().filter((each) => each !== '__proto__')
  const number = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0))
  fc.assert(
    fc.property(fc.nat(), fc.dictionary(name, number), (seed, figures) => {
      const manifest: Manifest = { ...manifestOf(), seed, figures }
      writeManifest(folder, manifest)
      expect(JSON.stringify(readManifest(folder))).toBe(JSON.stringify(manifest))
      expect(readdirSync(folder)).toEqual(['manifest.json'])
    }),
    { numRuns: 30 },
  )
})

test('a wrong manifest is refused with the file, the field, its value and what helps', () => {
  const folder = mkdtempSync(join(base, 'wrong-'))
  const file = join(folder, 'manifest.json')
  const wrong = (change: object): string => {
    writeFileSync(file, JSON.stringify({ ...manifestOf(), ...change }))
    try {
      readManifest(folder)
    } catch (error) {
      expect(error).toBeInstanceOf(RunFolderError)
      return (error as Error).message
    }
    return 'was read'
  }
  const remedy = 'undo the change to this file, or run the scenario again'
  const session = { start: '9:30am', open: 0, close: 1 }
  expect(wrong({ session })).toBe(
    `${file}: session.start is "9:30am": expected a time HH:MM:SS; ${remedy}`,
  )
  expect(wrong({ format: 2 })).toMatch(/manifest\.json: format is 2: /)
  expect(wrong({ seed: undefined })).toMatch(/: seed is missing: /)
  const [group] = manifestOf().cast
  expect(wrong({ cast: [{ ...group, count: -1 }] })).toMatch(/: cast\.0\.count is -1: /)
  expect(wrong({})).toBe('was read')
  writeFileSync(file, '{"format": 1,')
  expect(() => readManifest(folder)).toThrow(/manifest\.json: is not JSON: /)
  rmSync(file)
  expect(() => readManifest(folder)).toThrow(
    /manifest\.json: there is no such file, so this is no run/,
  )
  mkdirSync(file)
  expect(() => readManifest(folder)).toThrow(/manifest\.json: cannot be read: /)
  expect(() => writeManifest(join(folder, 'nowhere'), manifestOf())).toThrow(/cannot be written/)
})

test('a run verifies against its own tape and against no other', () => {
  const folder = mkdtempSync(join(base, 'verify-'))
  const { tape } = runFolderAt(folder)
  const market = createHandMadeMarket()
  for (const next of fc.sample(act, { numRuns: 50, seed: 3 })) market.do(next)
  writeFileSync(tape, market.tape.bytes())
  const hash = hashOf(chainsOf(market.tape, rosterOf(market.manifest).keys))
  const records = [...market.tape.cells()].length
  writeManifest(folder, { ...market.manifest, hash, records })
  expect(verifyRun(folder)).toEqual({
    ok: true,
    expected: { hash, records },
    found: { hash, records },
  })

  const bytes = market.tape.bytes()
  bytes[64 * 9 + 40] = (bytes[64 * 9 + 40] as number) ^ 1
  writeFileSync(`${tape}.new`, bytes)
  renameSync(`${tape}.new`, tape)
  expect(verifyRun(folder)).toMatchObject({ ok: false, expected: { hash }, found: { records } })
  writeFileSync(tape, market.tape.bytes().subarray(0, -1))
  expect(verifyRun(folder)).toMatchObject({ ok: false, found: { records: records - 1 } })
})
