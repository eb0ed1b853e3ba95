import type { JetStreamManager } from '@nats-io/jetstream'
import type { Dial } from '../../live/dial.ts'
import { readStream } from '../../live/read-stream.ts'
import type { CellJob } from '../experiment/run-cell.ts'
import type { LoggedRun } from '../experiment/run-log.ts'
import type { CellPool } from '../experiment/run-study.ts'
import type { Refusal } from '../experiment/work.ts'
import { joinQueue } from './open-queue.ts'
import { publishOnce } from './publish-once.ts'
import { STUDIES, studyNames, WORK, workNames } from './queue-names.ts'

/** How a study comes to its work queue. */
export interface QueueTerms {
  /** The server, and who this process is to it. */
  readonly dial: Omit<Dial, 'name'>
  /** The version of the package: workers of another do not take its runs. */
  readonly outcry: string
  /** As `studyKey` gives it. */
  readonly study: string
  /** Told once where nobody is there to work. */
  readonly onAlone: () => void
}

/** Runs that are put into the stream at once. */
const AT_ONCE = 64
/** How often it is asked whether there are workers, ms. */
const ASKED = 2_000

/**
 * A pool whose runs are done by whichever workers come to the server's work queue, and go: a run that
 * its worker does not finish goes to another, and comes to one result. Results that workers brought
 * while nobody coordinated are there at once.
 *
 * @throws LiveError where the server is not there or has no JetStream
 */
export async function createQueuePool(terms: QueueTerms): Promise<CellPool> {
  const { connection, js, jsm } = await joinQueue({ ...terms.dial, name: 'study' }, terms.outcry)
  const names = studyNames(terms.study)
  const work = workNames(terms.outcry)
  const jobs = `${work.jobs}.${terms.study}`
  const waiting = new Map<string, { settle: (outcome: LoggedRun | Refusal) => void; fail: Fail }>()
  const early = new Map<string, LoggedRun | Refusal>()
  const cells = new Map<number, Promise<unknown>>()
  const publishing = createGate(AT_ONCE)
  let isClosed = false

  const read = (async () => {
    const reading = { after: 0, filter: names.results, silence: 5_000, isStopping: () => isClosed }
    for await (const message of readStream(js, jsm, STUDIES, reading)) {
      const outcome = message.json<LoggedRun | Refusal>()
      const { subject } = message
      // What was refused may be asked again when its cause is mended.
      if ('refusal' in outcome) await jsm.streams.deleteMessage(STUDIES, message.seq)
      const heard = waiting.get(subject)
      if (heard === undefined) early.set(subject, outcome)
      else heard.settle(outcome)
      waiting.delete(subject)
    }
  })().catch((error: unknown) => {
    for (const { fail } of waiting.values()) fail(error)
    waiting.clear()
  })
  const watch = watchWorkers(jsm, work.consumer, terms.onAlone)

  const publish = async ({ cell, seed, ...of }: CellJob): Promise<void> => {
    const told = cells.get(cell) ?? publishOnce(js, names.cell(cell), { cell, ...of })
    cells.set(cell, told)
    await told
    await publishOnce(js, `${jobs}.${cell}.${seed}`)
  }
  return {
    run: (job) =>
      new Promise((settle, fail) => {
        const subject = names.result(job.cell, job.seed)
        const past = early.get(subject)
        if (past !== undefined) return settle(past)
        if (isClosed) return fail(new Error(STOPPED))
        waiting.set(subject, { settle, fail })
        publishing(() => (isClosed ? Promise.resolve() : publish(job))).catch((error) => {
          waiting.delete(subject)
          fail(error)
        })
      }),
    async close() {
      if (isClosed) return
      isClosed = true
      clearInterval(watch)
      const isDone = waiting.size === 0
      for (const { fail } of waiting.values()) fail(new Error(STOPPED))
      waiting.clear()
      await jsm.streams.purge(WORK, { filter: `${jobs}.>` }).catch(() => {})
      // What is not in the log yet is kept for whoever takes the study up again.
      if (isDone) await jsm.streams.purge(STUDIES, { filter: names.all }).catch(() => {})
      await read
      await connection.close()
    },
  }
}

const STOPPED = 'the study was stopped'

type Fail = (error: unknown) => void

/** Lets `most` of what is given to it be under way at once, the rest in order. */
function createGate(most: number): (act: () => Promise<void>) => Promise<void> {
  const queue: (() => void)[] = []
  let open = most
  return async (act) => {
    if (open === 0) await new Promise<void>((next) => queue.push(next))
    else open--
    try {
      await act()
    } finally {
      const next = queue.shift()
      if (next === undefined) open++
      else next()
    }
  }
}

function watchWorkers(jsm: JetStreamManager, consumer: string, onAlone: () => void) {
  let isTold = false
  return setInterval(() => {
    jsm.consumers.info(WORK, consumer).then(
      ({ num_waiting, num_ack_pending }) => {
        const isAlone = num_waiting === 0 && num_ack_pending === 0
        if (isAlone && !isTold) onAlone()
        isTold = isAlone
      },
      () => {},
    )
  }, ASKED)
}
