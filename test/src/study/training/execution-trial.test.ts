import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTrained } from '../../../../src/learning/trained.ts'
import { scenariosFolder } from '../../../../src/simulation/scenario/shipped.ts'
import { pairsNeeded } from '../../../../src/study/statistics/power.ts'
import type { ExecutionPlayed } from '../../../../src/study/training/execution-plays.ts'
import {
  matchedUrgency,
  ownDoing,
  planPower,
  readTrial,
} from '../../../../src/study/training/execution-trial.ts'
import { emptyFolder } from '../../cli/in-process.ts'

const shipped = (ending: string): string =>
  join(scenariosFolder(), 'policies', `executor.${ending}`)
const played = (part: Partial<ExecutionPlayed>): ExecutionPlayed => ({
  ...{ seed: 1, shortfall: 0, held: [], moves: [], met: [] },
  ...part,
})

describe('the trial that the shipped executor stands', () => {
  const text = readFileSync(shipped('policy.json'), 'utf8')
  const trial = readTrial(shipped('trial.json'), text)

  test('has seeds for training, selection and test of which none serves twice', () => {
    const { firstSeed, episodes } = readTrained(text, 'executor').training
    const own = { first: firstSeed as number, count: episodes as number }
    const trained = trial.candidates.map(({ training }) => training)
    expect(trained).toContainEqual(own)
    const spans = [...trained, trial.selection, trial.test].sort((a, b) => a.first - b.first)
    spans.slice(1).forEach(({ first }, nth) => {
      const before = spans[nth] as typeof own
      expect(before.first + before.count).toBeLessThanOrEqual(first)
    })
  })

  test('has as many seeds of test as its power asks for', () => {
    const { alpha, power, effect, deviation, seeds } = trial.power
    expect(seeds).toBe(pairsNeeded(effect / deviation, power, alpha))
    expect(trial.test.count).toBeGreaterThanOrEqual(seeds)
  })

  test('is of that policy and no other', () => {
    const file = join(emptyFolder(), 'executor.trial.json')
    writeFileSync(file, JSON.stringify({ ...trial, test: undefined }))
    const other = { ...JSON.parse(text), network: { ...JSON.parse(text).network, weights: '' } }
    expect(() => readTrial(shipped('trial.json'), JSON.stringify(other))).toThrow(/another policy/)
    const retold = { ...JSON.parse(text), training: {} }
    expect(readTrial(shipped('trial.json'), JSON.stringify(retold))).toEqual(trial)
    expect(() => readTrial(file, text)).toThrow(/test/)
  })
})

test('of a plan of the matched urgency the deviation lies between those of its neighbours', () => {
  const step = fc.integer({ min: 1, max: 30 }).map((tenths) => tenths / 10)
  const steps = fc.array(fc.tuple(step, step), {
    ...{ minLength: 1, maxLength: 8 },
  })
  fc.assert(
    fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (steps, share) => {
      const plans = [{ urgency: 0, deviation: 40 }]
      for (const [urgency, deviation] of steps) {
        const last = plans.at(-1) as (typeof plans)[number]
        plans.push({ urgency: last.urgency + urgency, deviation: last.deviation - deviation })
      }
      const least = plans.at(-1) as (typeof plans)[number]
      const wanted = 40 - share * (40 - least.deviation)
      const urgency = matchedUrgency(plans, wanted)
      const at = plans.findIndex((plan) => plan.urgency >= urgency - 1e-9)
      expect(plans[at]?.deviation).toBeLessThanOrEqual(wanted + 1e-6)
      if (at > 0) expect(plans[at - 1]?.deviation).toBeGreaterThanOrEqual(wanted - 1e-6)
      expect(matchedUrgency(plans, least.deviation - 1)).toBe(least.urgency)
      expect(() => matchedUrgency(plans, 40.5)).toThrow(RangeError)
    }),
  )
})

test('an execution’s own doing is its shortfall less what the market moved, by the share left before', () => {
  const one = played({ shortfall: 7, held: [0.5, 0.25, 0] })
  // 1 · 2 + 0.5 · (−4) + 0.25 · 8 + 0 · 100.
  expect(ownDoing([one], [played({ moves: [2, -4, 8, 100] })])).toEqual([7 - 2])
})

test('the power is reckoned by the most uneven of the differences', () => {
  const policy = [1, 2, 3, 4]
  const { deviation, seeds, effect } = planPower(policy, [
    [2, 3, 4, 5],
    [1, 4, 3, 6],
  ])
  // Differences of 0, 2, 0, 2: a variance of 4 / 3.
  expect([deviation ** 2, effect]).toEqual([expect.closeTo(4 / 3, 12), 1])
  expect(seeds).toBe(pairsNeeded(1 / deviation, 0.9, 0.05))
})
