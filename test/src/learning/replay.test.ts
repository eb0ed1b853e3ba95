import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { createNStep, type PlayedStep, type Transition } from '../../../src/learning/n-step.ts'
import { createReplay } from '../../../src/learning/replay.ts'
import { createSumTree } from '../../../src/learning/sum-tree.ts'

test('a sum tree finds the place that a walk along the weights finds', () => {
  // Whole weights add up without rounding, so that the walk is exact.
  const set = fc.record({ place: fc.nat(12), weight: fc.nat(5) })
  fc.assert(
    fc.property(
      fc.array(set, { minLength: 1 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (sets, share) => {
        const tree = createSumTree(13)
        const weights = new Array<number>(13).fill(0)
        for (const { place, weight } of sets) {
          tree.set(place, weight)
          weights[place] = weight
        }
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        expect(tree.total()).toBe(total)
        if (total === 0) return
        const mass = share * total
        let before = 0
        const walked = weights.findIndex((weight) => {
          before += weight
          return mass < before
        })
        expect(tree.find(mass)).toBe(walked)
      },
    ),
  )
})

const observation = (nth: number): Float64Array => Float64Array.of(nth)

test('n-step returns are the discounted sums up to the episode’s end, each step once', () => {
  const end = fc.constantFrom('goes on', 'goes on', 'terminated', 'truncated')
  const played = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), end), { maxLength: 30 })
  fc.assert(
    fc.property(played, fc.integer({ min: 1, max: 5 }), (played, n) => {
      const gamma = 0.5
      const steps = played.map(
        ([reward, end], nth): PlayedStep => ({
          ...{ observation: observation(nth), action: nth, reward, next: observation(nth + 0.5) },
          ...{ terminated: end === 'terminated', truncated: end === 'truncated' },
        }),
      )
      const ahead = createNStep(n, gamma)
      const found = steps.flatMap((step) => ahead.add(step))
      const plain = steps.flatMap((step, nth): Transition[] => {
        const rest = steps.slice(nth)
        const over = rest.findIndex(({ terminated, truncated }) => terminated || truncated)
        const length = over === -1 ? n : Math.min(n, over + 1)
        if (rest.length < length) return []
        const last = rest[length - 1] as PlayedStep
        const reward = rest.slice(0, length).reduce((sum, x, k) => sum + gamma ** k * x.reward, 0)
        const discount = last.terminated ? 0 : gamma ** length
        return [{ observation: step.observation, action: nth, reward, next: last.next, discount }]
      })
      expect(found).toEqual(plain)
    }),
  )
})

const transition = (nth: number): Transition => ({
  ...{ observation: observation(nth), action: nth, reward: nth, next: observation(nth) },
  discount: 1,
})
const random = () => createRandomStream(rootKey(7, 'replay'))

test('replay keeps the newest, and draws by priority', () => {
  const replay = createReplay(4, 1, 1)
  for (let nth = 0; nth < 6; nth++) replay.add(transition(nth))
  expect([0, 1, 2, 3].map((place) => replay.get(place).action)).toEqual([4, 5, 2, 3])
  ;[0, 1, 3, 4].forEach((error, place) => {
    replay.surprise(place, error)
  })
  const counts = [0, 0, 0, 0]
  const chance = random()
  for (let nth = 0; nth < 1_000; nth++) {
    for (const place of replay.draw(8, 1, chance).places) {
      counts[place] = (counts[place] as number) + 1
    }
  }
  // An error of e is drawn in proportion to it: 1 : 3 : 4 of 8,000.
  const expected = [0, 1_000, 3_000, 4_000]
  counts.forEach((count, place) => {
    expect(Math.abs(count - (expected[place] as number))).toBeLessThan(60)
  })
  const { places, weights } = replay.draw(64, 1, chance)
  const lightest = Math.min(...places.filter((place) => place > 0))
  places.forEach((place, nth) => {
    const error = [0, 1, 3, 4][place] as number
    const least = [0, 1, 3, 4][lightest] as number
    expect(weights[nth]).toBeCloseTo(least / error, 4)
  })
})

test('without priorities all count alike, and what is saved draws the same', () => {
  const replay = createReplay(5, 1, 0)
  for (let nth = 0; nth < 7; nth++) {
    replay.add(transition(nth))
    replay.surprise(nth % 5, nth)
  }
  expect(new Set(replay.draw(16, 1, random()).weights)).toEqual(new Set([1]))
  const again = createReplay(5, 1, 0, replay.save())
  expect(again.draw(16, 0.5, random())).toEqual(replay.draw(16, 0.5, random()))
  expect(again.save()).toEqual(replay.save())
})
