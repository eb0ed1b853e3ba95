import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dial } from '../../../../src/live/dial.ts'
import { type LocalServer, startServer } from '../../../../src/live/local-server.ts'
import type { CellJob } from '../../../../src/study/experiment/run-cell.ts'
import type { LoggedRun } from '../../../../src/study/experiment/run-log.ts'
import { type CellPool, runStudy } from '../../../../src/study/experiment/run-study.ts'
import { readStudy } from '../../../../src/study/experiment/study-file.ts'
import type { Refusal } from '../../../../src/study/experiment/work.ts'
import { joinQueue } from '../../../../src/study/queue/open-queue.ts'
import { STUDIES, studyKey, WORK } from '../../../../src/study/queue/queue-names.ts'
import { createQueuePool } from '../../../../src/study/queue/queue-pool.ts'
import { serveWorker } from '../../../../src/study/queue/queue-worker.ts'
import { SMALL_STUDY, studyFile } from '../experiment/small-study.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'outcry-queue-'))
const read = readStudy(studyFile(SMALL_STUDY.replace('count: 3', 'count: 10')))
const RUNS = 40
/** Runs that workers have in hand at most. */
const LANES = 3

/** Runs that come to a function of cell and seed. */
const comesTo = ({ cell, seed }: CellJob): LoggedRun => {
  const spread = ((seed * 7919 + cell * 104_729) % 1_000) / 100
  return {
    cell,
    seed,
    values: { rents: cell < 2 ? spread : 0, spread },
    units: {},
    tape: 'x',
    ms: 1,
  }
}

/** A pool in this thread that notes what it is given. */
const plainPool = (heard: CellJob[], of: (job: CellJob) => LoggedRun | Refusal = comesTo) => ({
  async run(job: CellJob) {
    heard.push(job)
    await turn()
    return of(job)
  },
  async close() {},
})

let server: LocalServer
beforeAll(async () => {
  server = await startServer(folder())
})
afterAll(() => server.stop())

const worker = (pool: CellPool, stop: AbortController, threads = 2, outcry = '0.1.0') =>
  serveWorker({ dial: { servers: server.url }, outcry, threads, signal: stop.signal, pool })

const queued = (place: string, onAlone = (): void => {}) => ({
  ...{ folder: place, threads: 1 },
  pool: (identity: string) =>
    createQueuePool({
      ...{ dial: { servers: server.url }, outcry: '0.1.0', onAlone },
      study: studyKey(identity, place),
    }),
})

/** Messages that the streams still have. */
async function left(): Promise<number[]> {
  const { connection, jsm } = await joinQueue({ servers: server.url, name: 'left' }, '0.1.0')
  const infos = await Promise.all([WORK, STUDIES].map((name) => jsm.streams.info(name)))
  await connection.close()
  return infos.map(({ state }) => state.messages)
}

describe('a study on a work queue', () => {
  test('whose coordinators stop at any run comes to what an undisturbed one does, no finished run done again', async () => {
    const whole = await runStudy(read, {
      ...{ folder: folder(), threads: 1, pool: () => plainPool([]) },
    })
    const stop = new AbortController()
    const heard: CellJob[] = []
    const workers = [worker(plainPool(heard), stop), worker(plainPool(heard), stop, 1)]
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(RUNS - 1), { maxLength: 3 }), async (stops) => {
        const place = folder()
        heard.length = 0
        for (const at of stops) {
          const signal = new AbortController()
          await runStudy(read, {
            ...{ ...queued(place), signal: signal.signal },
            onProgress: ({ done }) => done >= at && signal.abort(),
          })
        }
        const last = await runStudy(read, queued(place))
        expect(last).toMatchObject({ finished: true, runs: whole.runs })
        const lines = readFileSync(join(place, 'runs.jsonl'), 'utf8').trim().split('\n').slice(1)
        expect(lines).toHaveLength(RUNS)
        // What was in hand when the coordinator stopped is no finished run, and may be begun again.
        expect(heard.length - RUNS).toBeGreaterThanOrEqual(0)
        expect(heard.length - RUNS).toBeLessThanOrEqual(LANES * stops.length)
        expect(await left()).toEqual([0, 0])
      }),
      { numRuns: 5 },
    )
    stop.abort()
    const done = await Promise.all(workers)
    expect(done.every((runs) => runs > 0)).toBe(true)
  })

  test('is told why a run could not be measured, and asks again when it is mended', async () => {
    const place = folder()
    const stop = new AbortController()
    let isMended = false
    const pool = plainPool([], (job) => (isMended ? comesTo(job) : { refusal: 'no such figure' }))
    const working = worker(pool, stop)
    await expect(runStudy(read, queued(place))).rejects.toThrow('no such figure')
    isMended = true
    expect(await runStudy(read, queued(place))).toMatchObject({ finished: true })
    stop.abort()
    await working
  })

  test('waits for workers of its own version, and says that there are none', async () => {
    const place = folder()
    const stops = [new AbortController(), new AbortController()] as const
    const other: CellJob[] = []
    const stranger = worker(plainPool(other), stops[0], 1, '9.9.9')
    let own: Promise<number> | undefined
    const outcome = await runStudy(
      read,
      queued(place, () => {
        own ??= worker(plainPool([]), stops[1])
      }),
    )
    expect(outcome.runs).toHaveLength(RUNS)
    expect(other).toEqual([])
    for (const stop of stops) stop.abort()
    expect(await stranger).toBe(0)
    expect(await own).toBe(RUNS)
  })

  test('says what is missing where the server keeps no streams', async () => {
    const plain = await startServer()
    try {
      const connection = await dial({ servers: plain.url, name: 'here' })
      await connection.close()
      await expect(joinQueue({ servers: plain.url, name: 'study' }, '0.1.0')).rejects.toThrow(
        'is the server started with JetStream',
      )
    } finally {
      await plain.stop()
    }
  })
})
