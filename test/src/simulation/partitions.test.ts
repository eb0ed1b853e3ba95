import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomMarkets, stage } from '../cluster/market-stage.ts'
import { isReallyApart, runHere } from '../cluster/one-kernel.ts'
import { alike } from '../cluster/run-elsewhere.ts'

const RUNS = 8

test('markets of several venues, pipelines and machines leave one tape wherever anybody is', () => {
  let counted = 0
  const same = fc.property(randomMarkets(2_000), (market) => {
    const apart = runHere(stage(market), 'apart')
    fc.pre(isReallyApart(apart) && apart.events < 60_000)
    const together = runHere(stage(market), 'together')
    counted++
    expect(alike(apart)).toEqual(alike(together))
    expect(Buffer.compare(apart.bytes, together.bytes)).toBe(0)
  })
  fc.assert(same, { numRuns: RUNS, maxSkipsPerRun: 10 })
  expect(counted).toBeGreaterThanOrEqual(RUNS)
})

test('a run that an actor stops is stopped at the same event, with as many handled before it', () => {
  let stopped = 0
  fc.assert(
    fc.property(randomMarkets(400, [true]), (market) => {
      const together = runHere(stage(market), 'together')
      if (together.stopped !== '') stopped++
      expect(alike(runHere(stage(market), 'apart'))).toEqual(alike(together))
    }),
    { numRuns: 40 },
  )
  expect(stopped).toBeGreaterThan(10)
})
