import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { makeFolder } from './make-folder.ts'
import { RunFolderError } from './run-folder-error.ts'
import { whyUnwritten } from './write-failure.ts'

/** The name of the manifest in its run folder. */
export const MANIFEST_FILE = 'manifest.json'

/** The tables of a run, each a Parquet file of this name. */
export const TABLES = [
  ...(['orders', 'reports', 'trades', 'auctions', 'negotiations'] as const),
  ...(['quotes', 'news', 'agents', 'events'] as const),
] as const
export type TableName = (typeof TABLES)[number]

/** A folder with one run in it, and where its parts are. */
export interface RunFolder {
  /** The folder, as it was asked for. */
  readonly path: string
  /** Its own name, `<scenario>-<seed>-<YYYYMMDDTHHMMSS>`. */
  readonly name: string
  readonly manifest: string
  readonly tape: string
  readonly report: string
  table(name: TableName): string
}

/** Where the parts of the run folder at `path` are, whether or not they exist yet. */
export function runFolderAt(path: string): RunFolder {
  return {
    path,
    name: basename(resolve(path)),
    manifest: join(path, MANIFEST_FILE),
    tape: join(path, 'tape.cells'),
    report: join(path, 'report.html'),
    table: (name) => join(path, `${name}.parquet`),
  }
}

/** Of what a new run folder is named. */
export interface NewRun {
  /** The folder that run folders stand in; made where it is missing. */
  readonly base: string
  readonly scenario: string
  readonly seed: number
  /** The wall clock; the name bears it in UTC, to the second. */
  readonly now: Date
}

/**
 * Makes an empty run folder, one that nobody else has: of runs that start in the same second, the
 * later ones end in `-2`, `-3` …
 * @throws RunFolderError where it cannot be made
 */
export function createRunFolder({ base, scenario, seed, now }: NewRun): RunFolder {
  const stamp = now.toISOString().replace(/[-:]|\.\d+Z$/g, '')
  const name = `${scenario.replace(/[^A-Za-z0-9._-]+/g, '-')}-${seed}-${stamp}`
  try {
    makeFolder(base)
  } catch (cause) {
    throw cannotMake(base, cause)
  }
  for (let attempt = 1; ; attempt++) {
    const path = join(base, attempt === 1 ? name : `${name}-${attempt}`)
    try {
      mkdirSync(path)
      return runFolderAt(path)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotMake(path, cause)
    }
  }
}

const cannotMake = (path: string, cause: unknown): RunFolderError =>
  new RunFolderError(`${path}: the folder cannot be made: ${whyUnwritten(cause)}`, { cause })

/**
 * Finds a run folder: by its path, by its bare name under `base`, or, as `latest`, the one under
 * `base` that was started last.
 * @throws RunFolderError where there is none, naming the runs there are
 */
export function openRunFolder(path: string, base = 'runs'): RunFolder {
  const candidates = path === 'latest' ? [path] : [path, join(base, path)]
  const found = candidates.find(isRun)
  if (found !== undefined) return runFolderAt(found)
  const known = runsUnder(base)
  if (path === 'latest') {
    const last = known.at(-1)
    if (last !== undefined) return runFolderAt(join(base, last))
    throw new RunFolderError(`${base}: there is no run yet; make one with \`outcry run\``)
  }
  const newest = known.slice(-3).reverse()
  const hint =
    newest.length > 0 ? `the newest under ${base} are ${newest.join(', ')}` : 'there is no run yet'
  const lacks = candidates.some((one) => existsSync(one))
    ? `has no ${MANIFEST_FILE} in it`
    : 'does not exist'
  throw new RunFolderError(`${path}: is no run folder: it ${lacks}; ${hint}`)
}

const isRun = (path: string): boolean => existsSync(join(path, MANIFEST_FILE))

/** The names of the runs under `base`, oldest first. */
function runsUnder(base: string): string[] {
  return namesIn(base)
    .filter((name) => isRun(join(base, name)))
    .map((name) => ({ name, order: orderOf(name) }))
    .sort((one, other) => (one.order < other.order ? -1 : 1))
    .map(({ name }) => name)
}

/** What is in a folder; nothing where there is none. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    const why = code === 'ENOTDIR' ? 'is no folder' : `cannot be read: ${message}`
    throw new RunFolderError(`${folder}: ${why}; name the folder that run folders stand in`, {
      cause,
    })
  }
}

/** When a run was started, by its name; folders that were renamed come before all others. */
function orderOf(name: string): string {
  const match = /-(\d{8}T\d{6})(?:-(\d+))?$/.exec(name)
  return match ? `${match[1]}-${(match[2] ?? '1').padStart(9, '0')}` : `0-${name}`
}
