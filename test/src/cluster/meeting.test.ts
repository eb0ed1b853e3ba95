import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stageHash } from '../../../src/cluster/meeting.ts'
import { randomMarkets, stage } from './market-stage.ts'

test('partitions that would not run in step have other hashes: of who, where, how long, how far', () => {
  fc.assert(
    fc.property(randomMarkets(100), (market) => {
      const here = stageHash(stage(market))
      expect(stageHash(stage({ ...market, seed: market.seed + 1 }))).toBe(here)
      const { traders, placement } = market
      const [first, second] = placement as [number, number]
      const moved = placement.with(1, first === second ? 9 : first)
      for (const other of [
        { traders: traders.slice(1) },
        { placement: moved },
        { end: market.end + 1 },
        { delay: market.delay + 1 },
      ]) {
        expect(stageHash(stage({ ...market, ...other }))).not.toBe(here)
      }
    }),
  )
})
