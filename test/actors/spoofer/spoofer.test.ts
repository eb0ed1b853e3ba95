import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spooferParameters } from '../../../actors/spoofer/parameters.ts'
import { createSpoofer } from '../../../actors/spoofer/spoofer.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { HOUR, SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const begin = (given: Record<string, unknown> = {}) => {
  const parameters = spooferParameters.parse({ size: 5, layers: 3, layerSize: 50, ...given })
  const life = createFakeLife(createSpoofer(parameters, MARKET))
  life.enter('trading')
  life.quote(100, 103)
  return life
}

test('it wants a little on one side, shows much behind the other, and withdraws all when it has it', () => {
  const life = begin({ distance: 2 })
  life.run(2 * HOUR, 1)
  const terms = () => life.orders().map(({ side, price, size }) => [side, price, size] as const)
  expect(terms()).toEqual([
    [Side.buy, 100, 5],
    [Side.sell, 105, 50],
    [Side.sell, 106, 50],
    [Side.sell, 107, 50],
  ])
  const [wanted] = life.orders()
  life.hear({ kind: Kind.fill, orderId: wanted!.orderId, side: Side.buy })
  expect(life.said.at(-1)?.message.kind).toBe(Kind.massCancel)
  life.run(Number.MAX_SAFE_INTEGER, 2)
  // Then the other side, and what ended the first campaign does not end a second time.
  expect(terms().slice(4)).toEqual([
    [Side.sell, 103, 5],
    [Side.buy, 98, 50],
    [Side.buy, 97, 50],
    [Side.buy, 96, 50],
  ])
  expect(life.said.filter(({ message }) => message.kind === Kind.massCancel)).toHaveLength(1)
})

test('whatever fills, every campaign is withdrawn once, at its life’s end at the latest', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), (fills) => {
      const life = begin({ life: '5 s' })
      fills.forEach((isFilled, nth) => {
        const before = life.orders().length
        const began = life.timers()[0]?.at as number
        life.run(began, 1)
        const sent = life.orders().slice(before)
        expect(sent).toHaveLength(4)
        expect(sent[0]?.side).toBe(nth % 2 === 0 ? Side.buy : Side.sell)
        if (isFilled) life.hear({ kind: Kind.fill, orderId: sent[0]!.orderId })
        life.run(began + 5 * SECOND, 1)
        const withdrawals = life.said.filter(({ message }) => message.kind === Kind.massCancel)
        expect(withdrawals).toHaveLength(nth + 1)
        expect(withdrawals.at(-1)?.at).toBe(isFilled ? began : began + 5 * SECOND)
      })
    }),
    { numRuns: 40 },
  )
})

test('with a side empty it waits for its next campaign, and a halt ends the one in hand', () => {
  const life = begin()
  life.quote(100, 0)
  life.run(Number.MAX_SAFE_INTEGER, 1)
  expect([life.said, life.timers().length]).toEqual([[], 1])
  life.quote(100, 103)
  life.run(Number.MAX_SAFE_INTEGER, 1)
  expect(life.orders()).toHaveLength(4)
  life.enter('halted')
  life.run(Number.MAX_SAFE_INTEGER, 3)
  expect(life.said.filter(({ message }) => message.kind === Kind.massCancel)).toHaveLength(1)
  expect(life.orders()).toHaveLength(4)
})
