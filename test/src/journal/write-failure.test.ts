import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { writeWholeFile } from '../../../src/journal/atomic-file.ts'
import { makeFolder } from '../../../src/journal/make-folder.ts'
import { RunFolderError } from '../../../src/journal/run-folder-error.ts'
import { TapeError } from '../../../src/journal/tape.ts'
import { unwritten, WriteError, whyUnwritten } from '../../../src/journal/write-failure.ts'

const base = mkdtempSync(join(tmpdir(), 'outcry-write-'))
afterAll(() => rmSync(base, { recursive: true }))

test.each([
  ['ENOSPC', 'the disk is full (ENOSPC); free some space or choose another folder'],
  ['EDQUOT', 'the disk quota is used up (EDQUOT); free some space or choose another folder'],
  [
    'EFBIG',
    'the file may not grow so large (EFBIG); raise the limit (`ulimit -f`) or choose another folder',
  ],
  ['EACCES', 'permission denied (EACCES); choose a folder that you may write to'],
  ['EPERM', 'it is not permitted (EPERM); choose a folder that you may write to'],
  ['EROFS', 'the file system is read-only (EROFS); choose another folder'],
])('what the system calls %s is told in words, with what helps', (code, words) => {
  expect(whyUnwritten(Object.assign(new Error(`${code}: as node says it, write`), { code }))).toBe(
    words,
  )
})

test('what a library quotes of the system is understood, and all else told as it was said', () => {
  const quoted = (what: string): string =>
    whyUnwritten(new Error(`IO Error: Could not write file "x.parquet": ${what}`))
  expect(quoted('No space left on device')).toMatch(/^the disk is full \(ENOSPC\)/)
  expect(quoted('File too large')).toMatch(/^the file may not grow so large \(EFBIG\)/)
  expect(quoted('Permission denied')).toMatch(/^permission denied \(EACCES\)/)
  expect(whyUnwritten(new Error('the moon is full\n  at x'))).toBe('the moon is full')
})

test('what says of itself what went wrong is not told twice', () => {
  for (const told of [new TapeError('a'), new RunFolderError('b'), new WriteError('c')]) {
    expect(unwritten('x', told)).toBe(told)
  }
  const other = unwritten('x/y', new Error('the moon is full'))
  expect(other).toBeInstanceOf(WriteError)
  expect(other.message).toBe('x/y: cannot be written: the moon is full')
})

test('a folder is made with all that lacks above it, or refused where a file is in its way', () => {
  const step = fc.constantFrom('a', 'b', 'c')
  const path = fc.array(step, { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(fc.tuple(path, fc.boolean()), { maxLength: 8 }), (acts) => {
      const root = mkdtempSync(join(base, 'tree-'))
      // Plainly: what is there, folders and files, by their paths.
      const folders = new Set([''])
      const files = new Set<string>()
      for (const [steps, isFile] of acts) {
        const ways = steps.map((_, length) => steps.slice(0, length + 1).join('/'))
        const full = ways.at(-1) as string
        const place = join(root, ...steps)
        if (isFile) {
          if (!folders.has(ways.at(-2) ?? '') || folders.has(full)) continue
          writeFileSync(place, '')
          files.add(full)
        } else if (ways.some((way) => files.has(way))) {
          expect(() => makeFolder(place)).toThrow(/EEXIST|ENOTDIR/)
        } else {
          makeFolder(place)
          for (const way of ways) folders.add(way)
        }
        for (const way of folders) expect(statSync(join(root, way)).isDirectory()).toBe(true)
        for (const way of files) expect(statSync(join(root, way)).isFile()).toBe(true)
      }
    }),
    { numRuns: 50 },
  )
})

test('a folder where none can be made is refused, and does not hang', () => {
  expect(() => makeFolder('/proc/nobody/runs')).toThrow(/mkdir '\/proc/)
  expect(() => makeFolder('')).toThrow(/ENOENT/)
})

test('a file that cannot be put in place leaves what was there, and nothing beside it', () => {
  const path = join(base, 'taken')
  mkdirSync(path)
  expect(() => writeWholeFile(path, 'text')).toThrow(/EISDIR|EEXIST|ENOTEMPTY|EPERM/)
  expect(statSync(path).isDirectory()).toBe(true)
  expect(existsSync(join(base, '.taken'))).toBe(false)
})
