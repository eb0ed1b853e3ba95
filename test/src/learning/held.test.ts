import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { createMarketEnvironment } from '../../../src/learning/market-environment.ts'
import { createMarketTask } from '../../../src/learning/market-task.ts'
import { SMALL_MARKET } from './small-market.ts'

const TASK = createMarketTask({
  ...{ from: '20 s', interval: '3 s', settle: '1 s', steps: 25 },
  observe: ['held-for', 'held-gain'],
  act: { type: 'target', size: 2 },
  reward: ['wealth-change'],
})

interface Told {
  readonly position: number
  readonly mid: number
}

test('how long, and to what gain, is counted from the moment at which a side was taken up', () => {
  fc.assert(
    fc.property(fc.nat(9_999), (seed) => {
      const environment = createMarketEnvironment(SMALL_MARKET, { task: TASK })
      const random = createRandomStream(rootKey(seed, 'action'))
      const { observation, info } = environment.reset({ seed })
      const seen = [[...observation]]
      const told = [info as unknown as Told]
      for (let isOver = false; !isOver; ) {
        // It keeps what it has more often than not, so that something is held for a while.
        const side = Math.sign((told.at(-1) as Told).position)
        const step = environment.step(random.chance(0.7) ? side + 1 : random.integer(0, 2))
        seen.push([...step.observation])
        told.push(step.info as unknown as Told)
        isOver = step.truncated
      }
      environment.close()
      let taken = 0
      told.forEach(({ position, mid }, nth) => {
        const before = told[nth - 1]
        if (Math.sign(position) !== Math.sign(before?.position ?? 0)) taken = nth - 1
        const side = Math.sign(position)
        const then = (told[taken] as Told | undefined)?.mid as number
        const gain = side > 0 ? mid - then : then - mid
        expect(seen[nth]).toEqual(side === 0 ? [0, 0] : [nth - taken, gain])
      })
      expect(Math.max(...seen.map(([held]) => held as number))).toBeGreaterThan(1)
    }),
    { numRuns: 6, seed: 42 },
  )
})
