import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { validationText } from '../../../../src/cli/validation-text.ts'
import { VALIDATIONS } from '../../../../src/study/validation/registry.ts'
import { validate, validationsBy } from '../../../../src/study/validation/run.ts'
import { isShown, meanAndError, within } from '../../../../src/study/validation/validation.ts'
import { outcry } from '../../cli/in-process.ts'

const root = new URL('../../../../', import.meta.url)

describe('published results', () => {
  test('each has an id of its own, and a page', () => {
    const ids = VALIDATIONS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, page } of VALIDATIONS) {
      expect(existsSync(fileURLToPath(new URL(`docs/validation/${page}`, root))), id).toBe(true)
    }
  })

  test('one job gives one tape on a thread and in place', async () => {
    const [validation] = validationsBy(['v5'])
    if (validation === undefined) throw new Error('no V5')
    const job = { what: 'batches', seed: 1 }
    const here = validation.run(job)
    const alone = { ...validation, jobs: () => [job], judge: () => [] }
    const index = VALIDATIONS.indexOf(validation)
    const replaced = VALIDATIONS as unknown as (typeof validation)[]
    replaced[index] = alone
    try {
      const [there] = await validate([alone], { scale: 'quick', threads: 1 })
      expect(there?.tapes).toMatch(/^[0-9a-f]{64}$/)
      expect(here.tapes).toHaveLength(1)
    } finally {
      replaced[index] = validation
    }
  })

  test('an id that there is not is told with the nearest', async () => {
    expect(await outcry('validate', 'V55')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^outcry: V55: there is no such row \(did you mean "V5"\?\)/),
    })
    expect(await outcry('validate', '--threads', '0')).toMatchObject({ code: 2 })
  })
})

test('what is off by more than its tolerance misses', () => {
  expect([within(1.01, 1, 0.01001), within(1.02, 1, 0.01), within(0.98, 1, 0.01)]).toEqual([
    ...['holds', 'misses', 'misses'],
  ])
  // Of 2, 4, 6: a mean of 4, a variance of 4, and 4/3 under the root.
  const { mean, error } = meanAndError([2, 4, 6])
  expect([mean, error ** 2]).toEqual([4, expect.closeTo(4 / 3, 12)])
  expect(meanAndError([5])).toEqual({ mean: 5, error: 0 })
})

test('an interval shows what it does not hold zero beside; of few seeds none misses', () => {
  const intervals = [
    { low: 0.1, high: 2 },
    { low: -2, high: -0.1 },
    { low: -1, high: 1 },
  ]
  const verdicts = (scale: 'full' | 'quick') => intervals.map((each) => isShown(scale, each))
  expect(verdicts('full')).toEqual(['holds', 'misses', 'inconclusive'])
  expect(verdicts('quick')).toEqual(['holds', 'inconclusive', 'inconclusive'])
})

test('a figure is told with its interval where it has one', () => {
  const row = { what: 'saved', target: 'above 0', measured: 2, error: 0, verdict: 'holds' } as const
  const told = { id: 'V0', title: 'none', page: 'none.md', tapes: '' }
  expect(validationText({ ...told, rows: [row] })).toMatch(/saved +above 0 +2 +exact +holds/)
  const rows = [{ ...row, interval: { low: 1.5, high: 2.5 } }]
  expect(validationText({ ...told, rows })).toMatch(/saved +above 0 +2 +1.5 to 2.5 +holds/)
})
