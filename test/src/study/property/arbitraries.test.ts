import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type BookOrder,
  type BookSink,
  cancel,
  createBook,
  submit,
} from '../../../../actors/exchange/index.ts'
import { Reason } from '../../../../protocols/kind.ts'
import { parseScenario } from '../../../../src/simulation/scenario/load.ts'
import { attack } from '../../../../src/study/property/market-property.ts'
import {
  type FlowStep,
  INVARIANTS,
  isConserved,
  isUncrossed,
  latencies,
  type MarketProperty,
  orderFlows,
  sessions,
  smallMarkets,
  valueMarkets,
} from '../../../../src/testing.ts'

describe('sessions, latencies and the markets made of them', () => {
  test('can all be run', () => {
    const markets = smallMarkets({ minutes: 2, session: sessions(), latency: latencies() })
    fc.assert(
      fc.property(fc.oneof(markets, valueMarkets()), (file) => {
        const { session, latency } = parseScenario(JSON.stringify(file), 'found')
        expect(session.open).toBeLessThan(session.close)
        expect(['constant', 'uniform', 'distance', 'links']).toContain(latency.type)
      }),
    )
  })
})

describe('a flow of orders', () => {
  const silent: BookSink = {
    accepted() {},
    fill() {},
    replaced() {},
    cancelled() {},
    expired() {},
  }

  test('is one that a book takes: no order is malformed, no number is used twice', () => {
    fc.assert(
      fc.property(orderFlows(), (flow) => {
        const book = createBook()
        let now = 0
        const sent = new Set<string>()
        for (const step of flow) {
          now += step.after
          const id = `${step.participant}/${step.orderId}`
          if (step.do === 'cancel') {
            expect(sent.has(id)).toBe(true)
            cancel(book, step.participant as never, step.orderId as never, silent)
            continue
          }
          expect(sent.has(id)).toBe(false)
          sent.add(id)
          const order = { ...step.order, orderId: step.orderId } as unknown as BookOrder
          expect(submit(book, step.participant as never, order, silent, now as never)).toBe(
            Reason.none,
          )
        }
      }),
    )
  })

  test('shrinks to the two orders that trade', () => {
    const trades = (flow: readonly FlowStep[]): boolean => {
      const book = createBook()
      let isTraded = false
      const sink = {
        ...silent,
        fill: () => {
          isTraded = true
        },
      }
      for (const step of flow) {
        if (step.do !== 'submit') continue
        const order = { ...step.order, orderId: step.orderId } as unknown as BookOrder
        submit(book, step.participant as never, order, sink, 0 as never)
      }
      return isTraded
    }
    const found = fc.check(
      fc.property(orderFlows(), (flow) => !trades(flow)),
      {
        endOnFailure: false,
      },
    )
    expect(found.counterexample?.[0]).toHaveLength(2)
  })
})

describe('invariants', () => {
  const markets = smallMarkets({
    minutes: 2,
    noise: 10,
    session: sessions(2),
    latency: latencies(),
  })
  const property = (holds: MarketProperty['holds']): MarketProperty => ({
    ...{ says: 'it holds', markets, measures: {}, holds },
  })

  test('hold of markets, whatever their day and their latency', () => {
    let filled = 0
    const sound = property((play) => {
      const played = play()
      filled += played.facts.filled
      return INVARIANTS.every((holds) => holds(played))
    })
    expect(attack(sound, 7, 12)).toBeNull()
    expect(filled).toBeGreaterThan(0)
  })

  test('do not hold of facts that break them', () => {
    const facts = { positions: [0], cash: 0, crossed: 0, printed: 2, filled: 4, unpriced: 0 }
    for (const [nth, bad] of [{ positions: [1] }, { filled: 3 }, { unpriced: 1 }].entries()) {
      expect(INVARIANTS.map((holds) => holds({ facts: { ...facts, ...bad } }))).toEqual(
        INVARIANTS.map((_, place) => place !== nth),
      )
    }
    expect(isConserved({ facts: { ...facts, cash: 1 } })).toBe(false)
    expect(isUncrossed({ facts: { ...facts, crossed: 1 } })).toBe(false)
  })
})
