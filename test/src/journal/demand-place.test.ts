import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { demandPlaceForFile, demandPlaceForFolder } from '../../../src/journal/demand-place.ts'
import { makeFolder } from '../../../src/journal/make-folder.ts'
import { RunFolderError } from '../../../src/journal/run-folder-error.ts'

const root = mkdtempSync(join(tmpdir(), 'outcry-'))

/** A small tree: a file, a folder, a folder in it, links to each and one to nothing. */
function tree(): string {
  const folder = mkdtempSync(join(root, 't'))
  mkdirSync(join(folder, 'd', 'd'), { recursive: true })
  writeFileSync(join(folder, 'f'), 'kept')
  writeFileSync(join(folder, 'd', 'f'), 'kept')
  symlinkSync(join(folder, 'd'), join(folder, 'ld'))
  symlinkSync(join(folder, 'f'), join(folder, 'lf'))
  return folder
}

// Few names, so that a path is often something that is there, or goes through it.
const paths = fc
  .array(fc.constantFrom('d', 'f', 'ld', 'lf', 'x', 'ö y'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'))

const refuses = (act: () => void): boolean => {
  try {
    act()
    return false
  } catch {
    return true
  }
}

const everything = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()

test('a place for a file is refused where, and only where, the file cannot be written', () => {
  const folder = tree()
  const before = everything(folder)
  fc.assert(
    fc.property(paths, (path) => {
      const asked = join(folder, path)
      const isRefused = refuses(() => demandPlaceForFile(asked))
      expect(everything(folder)).toEqual(before)
      const isThere = existsSync(asked)
      const cannot = refuses(() => writeFileSync(asked, 'kept'))
      if (!isThere && !cannot) rmSync(asked)
      expect(isRefused).toBe(cannot)
    }),
  )
})

test('a place for a folder is refused where, and only where, nothing can be made in it', () => {
  const folder = tree()
  const before = everything(folder)
  fc.assert(
    fc.property(paths, (path) => {
      const asked = join(folder, path)
      const isRefused = refuses(() => demandPlaceForFolder(asked))
      expect(everything(folder)).toEqual(before)
      const cannot = refuses(() => makeFolder(asked))
      for (const name of everything(folder).filter((one) => !before.includes(one))) {
        rmSync(join(folder, name), { recursive: true, force: true })
      }
      expect(isRefused).toBe(cannot)
    }),
  )
})

test('where nothing can be made it is said, with what helps; a device is taken', () => {
  const nowhere = '/proc/nothing/of/this'
  expect(() => demandPlaceForFolder(nowhere)).toThrow(RunFolderError)
  expect(() => demandPlaceForFolder(nowhere)).toThrow(/^\/proc\/nothing\/of\/this: cannot be wr/)
  expect(() => demandPlaceForFile(join(root, 'no', 'file'))).toThrow(
    `there is no folder ${join(root, 'no')}; make it or choose another`,
  )
  expect(() => demandPlaceForFile('/dev/null')).not.toThrow()
})
