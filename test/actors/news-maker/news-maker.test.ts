import { expect, test } from 'vitest'
import { createNewsMaker } from '../../../actors/news-maker/news-maker.ts'
import { newsMakerParameters } from '../../../actors/news-maker/parameters.ts'
import { Kind, Phase, Side } from '../../../protocols/kind.ts'
import { actorId, orderId } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const market = { ...MARKET, news: { venue: actorId(3), instrument: MARKET.instrument } }
const begin = (given: object = {}) => {
  const life = createFakeLife(createNewsMaker(newsMakerParameters.parse(given), market))
  life.enter('trading')
  return life
}
const placed = (life: ReturnType<typeof begin>) =>
  life.orders().map(({ orderId, side, price, size }) => [orderId, side, price, size])

test('upon news it cancels all, and quotes the value on both sides', () => {
  const life = begin({ halfSpread: 15, size: 3 })
  expect(life.said).toEqual([])
  life.hear({ kind: Kind.news, value: 1_000.4 })
  life.hear({ kind: Kind.news, value: 990 })
  const kinds = life.said.map(({ message }) => message.kind)
  const { massCancel, newOrder } = Kind
  expect(kinds).toEqual([massCancel, newOrder, newOrder, massCancel, newOrder, newOrder])
  expect(placed(life)).toEqual([
    [1, Side.buy, 985, 3],
    [2, Side.sell, 1_015, 3],
    [3, Side.buy, 975, 3],
    [4, Side.sell, 1_005, 3],
  ])
})

test('a quote that was filled it quotes again, but not one of before the last news', () => {
  const life = begin()
  life.hear({ kind: Kind.news, value: 1_000 })
  life.hear({ kind: Kind.fill, orderId: orderId(2) })
  expect(placed(life).at(-1)).toEqual([3, Side.sell, 1_010, 1])
  life.hear({ kind: Kind.news, value: 900 })
  const before = life.said.length
  life.hear({ kind: Kind.fill, orderId: orderId(1) })
  life.hear({ kind: Kind.fill, orderId: orderId(3) })
  expect(life.said.length).toBe(before)
})

test('in a halt it only listens, and quotes anew when trading goes on', () => {
  const life = begin()
  life.hear({ kind: Kind.news, value: 1_000 })
  life.enter('halted')
  const before = life.said.length
  life.hear({ kind: Kind.news, value: 1_100 })
  life.hear({ kind: Kind.fill, orderId: orderId(1) })
  expect(life.said.length).toBe(before)
  life.enter('trading')
  life.hear({ kind: Kind.session, phase: Phase.continuous })
  expect(placed(life).slice(2)).toEqual([
    [3, Side.buy, 1_090, 1],
    [4, Side.sell, 1_110, 1],
  ])
  life.hear({ kind: Kind.session, phase: Phase.continuous })
  life.enter('closing')
  life.hear({ kind: Kind.news, value: 900 })
  expect(placed(life)).toHaveLength(4)
})
