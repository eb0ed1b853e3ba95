import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SKIPPED = new Set(['.git', '.cache', 'coverage', 'dist', 'node_modules', 'runs'])
const TEXT =
  /\.(ts|js|mjs|json|md|yaml|yml|sh|patch|html|css|txt)$|(^|\/)(Dockerfile|LICENSE|\.npmrc)$/

/** A file of the house. */
export interface HouseFile {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : [path]
  })
}

/** Every text file of the repository, by path. */
export function houseFiles(): HouseFile[] {
  return walk(ROOT)
    .map((path) => ({ path, name: relative(ROOT, path).split(sep).join('/') }))
    .filter(({ name }) => TEXT.test(name))
    .map(({ path, name }) => ({ path: name, text: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}
