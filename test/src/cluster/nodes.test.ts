import { expect, test } from 'vitest'
import { createNodes } from '../../../src/cluster/nats-run.ts'

// A patience below 0 is over at once, one of an hour never.
test('the first who says nothing is named, also where it is the first of all', () => {
  const nodes = createNodes(2)
  expect([nodes.join('left'), nodes.isFull(), nodes.join('right'), nodes.isFull()]).toEqual([
    ...[0, false],
    ...[1, true],
  ])
  expect(nodes.silentFor(-1)).toBe('node left (partition 0)')
  expect(nodes.silentFor(3_600_000)).toBeUndefined()
})
