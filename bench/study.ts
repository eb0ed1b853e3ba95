import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageVersion } from '../src/cli/package-version.ts'
import { startServer } from '../src/live/local-server.ts'
import {
  type CellPool,
  createCellPool,
  type RunStudyOptions,
  runStudy,
} from '../src/study/experiment/run-study.ts'
import { readStudy } from '../src/study/experiment/study-file.ts'
import { studyKey } from '../src/study/queue/queue-names.ts'
import { createQueuePool } from '../src/study/queue/queue-pool.ts'
import { serveWorker } from '../src/study/queue/queue-worker.ts'
import { measure, type Run } from './measure.ts'
import { type BenchResult, hashOf, ratiosOf, spreadOf } from './result.ts'

/** Five minutes of 100 traders. */
const studyOf = (runs: number): string => `
name: bench
description: Five minutes of a hundred traders
scenario: tiny
set: ["until=5 min", "groups.value.count=49"]
factors: [{ name: noise, path: groups.noise.count, values: [50] }]
seeds: { count: ${runs} }
measures: { spread: { measure: quoted-spread, what: by time } }
`

/** Runs a second of a study: on one thread, on two, and by a worker of one thread over NATS. */
export async function benchStudy({ small }: { small: boolean }): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'))
  const [runs, repeats] = small ? [4, 1] : [250, 5]
  const file = join(folder, 'bench.yaml')
  writeFileSync(file, studyOf(runs))
  const read = readStudy(file)
  const server = await startServer(join(folder, 'nats'))
  // Threads are there when a study begins, as they are for all but the first runs of a long one.
  const [one, two, far] = [createCellPool(1), createCellPool(2), createCellPool(1)]
  const stop = new AbortController()
  const dial = { servers: server.url }
  const outcry = packageVersion()
  const worker = serveWorker({ dial, outcry, threads: 1, signal: stop.signal, pool: far })
  let nth = 0
  const study = async (options: Omit<RunStudyOptions, 'folder' | 'threads'>): Promise<Run> => {
    const begun = performance.now()
    const place = join(folder, `${++nth}`)
    const outcome = await runStudy(read, { ...options, folder: place, threads: 1 })
    const seconds = (performance.now() - begun) / 1_000
    return { count: runs, seconds, hash: hashOf(...outcome.runs.map(({ tape }) => tape)) }
  }
  const kept = (pool: CellPool): CellPool => ({ run: pool.run, close: async () => {} })
  const queued = (identity: string): Promise<CellPool> => {
    const key = studyKey(identity, join(folder, `${nth}`))
    return createQueuePool({ dial, outcry, study: key, onAlone: () => {} })
  }
  try {
    const unit = 'runs/s'
    const results = await measure(
      [
        { name: 'study, one thread', unit, run: () => study({ pool: () => kept(one) }) },
        { name: 'study, two threads', unit, run: () => study({ pool: () => kept(two) }) },
        { name: 'study, one thread over NATS', unit, run: () => study({ pool: queued }) },
      ],
      repeats,
    )
    const [alone, both, over] = results as [BenchResult, BenchResult, BenchResult]
    const costs = over.runs.map((rate, turn) => 1_000 / rate - 1_000 / (alone.runs[turn] as number))
    return [
      alone,
      { ...both, note: `${spreadOf(ratiosOf(both, alone))} times one thread` },
      { ...over, note: `${spreadOf(costs, 1)} ms more a run` },
    ]
  } finally {
    stop.abort()
    await worker
    await Promise.all([one.close(), two.close()])
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
