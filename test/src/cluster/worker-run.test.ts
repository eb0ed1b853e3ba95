import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runOnWorkers } from '../../../src/cluster/worker-run.ts'
import { randomMarkets, sourceOf, stage } from './market-stage.ts'
import { isReallyApart, runHere } from './one-kernel.ts'
import { alike, follow } from './run-elsewhere.ts'

test('threads leave the tape of one kernel, to the byte', async () => {
  await fc.assert(
    fc.asyncProperty(randomMarkets(2_000, [false, false, true]), async (market) => {
      const staged = stage(market)
      const together = runHere(staged, 'together')
      fc.pre(together.events < 30_000)
      if (together.stopped === '') fc.pre(isReallyApart(runHere(staged, 'apart')))
      const apart = await follow(staged, (tape) => runOnWorkers(sourceOf(market), [tape]))
      expect(alike(apart)).toEqual(alike(together))
      expect(Buffer.compare(apart.bytes, together.bytes)).toBe(0)
    }),
    { numRuns: 2, maxSkipsPerRun: 30 },
  )
})
