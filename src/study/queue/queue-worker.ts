import { setTimeout as pause } from 'node:timers/promises'
import type { JsMsg } from '@nats-io/jetstream'
import type { Dial } from '../../live/dial.ts'
import type { CellJob } from '../experiment/run-cell.ts'
import type { LoggedRun } from '../experiment/run-log.ts'
import { type CellPool, createCellPool } from '../experiment/run-study.ts'
import type { Refusal } from '../experiment/work.ts'
import { joinQueue } from './open-queue.ts'
import { publishOnce } from './publish-once.ts'
import { runOfSubject, STUDIES, studyNames, WORK } from './queue-names.ts'

/** How a process works for studies. */
export interface WorkerTerms {
  readonly dial: Omit<Dial, 'name'>
  /** The version of the package: it does the runs of studies of the same. */
  readonly outcry: string
  /** Runs at once, at least 1. */
  readonly threads: number
  /** Takes no more runs, and ends when those in hand are done. */
  readonly signal: AbortSignal
  readonly onReady?: () => void
  /** Told of each run that it did. */
  readonly onDone?: (run: { study: string; cell: number; seed: number; ms: number }) => void
  /** In place of worker threads. */
  readonly pool?: CellPool
}

/** How long a run is waited for before it is asked whether to stop, ms. */
const LOOK = 2_000
/** Of a run that so many workers began and none finished, no other is tried. */
const DELIVERIES_MOST = 10
/** Cells that a worker remembers. */
const CELLS_MOST = 1_000

type Cell = Omit<CellJob, 'seed'>

/**
 * Does runs of whichever studies ask for them, until it is told to stop. A run is acknowledged when its
 * result is in the stream; while it lasts the server is told so, and a worker that dies is found out by
 * its silence.
 *
 * @returns how many runs it did
 * @throws LiveError where the server is not there or has no JetStream
 */
export async function serveWorker(terms: WorkerTerms): Promise<number> {
  const { outcry, threads, signal } = terms
  const queue = await joinQueue({ ...terms.dial, name: 'study-worker' }, outcry)
  const { connection, js, jsm, consumer: own } = queue
  const beat = Math.max(100, (own.config.ack_wait ?? 0) / 1e6 / 3)
  const pool = terms.pool ?? createCellPool(threads)
  const cells = new Map<string, Cell>()
  let done = 0

  const stored = async <Value>(subject: string): Promise<Value | undefined> => {
    const found = await jsm.direct.getMessage(STUDIES, { last_by_subj: subject })
    return found?.json<Value>()
  }
  const cellOf = async (study: string, cell: number): Promise<Cell | undefined> => {
    const subject = studyNames(study).cell(cell)
    const known = cells.get(subject)
    if (known !== undefined) return known
    const found = await stored<Cell>(subject)
    if (cells.size >= CELLS_MOST) cells.clear()
    if (found !== undefined) cells.set(subject, found)
    return found
  }
  /** What a job comes to; `undefined` where it is done already, or nobody wants it any more. */
  const outcomeOf = async (job: JsMsg): Promise<LoggedRun | Refusal | undefined> => {
    const { study, cell, seed } = runOfSubject(job.subject)
    if ((await stored(studyNames(study).result(cell, seed))) !== undefined) return undefined
    if (job.info.deliveryCount > DELIVERIES_MOST) {
      return { refusal: `cell ${cell}, seed ${seed}: ${DELIVERIES_MOST} workers died of it` }
    }
    const found = await cellOf(study, cell)
    if (found === undefined) return undefined
    return pool.run({ ...found, seed }).catch((error: unknown) => ({
      refusal: `cell ${cell}, seed ${seed}: ${error instanceof Error ? error.message : error}`,
    }))
  }
  const take = async (job: JsMsg): Promise<void> => {
    const beats = setInterval(() => job.working(), beat)
    try {
      const outcome = await outcomeOf(job)
      if (outcome !== undefined) {
        const { study, cell, seed } = runOfSubject(job.subject)
        await publishOnce(js, studyNames(study).result(cell, seed), outcome)
        done++
        terms.onDone?.({ study, cell, seed, ms: 'ms' in outcome ? outcome.ms : 0 })
      }
      await job.ackAck()
    } catch {
      // The server went away: whoever it gives the run to next finds out whether it is done.
      job.nak(LOOK)
    } finally {
      clearInterval(beats)
    }
  }
  const lane = async (): Promise<void> => {
    const consumer = await js.consumers.get(WORK, own.name)
    while (!signal.aborted) {
      const job = await consumer.next({ expires: LOOK }).catch(() => pause(LOOK / 4, null))
      if (job === null) continue
      if (signal.aborted) job.nak()
      else await take(job)
    }
  }
  terms.onReady?.()
  try {
    await Promise.all(Array.from({ length: threads }, lane))
  } finally {
    await pool.close()
    await connection.drain()
  }
  return done
}
