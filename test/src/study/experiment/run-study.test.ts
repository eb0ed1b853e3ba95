import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CELL_WORDS, Cells, copyCells } from '../../../../protocols/cells.ts'
import { Kind } from '../../../../protocols/kind.ts'
import { MessageReader } from '../../../../protocols/reader.ts'
import { loadScenario } from '../../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../../src/simulation/simulation.ts'
import { analyse } from '../../../../src/study/experiment/analyse.ts'
import { type CellJob, runCell } from '../../../../src/study/experiment/run-cell.ts'
import type { LoggedRun } from '../../../../src/study/experiment/run-log.ts'
import { jobOf, runStudy, seedsOf } from '../../../../src/study/experiment/run-study.ts'
import { readStudy } from '../../../../src/study/experiment/study-file.ts'
import type { MeasureSpec } from '../../../../src/study/experiment/study-schema.ts'
import type { Refusal } from '../../../../src/study/experiment/work.ts'
import { createPool, type Pool } from '../../../../src/study/pool.ts'
import { SMALL_STUDY, studyFile } from './small-study.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'outcry-study-'))

/** A pool in this thread whose runs come to a function of cell and seed, and which dies after `lives`. */
function plainPool(lives: number, heard: CellJob[]): Pool<CellJob, LoggedRun> {
  let left = lives
  return {
    async run(job) {
      if (left-- <= 0) throw new Error('killed')
      heard.push(job)
      const spread = ((job.seed * 7919 + job.cell * 104_729) % 1_000) / 100
      const rents = job.cell < 2 ? spread : 0
      const values = { rents, spread }
      return { cell: job.cell, seed: job.seed, values, units: {}, tape: `${spread}`, ms: 1 }
    },
    async close() {},
  }
}

describe('a study', () => {
  const read = readStudy(studyFile(SMALL_STUDY))
  const keys = (jobs: readonly { cell: number; seed: number }[]) =>
    jobs.map(({ cell, seed }) => `${cell}/${seed}`)

  test('that is killed at any run, however often, comes to what an undisturbed one does', async () => {
    const whole = await runStudy(read, {
      folder: folder(),
      threads: 1,
      pool: () => plainPool(99, []),
    })
    expect(whole.runs).toHaveLength(12)
    const deaths = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(deaths, fc.string({ maxLength: 20 }), async (lives, torn) => {
        const place = folder()
        const heard: CellJob[] = []
        let finished = 0
        for (const life of lives) {
          const options = { folder: place, threads: 1, pool: () => plainPool(life, heard) }
          const isDead = await runStudy(read, options).then(
            () => false,
            () => true,
          )
          // A line that was being written: it has no end.
          if (isDead) appendFileSync(join(place, 'runs.jsonl'), torn.replaceAll('\n', ''))
          finished = readFileSync(join(place, 'runs.jsonl'), 'utf8').split('\n').length - 2
        }
        const last = await runStudy(read, {
          folder: place,
          threads: 1,
          pool: () => plainPool(99, heard),
        })
        expect(last.runs).toEqual(whole.runs)
        expect(last.resumed).toBe(finished)
        const lines = readFileSync(join(place, 'runs.jsonl'), 'utf8').trim().split('\n').slice(1)
        expect(new Set(keys(lines.map((line) => JSON.parse(line) as LoggedRun))).size).toBe(12)
        expect(lines).toHaveLength(12)
      }),
      { numRuns: 40 },
    )
  })

  test('is not taken up in the folder of another', async () => {
    const place = folder()
    await runStudy(read, { folder: place, threads: 1, pool: () => plainPool(99, []) })
    const other = readStudy(studyFile(SMALL_STUDY.replace('until=30 s', 'until=31 s')))
    await expect(
      runStudy(other, { folder: place, threads: 1, pool: () => plainPool(99, []) }),
    ).rejects.toThrow('of another study, or of this one before it was changed')
  })

  test('goes on, round by round, until its intervals are narrow or it has most runs', async () => {
    const runsOf = async (width: number): Promise<number> => {
      const text = SMALL_STUDY.replace(
        'seeds:',
        `stop: { width: { spread: ${width} }, most: 10 }\nseeds:`,
      )
      const options = { folder: folder(), threads: 1, pool: () => plainPool(999, []) }
      return (await runStudy(readStudy(studyFile(text)), options)).runs.length
    }
    expect(await runsOf(1_000)).toBe(4 * 3)
    expect(await runsOf(1e-9)).toBe(4 * 10)
  })

  test('with seeds of its own in each cell shares none between cells', () => {
    const own = { ...read.study, seeds: { ...read.study.seeds, common: false } }
    const all = [0, 1, 2, 3].flatMap((cell) => seedsOf(own, cell, 0, 100))
    expect(new Set(all).size).toBe(400)
  })

  test('runs on worker threads to what it comes to in this one', async () => {
    const job = jobOf(read, 0, 1)
    const pool = createPool<CellJob, LoggedRun | Refusal>(
      new URL('../../../../src/study/experiment/work.ts', import.meta.url),
      'work',
      1,
    )
    try {
      expect(await pool.run(job)).toMatchObject(runCell(job))
      const what = { ...read.study.measures.spread, what: 'none' } as MeasureSpec
      expect(await pool.run({ ...job, measures: { what } })).toMatchObject({
        refusal: expect.stringContaining('measures.what.what is "none"'),
      })
    } finally {
      await pool.close()
    }
  })

  test('finds that batches end sniping, in words and figures', () => {
    const runs = read.cells.flatMap(({ index }) =>
      [1, 2, 3].map((seed) => runCell(jobOf(read, index, seed))),
    )
    const { comparisons, cells } = analyse(read.study, read.cells, runs)
    const rents = comparisons.filter(({ measure }) => measure === 'rents')
    expect(rents.map(({ cell, baseline }) => [cell, baseline])).toEqual([
      [2, 0],
      [3, 1],
    ])
    for (const { cell, mean } of cells.filter(({ measure }) => measure === 'rents')) {
      if (cell >= 2) expect(mean).toBe(0)
      else expect(mean).toBeGreaterThan(0)
    }
  })
})

/** When each investor sent its orders, and on which side. */
function investorsOf(seed: number, set: readonly string[]): string[] {
  const reader = new MessageReader()
  const cells = new Cells(4)
  const said: string[] = []
  const simulation = createSimulation(
    loadScenario('sniping', { seed, set: ['until=2 min', ...set] }),
    {
      tape: {
        append(words, cell, count) {
          if ((((words[cell * CELL_WORDS] as number) >>> 16) & 255) !== Kind.newOrder) return
          copyCells(words, cell, cells.words, 0, count)
          const order = reader.at(cells, 0)
          const group = simulation.cast.findLast(({ first }) => first <= order.sender)
          if (group?.group !== 'investor' || order.kind !== Kind.newOrder) return
          said.push(`${order.sender - group.first} ${order.sent} ${order.side}`)
        },
      },
    },
  )
  simulation.runUntil(simulation.end)
  return said
}

test('under one seed agents draw the same whatever the mechanism: random numbers are common', () => {
  const interval = fc.integer({ min: 1, max: 500 })
  const snipers = fc.integer({ min: 0, max: 5 })
  fc.assert(
    fc.property(fc.nat(1_000), interval, snipers, (seed, ms, count) => {
      const plain = investorsOf(seed, [])
      expect(plain.length).toBeGreaterThan(0)
      const batch = `venues.exchange.mechanism={type: batch-auction, interval: ${ms} ms}`
      expect(investorsOf(seed, [batch, `groups.sniper.count=${count}`])).toEqual(plain)
    }),
    { numRuns: 12 },
  )
})
