import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where real market data stands, beside the project and no part of it. */
const FOLDER = fileURLToPath(new URL('../../../../shared/data', import.meta.url))

/** The path of a file of real data; where there is none the test is skipped, and says so. */
export function realData(name: string, skip: (note: string) => never): string {
  const path = join(FOLDER, name)
  return existsSync(path) ? path : skip(`../shared/data/${name} is missing`)
}
