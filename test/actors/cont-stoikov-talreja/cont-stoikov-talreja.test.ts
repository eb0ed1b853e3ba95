import { expect, test } from 'vitest'
import { createContStoikovTalreja } from '../../../actors/cont-stoikov-talreja/cont-stoikov-talreja.ts'
import { contStoikovTalrejaParameters } from '../../../actors/cont-stoikov-talreja/parameters.ts'
import { Kind } from '../../../protocols/kind.ts'
import { SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

test('limit orders come at the published rates, and beyond them by the power law', () => {
  const flow = createContStoikovTalreja(
    contStoikovTalrejaParameters.parse({ distanceMax: 7 }),
    MARKET,
  )
  const life = createFakeLife(flow, { now: MARKET.open })
  life.enter('trading')
  life.quote(1_000, 1_001)
  const seconds = 400
  life.run(MARKET.open + seconds * SECOND)
  // 1.92·6^−.52 and 1.92·7^−.52, by hand; 0: market orders.
  const rates = [0.94, 1.85, 1.51, 1.09, 0.88, 0.77, 0.756, 0.698]
  for (const [distance, rate] of rates.entries()) {
    const buy = distance === 0 ? 0 : 1_001 - distance
    const count = life.orders().filter(({ side, price }) => side === 1 && price === buy).length
    expect(Math.abs(count - rate * seconds), `${distance}`).toBeLessThan(
      4 * Math.sqrt(rate * seconds),
    )
  }
})

test('a book that would grow without end is refused', () => {
  expect(contStoikovTalrejaParameters.safeParse({ cancels: [0] }).success).toBe(false)
  expect(contStoikovTalrejaParameters.safeParse({ limits: [0] }).success).toBe(false)
  expect(contStoikovTalrejaParameters.safeParse({ distanceMax: 2 }).success).toBe(false)
})

test('with an opening it begins with those queues, and again when a best price has moved', () => {
  const opening = { bid: 2, ask: 1 }
  const flow = createContStoikovTalreja(contStoikovTalrejaParameters.parse({ opening }), MARKET)
  const life = createFakeLife(flow, { now: MARKET.open })
  life.enter('trading')
  const step = () => {
    const before = life.said.length
    life.run(life.timers()[0]?.at ?? 0, 1)
    return life.said.slice(before).map(({ message }) => {
      return message.kind === Kind.newOrder ? message.price : message.kind
    })
  }
  const begun = [Kind.massCancel, 100_000, 100_000, 100_001]
  expect(step()).toEqual(begun)
  life.quote(100_000, 100_001)
  expect(step()).not.toEqual(begun)
  life.quote(100_000, 100_002)
  expect(step()).toEqual(begun)
  life.quote(100_000, 100_001)
  expect(step()).not.toEqual(begun)
  life.quote(100_000, 0)
  expect(step()).toEqual(begun)
})
