import { expect, test } from 'vitest'
import { createPool } from '../../../src/study/pool.ts'

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
