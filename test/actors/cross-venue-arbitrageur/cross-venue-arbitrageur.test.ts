import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCrossVenueArbitrageur } from '../../../actors/cross-venue-arbitrageur/cross-venue-arbitrageur.ts'
import { crossVenueArbitrageurParameters } from '../../../actors/cross-venue-arbitrageur/parameters.ts'
import { Kind, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { Body, Envelope } from '../../../protocols/message.ts'
import { actorId, instrumentId } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const elsewhere = [{ venue: actorId(4), instrument: instrumentId(0) }]
const begin = (given: object = {}) => {
  const parameters = crossVenueArbitrageurParameters.parse(given)
  const life = createFakeLife(createCrossVenueArbitrageur(parameters, { ...MARKET, elsewhere }))
  life.enter('trading')
  return life
}
const tell = (life: ReturnType<typeof begin>, venue: number, bid: number, ask: number): void => {
  const body = { kind: Kind.quote, instrument: 0, number: 1, bid, bidSize: 5, ask, askSize: 4 }
  life.hear({ ...body, sender: actorId(venue) } as unknown as Body & Envelope)
}

test('where one venue bids enough more than the other asks, it buys here and sells there', () => {
  const life = begin({ size: 10 })
  tell(life, 0, 990, 1_000)
  tell(life, 4, 1_001, 1_010)
  expect(life.said.map(({ to, message }) => [to, message])).toEqual([
    [0, expect.objectContaining({ side: Side.buy, price: 1_000, size: 4 })],
    [4, expect.objectContaining({ side: Side.sell, price: 1_001, size: 4 })],
  ])
  for (const { timeInForce } of life.orders())
    expect(timeInForce).toBe(TimeInForce.immediateOrCancel)
})

test('it acts only for its margin, and not again before both legs have ended', () => {
  const prices = fc.integer({ min: 990, max: 1_010 })
  fc.assert(
    fc.property(prices, prices, fc.constantFrom(0, 0.001, 0.005), (bid, ask, margin) => {
      const life = begin({ margin })
      tell(life, 0, ask - 5, ask)
      tell(life, 4, bid, bid + 5)
      const here = ask * (1 + margin) <= bid
      const there = (bid + 5) * (1 + margin) <= ask - 5
      expect(life.orders().length).toBe(here || there ? 2 : 0)
      tell(life, 4, bid, bid + 5)
      life.hear({ kind: Kind.expired })
      expect(life.orders().length).toBe(here || there ? 2 : 0)
      life.hear({ kind: Kind.fill })
      expect(life.orders().length).toBe(here || there ? 4 : 0)
    }),
  )
})
