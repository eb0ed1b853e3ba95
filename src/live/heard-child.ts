import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** A child process, what it said, and its end. */
export interface HeardChild {
  readonly child: ChildProcess
  /** What it said so far. */
  said(): string
  /**
   * Waits until it has said `text`, for `patience` ms at most (a minute).
   * @throws Error with all that it said, where it ends before or the time is over
   */
  says(text: string, patience?: number): Promise<void>
  /** Waits for its end. @returns its exit code; null where a signal ended it */
  ends(): Promise<number | null>
}

/**
 * Listens to a child from now on. What it says elsewhere than in `speech` is read and forgotten, so that
 * it is never held up by a full pipe.
 * @param speech the pipe that is listened to; left out, stderr
 */
export function hear(child: ChildProcess, speech = child.stderr as Readable): HeardChild {
  let said = ''
  let isOver = false
  for (const pipe of [child.stdout, child.stderr]) pipe?.resume()
  speech.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  // Its pipes are closed by then: all that it said has been heard.
  const gone = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      isOver = true
      resolve(code)
    })
  })
  return {
    child,
    said: () => said,
    async says(text, patience = 60_000) {
      const signal = AbortSignal.timeout(patience)
      while (!said.includes(text)) {
        if (isOver || signal.aborted) throw new Error(`it did not say "${text}": ${said}`)
        await Promise.race([once(speech, 'data', { signal }).catch(() => {}), gone])
      }
    },
    ends: () => gone,
  }
}
