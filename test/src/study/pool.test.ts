import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPool } from '../../../src/study/pool.ts'
import { validate, validationsBy } from '../../../src/study/validation/run.ts'

test('jobs are done in the order in which they were asked for', async () => {
  const pool = createPool<number, number>(new URL('./job.ts', import.meta.url), 'say', 1)
  const asked = Array.from({ length: 50 }, (_, nth) => nth)
  const done: number[] = []
  try {
    await Promise.all(asked.map(async (job) => done.push(await pool.run(job))))
  } finally {
    await pool.close()
  }
  expect(done).toEqual(asked)
})

test('a pool that is closed ends its threads only when they have loaded what they work with', async () => {
  const loaded = join(mkdtempSync(join(tmpdir(), 'outcry-')), 'loaded')
  process.env.OUTCRY_LOADED = loaded
  try {
    const module = new URL('tells-that-it-loaded.ts', import.meta.url)
    const pool = createPool<number, number>(module, 'work', 1)
    await pool.close()
    expect(existsSync(loaded)).toBe(true)
  } finally {
    delete process.env.OUTCRY_LOADED
  }
})

test('validations that were stopped before they began are none, and begin nothing', async () => {
  const signal = AbortSignal.abort()
  let begun = 0
  const terms = { scale: 'quick', threads: 1, signal, onProgress: () => begun++ } as const
  expect(await validate(validationsBy(['V5']), terms)).toEqual([])
  expect(begun).toBe(0)
})
