import { plural } from '../analysis/report/number-format.ts'
import { codeOf, listenForInterruption } from './interruption.ts'
import { note } from './note.ts'
import { packageVersion } from './package-version.ts'

/** The options of `outcry study worker`. */
export interface StudyWorkerOptions {
  readonly nats: string
  readonly threads: number
  readonly key?: string
  readonly ca?: string
}

/** `outcry study worker`: until somebody stops it, and then until what it has in hand is done. */
export async function studyWorker({ nats, threads, key, ca }: StudyWorkerOptions): Promise<void> {
  const { serveWorker } = await import('../study/queue/queue-worker.ts')
  const stop = new AbortController()
  const interruption = listenForInterruption(() => {
    note('finishing what is in hand; once more to leave at once')
    stop.abort()
  })
  try {
    const done = await serveWorker({
      ...{ dial: { servers: nats, seed: key, ca }, outcry: packageVersion() },
      ...{ threads, signal: stop.signal },
      onReady: () => note(`works at ${nats}, ${plural(threads, 'run')} at once`),
    })
    note(`did ${plural(done, 'run')}`)
  } finally {
    if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
    interruption.end()
  }
}
