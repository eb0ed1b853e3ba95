import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createManualTrader } from '../../../actors/manual/manual.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { MINUTE, SECOND } from '../../../protocols/units.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { SMALL_MARKET } from '../../src/learning/small-market.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

test('it does what it was told, when it was told, in the order of time and then of asking', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 20 }), (times) => {
      const trader = createManualTrader()
      const done: [number, number][] = []
      times.forEach((at, nth) => {
        trader.at(at * SECOND, ({ context }) => done.push([context.now(), nth]))
      })
      const life = createFakeLife(trader.actor(MARKET))
      life.run(30 * SECOND)
      const planned = times
        .map((at, nth): [number, number] => [Math.max(1, at * SECOND), nth])
        .sort(([a, i], [b, j]) => a - b || i - j)
      expect(done).toEqual(planned)
      expect(life.timers()).toEqual([])
    }),
  )
})

test('what it hears it may answer at once, or later', () => {
  const trader = createManualTrader()
  trader.onMessage((message, { desk, context }) => {
    if (message.kind !== Kind.session) return
    desk.limit(Side.buy, 99, 1)
    trader.at(context.now() + SECOND, () => desk.cancelAll())
  })
  const life = createFakeLife(trader.actor(MARKET))
  life.run(5 * SECOND)
  life.hear({ kind: Kind.session })
  life.run(9 * SECOND)
  expect(life.said.map(({ at, message }) => [at, message.kind])).toEqual([
    [5 * SECOND, Kind.newOrder],
    [6 * SECOND, Kind.massCancel],
  ])
})

test('in a market it trades like anybody', () => {
  const trader = createManualTrader()
  let lots = 0
  trader.at(MINUTE, ({ desk }) => desk.market(Side.buy, 2))
  trader.onMessage((message) => {
    if (message.kind === Kind.fill || message.kind === Kind.partialFill) lots += message.size
  })
  const simulation = createSimulation(SMALL_MARKET, {
    actors: [{ key: 'me/0', actor: trader.actor }],
  })
  simulation.runUntil(2 * MINUTE)
  expect(lots).toBe(2)
})
