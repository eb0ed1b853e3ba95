import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a host is asked to run. Paths are from the root of its tree. */
export interface Asked {
  readonly files: readonly string[]
  /** Files that are not as they were, or will not be after this run. */
  readonly changed: readonly string[]
  /** Failures after which the rest is left out; 0 runs all. */
  readonly bail: number
  /** The title of the one test to run, with those of the groups around it before it. */
  readonly only?: string
}

/** What Vitest found: tests that passed or failed, and files of which none could be run. */
export interface Outcome {
  readonly passed: number
  /** How long those that passed took, ms. */
  readonly passing: number
  readonly failures: readonly { readonly title: string; readonly message: string }[]
  readonly failedFiles: readonly string[]
}

/** A process that runs tests of one tree, one request after another. */
export interface TestHost {
  /**
   * @returns `undefined` where there was no answer within the limit: the host is ended then, with all
   * of its workers, and the next run starts another
   */
  run(asked: Asked): Promise<Outcome | undefined>
  end(): void
}

const SERVER = fileURLToPath(new URL('serve-tests.ts', import.meta.url))

/**
 * A host for the tree at `folder`. Vitest starts once and not for each run, and what a run reads of
 * the tree it transforms only where it has changed: most of the time of a short run.
 * @param env environment of the tests
 * @param limit milliseconds that a test file may take; a run that takes longer is taken for endless
 */
export function createTestHost(folder: string, env: NodeJS.ProcessEnv, limit: number): TestHost {
  let host: ChildProcess | undefined
  // The host is the leader of a group of processes: its workers, and what tests start, go with it.
  const end = (): void => {
    if (host?.exitCode === null && host.signalCode === null) {
      process.kill(-(host.pid as number), 'SIGKILL')
    }
    host = undefined
  }
  const start = (): ChildProcess =>
    fork(SERVER, { cwd: folder, env, detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  return {
    end,
    async run(asked) {
      host ??= start()
      const stop = new AbortController()
      const overdue = setTimeout(end, limit * asked.files.length)
      const answer = once(host, 'message', stop).then(([outcome]) => outcome as Outcome)
      const death = once(host, 'exit', stop).then(() => undefined)
      host.send(asked)
      const outcome = await Promise.race([answer, death])
      clearTimeout(overdue)
      stop.abort()
      if (outcome === undefined) end()
      return outcome
    },
  }
}
