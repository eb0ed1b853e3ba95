import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Kind, Life } from '../../../protocols/kind.ts'
import { randomMarkets, stage } from '../cluster/market-stage.ts'
import { isReallyApart, runHere } from '../cluster/one-kernel.ts'
import { alike } from '../cluster/run-elsewhere.ts'
import { messagesIn } from './tape-messages.ts'

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

test('the markets that count have two venues, pipelines, machines, timers, failures and restarts', () => {
  const sample = fc.sample(randomMarkets(2_000), { numRuns: 8, seed: 42 })
  const seen = { counted: 0, pipelines: 0, machines: 0, severalVenues: 0, failures: 0, restarts: 0 }
  for (const market of sample) {
    const apart = runHere(stage(market), 'apart')
    if (!isReallyApart(apart) || apart.events >= 60_000) continue
    const { venues, traders } = market
    const said = messagesIn(apart.bytes)
    const whoOrders = new Set(
      said.flatMap((one) => (one.kind === Kind.newOrder ? [one.sender] : [])),
    )
    const orders = (way: string): number =>
      traders.filter((one, nth) => one.way === way && whoOrders.has((venues + nth) as never)).length
    seen.counted++
    seen.pipelines += orders('pipeline')
    seen.machines += orders('machine')
    seen.severalVenues += venues > 1 ? 1 : 0
    for (const one of said) {
      if (one.kind === Kind.failed) seen.failures++
      if (one.kind === Kind.lifecycle && one.state === Life.restarting) seen.restarts++
    }
  }
  expect(Object.values(seen).filter((times) => times < 3)).toEqual([])
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

test('where actors of several partitions fail in one window the first stops the run, or all end for good', () => {
  const trader = { way: 'chatter' as const, venue: 0, gap: 3, throws: 1, subscribes: true }
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 5, max: 50 }),
      fc.boolean(),
      (seed, delay, escalates) => {
        // All fail at their first timers, long before they could hear of one another.
        const market = stage({
          ...{ seed, end: 400, venues: 1, service: 0, delay, jitter: 0, escalates },
          traders: [1, 2, 3].map(() => ({ ...trader, talks: false })),
          placement: [0, 1, 2, 3],
        })
        const together = runHere(market, 'together')
        expect(together.stopped !== '').toBe(escalates)
        expect(alike(runHere(market, 'apart'))).toEqual(alike(together))
      },
    ),
    { numRuns: 30 },
  )
})
