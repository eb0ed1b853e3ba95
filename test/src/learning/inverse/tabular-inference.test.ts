import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import type { Transition } from '../../../../src/learning/inverse/adversarial.ts'
import { atOnce } from '../../../../src/learning/inverse/infer.ts'
import type { TabularMethod } from '../../../../src/learning/inverse/methods.ts'
import { observeProcess } from '../../../../src/learning/inverse/observed-process.ts'
import { scalesOf } from '../../../../src/learning/inverse/reward-network.ts'
import { inferTabular } from '../../../../src/learning/inverse/tabular-inference.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'tabular'))
const VOLATILITIES = [1, 4, 9]
/** Volatility stays with this probability, else it is any. */
const STAYS = 0.8
const LEVELS = 2
/** What holding all pays, and what each unit of volatility that is then met takes from it. */
const WANTS = { held: 3, risk: -0.7 }

/** Runs of whoever chooses a share to hold by what it sees: share, volatility, their product. */
function runs(count: number, seed: number, choose: (volatility: number) => readonly number[]) {
  const chance = random(seed)
  const any = () => VOLATILITIES[chance.integer(0, 2)] as number
  return Array.from({ length: count }, () => {
    let volatility = any()
    let observation = Float64Array.of(0, volatility, 0)
    return Array.from({ length: 15 }, (): Transition => {
      const weights = choose(volatility)
      let left = chance.uniform() * weights.reduce((sum, x) => sum + x, 0)
      let level = 0
      while (level < LEVELS && left >= (weights[level] as number)) {
        left -= weights[level] as number
        level++
      }
      if (!chance.chance(STAYS)) volatility = any()
      const share = level / LEVELS
      const next = Float64Array.of(share, volatility, share * volatility)
      const step = { observation, parts: [level], next, isLast: false }
      observation = next
      return step
    })
  })
}

/** By maximum entropy, given what volatility is to be expected; what it does now has no other end. */
const expert = (volatility: number): readonly number[] => {
  const met = STAYS * volatility + (1 - STAYS) * (14 / 3)
  return [0, 0.5, 1].map((share) => Math.exp(share * (WANTS.held + WANTS.risk * met)))
}

const SHOWN = runs(80, 1, expert)
const SIZES = [LEVELS + 1]
const TERMS = {
  ...{ bins: 8, explored: 0, resamples: 20, linear: { steps: 150, rate: 0.2 } },
  deep: { hidden: [8], steps: 200, rate: 0.02, decay: 0.001 },
  bayesian: { precision: 1, reach: 6, step: 0.5, burnIn: 500, samples: 3_000 },
}
function inferBy(method: TabularMethod, terms = TERMS) {
  const explored = runs(60, 2, () => [1, 1, 1]).flat()
  const scales = scalesOf(SHOWN.flat().map(({ next }) => next))
  const job = { method, shown: SHOWN, explored, scales, sizes: SIZES, discount: 0.5 }
  return atOnce(inferTabular(job, terms, random(3)))
}

test('weights are recovered with how sure they are', () => {
  const { weights, network, of } = inferBy('maximum-entropy')
  const [held, volatility, risk] = weights ?? []
  expect(network?.shape.hidden).toEqual([])
  expect(held?.low).toBeLessThan(WANTS.held)
  expect(held?.high).toBeGreaterThan(WANTS.held)
  expect(risk?.low).toBeLessThan(WANTS.risk)
  expect(risk?.high).toBeGreaterThan(WANTS.risk)
  expect((held?.high as number) - (held?.low as number)).toBeLessThan(2)
  // Nobody's choices move the volatility: nothing tells what it pays alone.
  expect(Math.abs(volatility?.estimate as number)).toBeLessThan(0.2)
  const paid = of(Float64Array.of(1, 4, 4)) - of(Float64Array.of(0, 4, 0))
  expect(Math.abs(paid - WANTS.held - 4 * WANTS.risk)).toBeLessThan(0.5)
})

test('fewer runs leave a weight less sure', () => {
  const scales = scalesOf(SHOWN.flat().map(({ next }) => next))
  const explored = runs(60, 2, () => [1, 1, 1]).flat()
  const widthOf = (count: number): number => {
    const shown = SHOWN.slice(0, count)
    const job = { method: 'maximum-entropy', shown, explored, scales, sizes: SIZES } as const
    const told = inferTabular({ ...job, discount: 0.5 }, TERMS, random(4))
    const [held] = atOnce(told).weights ?? []
    return (held?.high as number) - (held?.low as number)
  }
  expect(widthOf(8)).toBeGreaterThan(1.5 * widthOf(80))
})

test('networks and beliefs know that all is worth holding in calm, and nothing in a storm', () => {
  for (const method of ['deep-maximum-entropy', 'bayesian'] as const) {
    const { of, states, network } = inferBy(method, { ...TERMS, resamples: 2 })
    const gain = (v: number) => of(Float64Array.of(1, v, v)) - of(Float64Array.of(0, v, 0))
    expect(gain(1)).toBeGreaterThan(0.5)
    expect(gain(9)).toBeLessThan(-0.5)
    expect(network === undefined).toBe(method === 'bayesian')
    expect(states?.length).toBe(method === 'bayesian' ? 9 : undefined)
  }
})

// Few steps in many cells: some are seen where not all was tried.
test('every observation is of a state in which each action was tried, its own where that is one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 30 }), fc.nat(999), (count, seed) => {
      const steps = runs(1, seed, () => [1, 1, 1]).flat()
      const some = [...steps, ...runs(2, seed + 1, () => [1, 1, 1]).flat()].slice(0, count)
      const terms = { bins: 2, scales: [1, 1, 1], sizes: SIZES, discount: 0.5 }
      const tried = new Map<number, Set<number>>()
      let process: ReturnType<typeof observeProcess>
      try {
        process = observeProcess(some, terms)
      } catch (refusal) {
        expect((refusal as Error).message).toMatch(/no state was seen in which each of 3 actions/)
        return
      }
      for (const { observation, parts } of some) {
        const state = process.stateOf(observation)
        tried.set(state, (tried.get(state) ?? new Set()).add(process.actionOf(parts)))
      }
      expect([...tried.keys()].sort()).toEqual([...Array(process.problem.states).keys()].sort())
      for (const own of tried.values()) expect(own.size).toBe(3)
    }),
    { numRuns: 60, seed: 42 },
  )
})

test('actions of several parts are numbered without two alike', () => {
  const sizes = [2, 3]
  const pairs = [0, 1].flatMap((one) => [0, 1, 2].map((other) => [one, other]))
  const steps = pairs.map((parts): Transition => {
    const seen = Float64Array.of(1)
    return { observation: seen, parts, next: seen, isLast: false }
  })
  const { actionOf } = observeProcess(steps, { bins: 2, scales: [1], sizes, discount: 0 })
  expect(pairs.map(actionOf)).toEqual([0, 1, 2, 3, 4, 5])
})
