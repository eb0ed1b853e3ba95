import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEpisodes } from '../../../src/learning/episodes.ts'
import { createSeenChain } from './seen-chain.ts'

test('a row of episodes that was saved goes on from where it stood, and shows the same', () => {
  const actions = fc.array(fc.nat(1), { maxLength: 130 })
  fc.assert(
    fc.property(actions, fc.nat(1), fc.nat(100), (actions, next, seed) => {
      const whole = createEpisodes(createSeenChain(), seed)
      const nobody = (): void => {}
      for (const action of actions) {
        whole.see(nobody)
        whole.step(action)
      }
      const other = createEpisodes(createSeenChain(), seed, structuredClone(whole.save()))
      expect(other.save()).toEqual(whole.save())
      expect(other.see(nobody)).toEqual(whole.see(nobody))
      expect(other.step(next)).toEqual(whole.step(next))
      expect([other.begun(), other.recent()]).toEqual([whole.begun(), whole.recent()])
    }),
    { numRuns: 50 },
  )
})
