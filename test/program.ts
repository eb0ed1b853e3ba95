import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type HeardChild, hear } from '../src/live/heard-child.ts'

const BUILT = 'dist/src/cli/main.js'

/**
 * What Node is told to run the program: what was built just before, where all of it is tested; else the
 * source, as in a copy in which a bug is planted, of which there is no build.
 */
export const PROGRAM: readonly string[] =
  process.env.CI !== undefined && existsSync(BUILT)
    ? [BUILT]
    : ['--import', 'tsx', 'src/cli/main.ts']

/** Programs that run. */
const running = new Set<ChildProcess>()

/** How a program is started. */
export interface StartOptions {
  /** Options of Node's. */
  readonly before?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** In a process group of its own, as a shell does it. */
  readonly detached?: boolean
}

/** Starts `outcry` with these arguments, in a process of its own, and listens to its stderr. */
export function start(
  args: readonly string[],
  { before = [], env = {}, detached = false }: StartOptions = {},
): HeardChild {
  const child = spawn(process.execPath, [...before, ...PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    detached,
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return hear(child)
}

/** Ends whatever was started and still runs. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}
