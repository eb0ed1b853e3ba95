import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { calibrate, lossOf, type Threads } from '../../../../src/study/calibration/calibrate.ts'
import { measureDays } from '../../../../src/study/calibration/day-measures.ts'
import { evaluate } from '../../../../src/study/calibration/evaluate.ts'
import { assignments, readTargets, valueAt } from '../../../../src/study/calibration/targets.ts'
import { outcry } from '../../cli/in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'outcry-calibrate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const targetsFile = join(folder, 'targets.yaml')
writeFileSync(
  targetsFile,
  JSON.stringify({
    parameters: [
      { path: 'a', min: 1, max: 9 },
      { path: 'b', min: 0.1, max: 10, scale: 'log', unit: 's' },
    ],
    targets: { spreadTicks: { value: 3, error: 0.1 }, aggressors: { value: 2, error: 0.1 } },
    days: 2,
    generations: 12,
  }),
)
const targets = readTargets(targetsFile)

/** Days whose spread is `a` and whose aggressors are `b`; counts how many were lived through. */
function days(most = Number.POSITIVE_INFINITY): Threads & { count: number } {
  const threads = {
    count: 0,
    async run({ set, seed }: { set: readonly string[]; seed: number }) {
      if (++threads.count > most) throw new Error('killed')
      const [spread = 0, aggressors = 0] = set.map((one) => Number.parseFloat(one.split('=')[1]!))
      const returns = Float64Array.from({ length: 30 }, (_, at) => Math.sin(at * at + seed))
      return { returns, volumes: returns, spread, aggressors, signMemory: new Float64Array(10) }
    },
  }
  return threads
}

test('it finds the parameters whose days are as asked, and logs every evaluation', async () => {
  const log = join(folder, 'whole.jsonl')
  const { best, evaluations, finished } = await calibrate('x', targets, log, days())
  expect(finished).toBe(true)
  expect(best.values[0]).toBeCloseTo(3, 0)
  expect(best.values[1]).toBeCloseTo(2, 0)
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(1 + evaluations)
  expect(JSON.parse(lines[1]!)).toMatchObject({ generation: 0, loss: expect.any(Number) })
})

test('one that was killed, its last line torn, goes on to the very same end', async () => {
  const log = join(folder, 'killed.jsonl')
  await expect(calibrate('x', targets, log, days(50))).rejects.toThrow('killed')
  appendFileSync(log, '{"generation": 4, "val')
  const after = days()
  const resumed = await calibrate('x', targets, log, after)
  expect(readFileSync(log, 'utf8')).toBe(readFileSync(join(folder, 'whole.jsonl'), 'utf8'))
  expect(resumed.resumed).toBeGreaterThan(0)
  expect(after.count).toBe(2 * (resumed.evaluations - resumed.resumed))
})

test('Ctrl-C ends it after a generation, and what it found is told', async () => {
  const log = join(folder, 'interrupted.jsonl')
  let asked = 0
  const found = await calibrate('x', targets, log, days(), { isInterrupted: () => asked++ === 3 })
  expect(found.finished).toBe(false)
  expect(found.best.generation).toBeLessThan(3)
})

test('the log of another calibration is refused', async () => {
  const log = join(folder, 'whole.jsonl')
  await expect(calibrate('y', targets, log, days())).rejects.toThrow('log of another calibration')
})

test('a loss counts standard errors; where a measure is no number there is none', () => {
  expect(lossOf({ spreadTicks: 3.2, aggressors: 1.9 }, targets)).toBeCloseTo(5)
  expect(lossOf({ spreadTicks: null, aggressors: 2 }, targets)).toBeNull()
})

test('values lie on their scale, and are set with their unit', () => {
  const [linear, log] = targets.parameters
  expect([0, 0.5, 1].map((share) => valueAt(linear!, share))).toEqual([1, 5, 9])
  expect([0, 0.5, 1].map((share) => valueAt(log!, share))).toEqual([0.1, 1, 10])
  expect(valueAt({ ...linear!, whole: true }, 0.3)).toBe(3)
  expect(assignments(targets.parameters, [4, 2.5])).toEqual(['a=4', 'b=2.5 s'])
})

test('everything wrong with a targets file is told at once, by the command too', async () => {
  const bad = join(folder, 'bounds.yaml')
  writeFileSync(
    bad,
    'parameters:\n  - { path: a, min: 2, max: 1 }\n  - { path: b, min: 0, max: 1, scale: log }\ntargets: { kurtosis: { value: 1, errors: 1 } }\n',
  )
  const { err: all } = await outcry('calibrate', 'tiny', '--to', bad)
  expect(all.trimEnd().split('\n')).toEqual([
    `outcry: ${bad}:2:21 parameters[0].min must be below max, not 2`,
    `outcry: ${bad}:3:21 parameters[1].min must be above 0 on a log scale, not 0`,
    `outcry: ${bad}:4:22 targets.kurtosis.error is missing: it must be a number, above 0`,
    `outcry: ${bad}:4:34 targets.kurtosis.errors is not a field (did you mean "error"?): the fields here are value, error`,
  ])
  const file = join(folder, 'bad.yaml')
  writeFileSync(
    file,
    'parameters: [{ path: a, min: 1, max: 2 }]\ntargets: { kurtois: { value: 1, error: 1 } }\n',
  )
  const { code, err } = await outcry('calibrate', 'tiny', '--to', file)
  expect(code).toBe(2)
  expect(err).toContain('targets.kurtois is no measure (did you mean "kurtosis"?)')
})

test('a day of a scenario has every measure', () => {
  const day = evaluate({ scenario: 'tiny', set: ['groups.noise.count=80'], seed: 4 })
  expect(day.returns.length).toBeGreaterThan(7)
  const measures = measureDays([day, evaluate({ scenario: 'tiny', set: [], seed: 5 })])
  expect(measures.aggressors).toBeGreaterThan(50)
  expect(measures.spreadTicks).toBeGreaterThan(1)
  expect(measures.volumeCorrelation).toBeGreaterThan(-1)
})

test('a file of targets that is not there is named, with one that is', () => {
  expect(() => readTargets('none.yaml')).toThrow(
    'none.yaml: there is no such file; scenarios/targets/amzn-like.yaml shows one',
  )
})
