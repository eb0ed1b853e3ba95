import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { RunFolderError, readManifest } from './manifest.ts'
import { WriteError } from './write-failure.ts'

/**
 * Writes the Parquet tables of the run folder `folder`, in a process of its own: a crash of the
 * database's native code then costs the tables and not the run. None of the tables appears before
 * all are whole.
 * @throws RunFolderError for a wrong manifest or tape; WriteError otherwise, with what that process
 *   wrote to stderr, or the signal that ended it
 */
export async function writeTables(folder: string): Promise<void> {
  readManifest(folder)
  const { code, options } = sibling('write-tables-process')
  const child = spawn(process.execPath, [...MEMORY, ...options, code, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A terminal tells Ctrl-C to all processes that it started: what that means is decided here.
    detached: true,
  })
  const end = (): boolean => child.kill()
  process.once('exit', end)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4_000)
  })
  return new Promise((resolve, reject) => {
    const told = `${folder}: the tables could not be written`
    const fail = (why: string): void => {
      const then = 'the tape is untouched, and the next query on this run builds them anew'
      reject(new WriteError(`${told}: ${why}; ${then}`))
    }
    child.on('error', ({ message }) => fail(message))
    child.on('close', (exit, signal) => {
      process.off('exit', end)
      if (exit === 0) resolve()
      else if (exit === BAD_TAPE) reject(new RunFolderError(`${told}: ${stderr.trim()}`))
      else fail(stderr.trim() || `the process ended with ${signal ?? `code ${exit}`}`)
    })
  })
}

/** The exit code by which the process says that the tape is at fault. */
const BAD_TAPE = 2

/** Room for young objects, of which each request is one for a while: a tenth less time. */
const MEMORY = ['--max-semi-space-size=32']

/** The module `name` beside this one and what Node.js needs to run it: compiled, or as source. */
function sibling(name: string): { code: string; options: string[] } {
  const isSource = import.meta.url.endsWith('.ts')
  const code = fileURLToPath(new URL(`./${name}${isSource ? '.ts' : '.js'}`, import.meta.url))
  if (!isSource) return { code, options: [] }
  const loader = createRequire(import.meta.url).resolve('tsx')
  return { code, options: ['--import', pathToFileURL(loader).href] }
}
