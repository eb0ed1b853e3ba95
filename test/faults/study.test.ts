import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { packageVersion } from '../../src/cli/package-version.ts'
import type { HeardChild } from '../../src/live/heard-child.ts'
import { startServer } from '../../src/live/local-server.ts'
import { joinQueue } from '../../src/study/queue/open-queue.ts'
import { start } from '../program.ts'
import { SMALL_STUDY, studyFile } from '../src/study/experiment/small-study.ts'
import { untilIn } from '../until.ts'
import { inFolder } from './harness.ts'

/** How often somebody is killed, and runs of the study: 2 and 16 here, more where it is asked for. */
const KILLS = Number(process.env.STUDY_KILLS ?? 2)
const RUNS = Number(process.env.STUDY_RUNS ?? 16)
const SEED = Number(process.env.FC_SEED ?? 1)

const keysIn = (folder: string): string[] => {
  const log = join(folder, 'runs.jsonl')
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(1, -1) : []
  return lines.map((line) => {
    const { cell, seed } = JSON.parse(line) as { cell: number; seed: number }
    return `${cell}/${seed}`
  })
}

test(
  `a study of ${RUNS} runs whose workers and coordinator are killed ${KILLS} times comes to the undisturbed one's file`,
  {
    timeout: 600_000,
  },
  () =>
    inFolder(async (folder) => {
      const server = await startServer(join(folder, 'nats'))
      const generator = xoroshiro128plus(SEED)
      const file = studyFile(SMALL_STUDY.replace('count: 3', `count: ${RUNS / 4}`))
      const place = join(folder, 'killed')
      const whole = join(folder, 'whole')
      mkdirSync(place)
      const coordinator = (): HeardChild =>
        start(['study', 'run', file, '--out', place, '--nats', server.url])
      const worker = (): HeardChild =>
        start(['study', 'worker', '--nats', server.url, '--threads', '1'])
      // Silence of a second is death, so that the test need not wait.
      const queue = await joinQueue({ servers: server.url, name: 'test' }, packageVersion(), 1e9)
      const workers = [worker(), worker()]
      let running = coordinator()
      try {
        for (let kill = 0; kill < KILLS; kill++) {
          const until = Math.floor((RUNS * (kill + 1)) / (KILLS + 1))
          await untilIn(place, () => keysIn(place).length >= until, running.ends())
          const before = keysIn(place)
          const victim = (generator.next() >>> 0) % 3
          if (kill === 0 || victim === 2) {
            running.child.kill('SIGKILL')
            await running.ends()
            running = coordinator()
          } else {
            workers[victim]?.child.kill('SIGKILL')
            await workers[victim]?.ends()
            workers[victim] = worker()
          }
          expect(keysIn(place).slice(0, before.length)).toEqual(before)
        }
        expect(await running.ends()).toBe(0)
        const keys = keysIn(place)
        expect(keys).toHaveLength(RUNS)
        expect(new Set(keys).size).toBe(RUNS)
        expect(existsSync(join(place, 'lock'))).toBe(false)
        expect(await start(['study', 'run', file, '--out', whole, '--threads', '2']).ends()).toBe(0)
        const results = (of: string): Buffer => readFileSync(join(of, 'results.parquet'))
        expect(results(place).equals(results(whole))).toBe(true)
      } finally {
        for (const { child } of [running, ...workers]) child.kill('SIGKILL')
        await queue.connection.close()
        await server.stop()
      }
    }),
)
