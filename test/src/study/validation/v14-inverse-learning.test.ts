import { expect, test } from 'vitest'
import { v14 } from '../../../../src/study/validation/v14-inverse-learning.ts'

/** Outcomes of makers whose inferred weight is so many times the true one. */
function judged(ratios: readonly number[]) {
  const makers = ratios.map((ratio, nth) => ({
    ...{ world: 'market', block: 1 + nth, explored: 1, shown: 1, trials: 1 },
    ...{ expert: 28, learned: 27 + nth / 10, random: 20, tape: '' },
    // The truth is .2 lots² a 4 ticks: scale is nothing that choices tell.
    inferred: { spread: 8, inventory: 0.4 * ratio },
  }))
  const worlds = v14.jobs('quick').flatMap((job) => {
    if (job.world !== 'grid' && job.world !== 'objects') return []
    const far = 1 / job.demonstrations
    return [{ ...job, linear: [far, far * 1.1], deep: [far / 2, far / 2], optimal: 4.835 }]
  })
  const rows = v14.judge([...makers, ...worlds] as never, 'full')
  return (what: string) => rows.find((row) => row.what.startsWith(what))
}

test('a weight within a fifth holds, one beyond misses, and one market tells nothing beyond', () => {
  const what = 'market maker: inferred over true'
  expect(judged([0.9, 1.1])(what)?.measured).toBeCloseTo(1, 12)
  expect(judged([1.15, 1.17])(what)?.verdict).toBe('holds')
  expect(judged([1.3, 1.31])(what)?.verdict).toBe('misses')
  expect(judged([1, 1.5])(what)?.verdict).toBe('inconclusive')
  expect(judged([1.5])(what)?.verdict).toBe('inconclusive')
})

test('differences that fall hold, and worlds are told apart from markets', () => {
  const row = judged([1, 1])
  expect(row('gridworld: 5 demonstrations leave more than 20')?.verdict).toBe('holds')
  expect(row('gridworld: value of the best')?.verdict).toBe('holds')
  expect(row('objectworld: linear leaves more')?.verdict).toBe('holds')
  expect(row('market maker: reward an episode more than at random')?.verdict).toBe('holds')
})

/** Outcomes of book experts who leave so much, the linear one beside the deep. */
function ofBook(linear: readonly number[], deep: readonly number[]) {
  const books = linear.map((each, nth) => {
    const left = { deep: deep[nth], bayesian: deep[nth], ignorant: 8 }
    const at = { shown: 128, linear: each, ...left }
    const all = { shown: 128, linear: 0.1, ...left }
    const found = [
      { reward: 'linear', ...all },
      { reward: 'non-linear', ...at },
    ]
    return { world: 'book', block: 1 + nth, explored: 1, shown: [128], found }
  })
  const worlds = v14.jobs('quick').flatMap((job) => {
    const isWorld = job.world === 'grid' || job.world === 'objects'
    return isWorld ? [{ ...job, linear: [1, 1.1], deep: [1, 1], optimal: 4.835 }] : []
  })
  const rows = v14.judge([...books, ...worlds] as never, 'full')
  return (what: string) => rows.find((row) => row.what.includes(what))?.verdict
}

test('weights that leave more than a network, book by book, hold; alike they tell nothing', () => {
  const gap = 'non-linear reward, linear leaves more than deep'
  expect(ofBook([3, 4, 5], [0.1, 0.3, 0.2])(gap)).toBe('holds')
  expect(ofBook([0.1, 0.3, 0.2], [3, 4, 5])(gap)).toBe('misses')
  expect(ofBook([1, 5, 0.5], [0.9, 0.3, 3])(gap)).toBe('inconclusive')
  expect(ofBook([3], [0.1])(gap)).toBe('inconclusive')
})

test('a reward is recovered where a tenth of what ignorance lacks is left, or less', () => {
  const share = 'share of ignorance that deep leaves'
  expect(ofBook([3, 3], [0.7, 0.8])(share)).toBe('holds')
  expect(ofBook([3, 3], [0.9, 1])(share)).toBe('misses')
})

test('rules that are read off within one hold, and others miss', () => {
  const judgedAt = (...stops: number[]) => {
    const followers = stops.map((stop) => {
      return { world: 'follower', block: 1, shown: 1, holding: 10, stop, tape: '' }
    })
    const worlds = v14.jobs('quick').flatMap((job) => {
      const isWorld = job.world === 'grid' || job.world === 'objects'
      return isWorld ? [{ ...job, linear: [1, 1.1], deep: [1, 1], optimal: 4.835 }] : []
    })
    const rows = v14.judge([...followers, ...worlds] as never, 'full')
    return rows.find(({ what }) => what.includes('trend follower: stop'))?.verdict
  }
  expect(judgedAt(5.5, 6.5)).toBe('holds')
  expect(judgedAt(8, 8.5)).toBe('misses')
  expect(judgedAt(3, 11.5)).toBe('inconclusive')
  expect(judgedAt(6)).toBe('inconclusive')
})

test('one block is one outcome', { timeout: 120_000 }, () => {
  const job = { world: 'market', block: 700, explored: 30, shown: 2, trials: 1 } as const
  const { outcome, tapes } = v14.run(job)
  expect(tapes[0]).toMatch(/^[0-9a-f]{64}$/)
  expect(v14.run(job).outcome).toEqual(outcome)
})

test('three who infer from a book find what a linear expert wants better than ignorance does', {
  timeout: 120_000,
}, () => {
  const { outcome } = v14.run({ world: 'book', block: 700, explored: 60, shown: [4] })
  const found = 'found' in outcome ? outcome.found : []
  expect(found.map(({ reward, shown }) => [reward, shown])).toEqual([
    ['linear', 4],
    ['non-linear', 4],
  ])
  const [linear] = found as [(typeof found)[number]]
  for (const who of ['linear', 'deep', 'bayesian'] as const) {
    expect(linear[who]).toBeLessThan(linear.ignorant / 4)
  }
})

test('a reward that is taken elsewhere holds where it brings four fifths, and more than a clone', () => {
  const judgedAt = (...retrained: number[]) => {
    const found = retrained.map((paid) => ({
      ...{ world: 'preserver', block: 1, shown: 1, updates: 1, trials: 1, tape: '', ratio: 1 },
      value: { expert: 10, retrained: paid, clone: 5, frozen: 4 },
      held: {
        ...{ expert: [0.9, 0.6, 0.1], clone: [0.9, 0.7, 0.4], frozen: [0.9, 0.7, 0.4] },
        retrained: [Number.NaN, Number.NaN, 0.2 + paid / 1_000],
      },
    }))
    const worlds = v14.jobs('quick').flatMap((job) => {
      const isWorld = job.world === 'grid' || job.world === 'objects'
      return isWorld ? [{ ...job, linear: [1, 1.1], deep: [1, 1], optimal: 4.835 }] : []
    })
    const rows = v14.judge([...found, ...worlds] as never, 'full')
    return (what: string) => rows.find((row) => row.what.includes(what))?.verdict
  }
  const good = judgedAt(8.1, 8.4)
  expect(good('share of the expert’s reward')).toBe('holds')
  expect(good('more than the clone’s')).toBe('holds')
  expect(good('share less beyond')).toBe('holds')
  expect(judgedAt(6, 6.1)('share of the expert’s reward')).toBe('misses')
  expect(judgedAt(5, 9)('share of the expert’s reward')).toBe('inconclusive')
  expect(judgedAt(4, 4.1)('more than the clone’s')).toBe('misses')
})
