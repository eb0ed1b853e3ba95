import { expect, test } from 'vitest'
import { exponentOfImpact } from '../../../../src/study/validation/impact.ts'
import { SCENARIOS, v12 } from '../../../../src/study/validation/v12-stylized-facts.ts'
import { createFakeRandom } from '../../../actors/fake-context.ts'

test('impact that grows as the root of the size has the exponent .5, noise or not', () => {
  const random = createFakeRandom(3)
  const impacts = Array.from({ length: 8000 }, () => {
    const size = Math.floor(random.uniform() ** (-1 / 1.2))
    return { size, move: 4 * Math.sqrt(size) + random.normal(0, 5) }
  })
  const { exponent, error } = exponentOfImpact(impacts)
  expect(Math.abs(exponent - 0.5)).toBeLessThan(0.05)
  expect(error).toBeLessThan(0.1)
  expect(exponentOfImpact([]).exponent).toBeNaN()
})

/** Outcomes of days that have no stylized fact at all: independent normal returns and signs. */
function dull(scale: 'full' | 'quick') {
  const random = createFakeRandom(7)
  return v12.jobs(scale).flatMap((job) => {
    if (job.kind === 'record') return []
    const isFacts = job.kind === 'facts'
    const returns = Array.from({ length: isFacts ? 120 : 0 }, () => random.normal(0, 1e-3))
    const signs = Float64Array.from({ length: isFacts ? 0 : 600 }, () =>
      random.chance(0.5) ? 1 : -1,
    )
    const impacts = isFacts
      ? []
      : Array.from({ length: 40 }, (_, at) => ({ size: 1 + at, move: 2 * (1 + at) }))
    const day = { returns, volumes: returns.map(() => 1 + random.uniform()) }
    return [{ kind: job.kind, scenario: job.scenario, day, signs, impacts }]
  })
}

test('days without facts miss their gates', () => {
  const rows = v12.judge(dull('full') as never, 'full')
  const verdict = (what: string) => rows.find((row) => row.what === what)?.verdict
  for (const scenario of SCENARIOS) {
    expect(verdict(`${scenario}: lags 4 to 10 with correlated returns, joint band`)).toBe('holds')
    expect(verdict(`${scenario}: Hill tail index`)).toBe('misses')
    expect(verdict(`${scenario}: lags 1 to 100 at which |r| is not positively correlated`)).toBe(
      'misses',
    )
    expect(verdict(`${scenario}: correlation of volume and |r|`)).toBe('misses')
    expect(verdict(`${scenario}: leverage`)).toBe('reported')
  }
  expect(verdict('order-splitting: exponent of impact')).toBe('misses')
})

test('a quick run says that it is one', () => {
  const rows = v12.judge(dull('quick') as never, 'quick')
  expect(rows).toHaveLength(7)
  for (const { target } of rows) expect(target).toContain('(quick)')
  expect(rows.some(({ verdict }) => verdict === 'misses')).toBe(true)
})

test('fifty days of each scenario are pooled', () => {
  const jobs = v12.jobs('full')
  for (const scenario of SCENARIOS) {
    const days = jobs.filter((job) => job.kind === 'facts' && job.scenario === scenario)
    expect(new Set(days.map((job) => job.kind !== 'record' && job.seed)).size).toBe(50)
  }
})
