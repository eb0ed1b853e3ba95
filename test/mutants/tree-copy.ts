import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A copy of the tree, to be broken and thrown away. */
export interface TreeCopy {
  readonly folder: string
  remove(): void
}

/**
 * Copies what git knows of the tree at `root`, as it stands there, and what it would add. The
 * packages are linked and not copied; the tree itself is never touched.
 */
export function copyTree(root: string): TreeCopy {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-mutant-'))
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const path of listed.split('\0')) {
    const from = join(root, path)
    // Git still lists a file that was removed and not committed.
    if (path === '' || !existsSync(from)) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    copyFileSync(from, join(folder, path))
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/**
 * Applies a patch to a copy, also where all but the lines next to its change have changed since.
 * @returns the files that it changed, or `undefined` where it does not apply
 */
export function applyPatch({ folder }: TreeCopy, patch: string): string[] | undefined {
  try {
    const options = ['apply', '--whitespace=nowarn', '-C1', '--numstat', '--apply', patch]
    const changed = execFileSync('git', options, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
    return changed
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[2] as string)
  } catch {
    return undefined
  }
}
