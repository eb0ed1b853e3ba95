import { expect, test } from 'vitest'
import {
  breakRings,
  createSharedRings,
  createWorkerTransport,
} from '../../../src/transport/worker.ts'

test('whoever waits when several partitions are gone is told of the first', () => {
  const rings = createSharedRings(3, true)
  breakRings(rings, 1)
  breakRings(rings, 0)
  for (const self of [2, 3]) {
    expect(() => createWorkerTransport(rings, self).drain(() => {})).toThrow('partition 1 is gone')
  }
})
