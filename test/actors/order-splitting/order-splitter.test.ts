import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createOrderSplitter,
  drawChildren,
  PARENT_DONE,
} from '../../../actors/order-splitting/order-splitter.ts'
import { orderSplittingParameters } from '../../../actors/order-splitting/parameters.ts'
import { Kind, OrderType } from '../../../protocols/kind.ts'
import { HOUR, MINUTE } from '../../../protocols/units.ts'
import { createFakeLife, createFakeRandom, MARKET } from '../fake-context.ts'

/** A life of which publications are heard as well. */
function live(given: object, seed: number, until = 3 * HOUR) {
  const parameters = orderSplittingParameters.parse({ childSize: 3, wakeMean: '10 s', ...given })
  const parents: { a: number; b: number; at: number }[] = []
  const actor = createOrderSplitter(parameters, MARKET)
  const life = createFakeLife(
    (context) =>
      actor({
        ...context,
        publish: (_feed, message) => {
          const { subject, a, b } = message as { subject: number; a: number; b: number }
          expect(subject).toBe(PARENT_DONE)
          parents.push({ a, b, at: context.now() })
        },
      }),
    { seed },
  )
  life.enter('trading')
  life.run(until)
  const orders = life.said.flatMap(({ at, message }) =>
    message.kind === Kind.newOrder ? [{ at, ...message }] : [],
  )
  return { life, orders, parents }
}

test('children of a parent are market orders of one size and side, and it is told when they are done', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { orders, parents } = live({}, seed)
      let place = 0
      for (const { a, b, at } of parents) {
        const children = orders.slice(place, place + Math.abs(a) / 3)
        place += children.length
        expect(children[0]?.at).toBe(b)
        expect(children.at(-1)?.at).toBe(at)
        for (const { side, size, orderType } of children) {
          expect([side, size, orderType]).toEqual([a > 0 ? 1 : 2, 3, OrderType.market])
        }
      }
      // What is left is the parent in hand, of one side.
      expect(new Set(orders.slice(place).map(({ side }) => side)).size).toBeLessThan(2)
    }),
    { numRuns: 50 },
  )
})

test('without splitting the same parents are one order each, as far apart', () => {
  const split = live({}, 5, 8 * HOUR)
  const whole = live({ splits: false }, 5, 8 * HOUR)
  expect(whole.orders.map(({ size }) => size)).toEqual(whole.parents.map(({ a }) => Math.abs(a)))
  const volume = ({ orders }: typeof split): number =>
    orders.reduce((sum, { size }) => sum + size, 0)
  expect(volume(whole) / volume(split)).toBeGreaterThan(0.7)
  expect(volume(whole) / volume(split)).toBeLessThan(1.4)
})

test('of parents n to the −α have n children or more', () => {
  const random = createFakeRandom(1)
  const parameters = { exponent: 1.5, childrenMax: 1000 }
  const sizes = Array.from({ length: 20_000 }, () => drawChildren(parameters, random))
  for (const least of [2, 4, 10]) {
    const share = sizes.filter((size) => size >= least).length / sizes.length
    expect(share / least ** -1.5).toBeCloseTo(1, 0)
  }
  expect(Math.min(...sizes)).toBe(1)
  expect(
    Math.max(
      ...Array.from({ length: 999 }, () =>
        drawChildren({ exponent: 1.01, childrenMax: 7 }, random),
      ),
    ),
  ).toBe(7)
})

test('before the open and in a halt it only sleeps on', () => {
  const parameters = orderSplittingParameters.parse({ wakeMean: '1 min' })
  const life = createFakeLife(createOrderSplitter(parameters, MARKET))
  life.run(29 * MINUTE)
  life.enter('halted')
  life.run(2 * HOUR)
  expect(life.said).toEqual([])
  expect(life.timers()).toHaveLength(1)
})
