import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOnline, type OnlineTerms } from '../../../actors/learner/online.ts'
import { box, discrete, multiDiscrete, type Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'

const TABLE: OnlineTerms = {
  type: 'q-table',
  cuts: [[0.5, 1.5]],
  ...{ rate: 0.1, gamma: 0.9, explorationSteps: 400, explorationFinalEps: 0.1 },
}
const CRITIC: OnlineTerms = {
  type: 'actor-critic',
  ...{ hidden: [6], learningRate: 0.02, gamma: 0.9, nSteps: 5 },
  ...{ entCoef: 0.01, vfCoef: 0.5, maxGradNorm: 0.5 },
}
const seen = (x: number) => Float64Array.of(x)
const line = box(-1, 9, [1])

/**
 * Three places in a row, and two ways: on, which pays nothing but at the last place, where it pays 1
 * and ends the episode; and back to the first, which pays .05. Who minds only what is paid at once goes
 * back.
 */
function walked(terms: OnlineTerms, seed: number, decisions: number) {
  const learner = createOnline(terms, line, discrete(2), createRandomStream(rootKey(seed, 'w')))
  let place = 0
  let ends = 0
  for (let nth = 0; nth < decisions; nth++) {
    const isOn = learner.act(seen(place)) === 0
    const isOver = isOn && place === 2
    const reward = isOver ? 1 : isOn ? 0 : 0.05
    place = isOn && !isOver ? place + 1 : 0
    learner.learn(reward, seen(place), isOver, isOver)
    if (isOver && nth >= decisions - 300) ends++
  }
  return ends
}

test.each([
  ['a table', TABLE],
  ['an actor-critic', CRITIC],
] as const)(
  '%s learns to do without what is paid at once for what is paid in the end',
  (_, terms) => {
    for (const seed of [1, 2, 3]) expect(walked(terms, seed, 4_000)).toBeGreaterThan(60)
  },
)

test('who plays as it stands learns nothing, and tries as often as it then did', () => {
  const places = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.constantFrom(SOON, CRITIC), fc.nat(15), places, (terms, before, played) => {
      // Two with the same past and the same draws; one of them plays in between.
      const [one, other] = [0, 1].map(() => {
        const draws = { now: 0 }
        const chance = createRandomStream(rootKey(3, 'w'))
        const own = { uniform: () => draws.now, integer: () => 1 }
        const random = Object.assign(Object.create(chance), own)
        const learner = createOnline(terms, line, discrete(2), random)
        for (let nth = 0; nth < before; nth++) {
          draws.now = (nth % 7) / 7
          learner.act(seen(nth % 3))
          learner.learn(0, seen((nth + 1) % 3), false, nth % 5 === 4)
        }
        return { draws, learner }
      }) as [Frozen, Frozen]
      for (const place of played) one.learner.play(seen(place))
      for (const place of [0, 1, 2]) {
        for (const draw of [0.02, 0.15, 0.3, 0.5, 0.7, 0.9]) {
          one.draws.now = draw
          other.draws.now = draw
          expect(one.learner.play(seen(place))).toEqual(other.learner.play(seen(place)))
        }
      }
    }),
  )
})
/** A table that has soon done trying: of two ways the first is the best that it knows. */
const SOON: OnlineTerms = { ...TABLE, explorationSteps: 20 }
interface Frozen {
  readonly draws: { now: number }
  readonly learner: ReturnType<typeof createOnline>
}

test('of several parts each is learned', () => {
  for (const terms of [TABLE, CRITIC]) {
    const random = createRandomStream(rootKey(4, 'w'))
    const learner = createOnline(terms, line, multiDiscrete([2, 3]), random)
    let right = 0
    for (let nth = 0; nth < 3_000; nth++) {
      const place = random.integer(0, 2)
      const [first, second] = learner.act(seen(place)) as readonly [number, number]
      const isRight = first === 1 && second === place
      learner.learn(isRight ? 1 : first === 1 || second === place ? 0.3 : 0, seen(0), true, true)
      if (isRight && nth >= 2_700) right++
    }
    expect(right).toBeGreaterThan(200)
  }
})

test('value goes on beyond an episode that was cut off, and not beyond one that is over', () => {
  // Both ways pay alike; the one leads to where 1 is paid each time, the other is over.
  for (const terms of [TABLE, CRITIC]) {
    const random = createRandomStream(rootKey(5, 'w'))
    const learner = createOnline({ ...terms, gamma: 0.8 }, line, discrete(2), random)
    let cut = 0
    for (let nth = 0; nth < 3_000; nth++) {
      const isCut = learner.act(seen(0)) === 1
      learner.learn(0, seen(1), !isCut, true)
      if (isCut && nth >= 2_700) cut++
      learner.act(seen(1))
      learner.learn(1, seen(1), false, true)
    }
    expect(cut).toBeGreaterThan(200)
  }
})

test('one stream of chance gives one learner', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(TABLE, CRITIC), (seed, terms) => {
      expect(walked(terms, seed, 400)).toBe(walked(terms, seed, 400))
    }),
    { numRuns: 10 },
  )
})

test('what cannot be learned is refused', () => {
  const random = createRandomStream(rootKey(6, 'w'))
  const make = (terms: OnlineTerms, actions: Value | object) => () =>
    createOnline(terms, line, actions as never, random)
  const wide = { ...TABLE, cuts: [[1], [2]] } as OnlineTerms
  expect(make(wide, discrete(2))).toThrow('cuts for 2 numbers, and 1 are seen')
  expect(make(TABLE, discrete(5_000_000))).toThrow(/a table of 15000000 numbers/)
  expect(make(CRITIC, box(0, 1, [1]))).toThrow(/not chosen from a list/)
})
