import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * SHA-256, hex, of what is in `paths`, one after another: of a folder, what is in its files by their
 * names, and nothing of folders within it.
 * @throws where one cannot be read
 */
export function contentsOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesAt)) {
    const bytes = readFileSync(file)
    hash.update(`${bytes.length} `).update(bytes)
  }
  return hash.digest('hex')
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(path, name))
    .sort()
}
