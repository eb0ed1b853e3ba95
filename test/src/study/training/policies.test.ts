import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readPolicy } from '../../../../actors/learner/policy-file.ts'
import { policyFiles } from '../../../../src/study/training/policies.ts'
import { readTraining } from '../../../../src/study/training/training-file.ts'

const shipped = policyFiles()

test('three policies are shipped', () => {
  expect(shipped.map(({ name }) => name)).toEqual(['executor', 'maker', 'momentum'])
})

// Training takes minutes: what is held here is that nobody changed the one without the other.
test.each(shipped)('the policy of $name is of the training file beside it', ({ file }) => {
  const training = readTraining(file.replace('.policy.json', '.yaml'))
  const policy = readPolicy(readFileSync(file, 'utf8'), file)
  expect(policy.given).toEqual(training.task)
  const { algorithm, scenario, set, ppo, seed, updates, test: tried } = training
  expect(policy.training).toMatchObject({ algorithm, scenario, set, ppo, seed, updates })
  expect(policy.training.test).toEqual(tried)
})

test.each(shipped)('what trained, chose and tries $name are seeds apart', ({ file }) => {
  const { training } = readPolicy(readFileSync(file, 'utf8'), file)
  const { firstSeed, evaluation, test: tried } = training as Record<string, never>
  const ends = ({ first, count }: { first: number; count: number }): number => first + count
  expect(firstSeed).toBeGreaterThanOrEqual(1_000_000)
  if (tried !== undefined) expect(ends(tried)).toBeLessThanOrEqual(900_000)
  if (evaluation !== undefined) {
    const { firstSeed: first, episodes: count } = evaluation as Record<string, number>
    expect(first).toBeGreaterThanOrEqual(900_000)
    expect(ends({ first: first ?? 0, count: count ?? 0 })).toBeLessThanOrEqual(1_000_000)
  }
})

test('the maker reads the book through filters', () => {
  const file = shipped.find(({ name }) => name === 'maker')?.file as string
  const { policy } = readPolicy(readFileSync(file, 'utf8'), file)
  expect(policy.shape.book?.layers.map(({ type }) => type)).toEqual(['conv', 'conv'])
})
