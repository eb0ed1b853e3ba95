import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Phase, Reason, Side } from '../../../../protocols/kind.ts'
import { NANOS_MAX, PRICE_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import { demandEqual } from '../demand.ts'
import { PlainQuotes, type PlainTerms } from './plain-quotes.ts'
import {
  aimed,
  liveQuotes,
  perform,
  performPlainly,
  type QuoteStep,
  quoteDay,
  quoteTerms,
} from './quote-steps.ts'

test('quotes on request agree with plain lists on every answer, report, time to wake and hash', () => {
  fc.assert(
    fc.property(quoteTerms, quoteDay, (terms, day) => {
      const { real, events } = liveQuotes(terms)
      const plain = new PlainQuotes(terms)
      let now = 0
      for (const anywhere of day) {
        now += anywhere.wait
        const step = aimed(anywhere, real.save(), terms)
        demandEqual(perform(real, step, now), performPlainly(plain, step, now))
        demandEqual(events, plain.events)
        demandEqual([real.wake, real.hash()], [plain.wake, plain.hash])
        events.length = 0
        plain.events = []
      }
    }),
    { numRuns: runs(1_000) },
  )
})

test('what is saved and restored goes on as if it had not been', () => {
  fc.assert(
    fc.property(quoteTerms, quoteDay, fc.nat(60), (terms, day, at) => {
      const one = liveQuotes(terms)
      const other = liveQuotes(terms)
      // What the other was is gone.
      perform(other.real, request(6, 1), 0)
      let now = 0
      day.forEach((anywhere, nth) => {
        now += anywhere.wait
        const step = aimed(anywhere, one.real.save(), terms)
        perform(one.real, step, now)
        if (nth === at) {
          const saved = JSON.stringify(one.real.save())
          one.events.length = 0
          other.real.restore(JSON.parse(saved))
          other.events.length = 0
          expect(JSON.stringify(other.real.save())).toBe(saved)
        } else if (nth > at) perform(other.real, step, now)
        if (nth < at) return
        demandEqual(other.events, one.events)
        demandEqual([other.real.wake, other.real.hash()], [one.real.wake, one.real.hash()])
      })
    }),
    { numRuns: runs(1_000) },
  )
})

test('how often the time is told changes nothing', () => {
  fc.assert(
    fc.property(quoteTerms, quoteDay, (terms, day) => {
      const told = liveQuotes(terms)
      const asked = liveQuotes(terms)
      let now = 0
      for (const anywhere of day) {
        for (let time = now; time < now + anywhere.wait; time++) told.real.advance(time as never)
        now += anywhere.wait
        const step = aimed(anywhere, told.real.save(), terms)
        perform(told.real, step, now)
        perform(asked.real, step, now)
        demandEqual(told.events, asked.events)
        demandEqual(told.real.hash(), asked.real.hash())
      }
    }),
    { numRuns: runs(1_000) },
  )
})

const request = (participant: number, orderId: number, more: object = {}): QuoteStep => ({
  ...{ wait: 0, do: 'request', participant, ask: { orderId, size: 10, ...more } },
})
const quote = (participant: number, number: number, more: object = {}): QuoteStep => ({
  ...{ wait: 0, do: 'quote', participant },
  offer: { orderId: 1, side: Side.sell, price: 101, size: 10, number, ...more },
})
const take = (venueOrder: number, size = 10): QuoteStep => ({
  ...{ wait: 0, do: 'take', participant: 9, orderId: 1, venueOrder, size },
})
const answer = (participant: number, venueOrder: number, yes: number): QuoteStep => ({
  ...{ wait: 0, do: 'answer', participant, venueOrder, answer: yes },
})
const enter = (phase: number): QuoteStep => ({ wait: 0, do: 'enter', phase })

const DEALERS: PlainTerms = {
  dealers: [{ participant: 2 }, { participant: 3 }],
  ...{ hold: 0, silence: 'reject' },
}

/** What the steps lead to, each at a time: each event as a line. */
function tell(terms: Partial<PlainTerms>, steps: readonly (readonly [number, QuoteStep])[]) {
  const { real, events } = liveQuotes({ ...DEALERS, ...terms })
  const answers = steps.map(([now, step]) => perform(real, step, now))
  const lines = events.map(({ event, request, quote, dealer, size, until, reason }) => {
    const what = quote === undefined ? `request ${request.number}` : `quote ${quote.number}`
    const words = [event, dealer, what, size && `for ${size}`, until && `until ${until}`]
    return [...words, reason && `as ${reason}`].filter((word) => word !== undefined).join(' ')
  })
  return { real, answers, events, lines }
}

test('a request invites each dealer but the one who asks, in the order of the venue', () => {
  expect(tell({}, [[0, request(9, 1)]]).lines).toEqual([
    'requested request 1',
    'invited 2 request 1',
    'invited 3 request 1',
  ])
  expect(tell({}, [[0, request(2, 1)]]).lines.slice(1)).toEqual(['invited 3 request 1'])
})

describe('a quote that is taken', () => {
  const asked: (readonly [number, QuoteStep])[] = [
    [0, request(9, 1)],
    [1, quote(2, 1)],
    [2, quote(3, 1, { price: 100 })],
  ]

  test('trades at once where nobody may look, and all else ends', () => {
    const { lines, events } = tell({}, [...asked, [3, take(3)]])
    expect(lines.slice(5)).toEqual([
      'traded quote 3 for 10',
      `ended quote 2 as ${Reason.notChosen}`,
    ])
    expect(events[5]).toMatchObject({ quote: { price: 100, open: 0 }, request: { open: 0 } })
  })

  test('in part leaves nothing behind: what is left of it and of the request ends too', () => {
    const { lines, real } = tell({}, [...asked, [3, take(3, 4)]])
    expect(lines.slice(5)).toEqual([
      'traded quote 3 for 4',
      `ended quote 3 as ${Reason.notChosen}`,
      `ended quote 2 as ${Reason.notChosen}`,
      `ended request 1 as ${Reason.notChosen}`,
    ])
    expect(real.save().requests).toEqual([])
  })

  test('is looked at where its dealer may: no ends it, and another may be taken', () => {
    const { lines, answers } = tell({ hold: 50 }, [
      ...asked,
      [10, take(3)],
      [10, take(2)],
      [59, answer(3, 3, 0)],
      [60, take(2)],
      [61, answer(2, 2, 1)],
    ])
    expect(answers.slice(3)).toEqual([0, Reason.tooLate, 0, 0, 0])
    expect(lines.slice(5)).toEqual([
      'looking quote 3 for 10 until 60',
      `ended quote 3 as ${Reason.lastLook}`,
      'looking quote 2 for 10 until 110',
      'traded quote 2 for 10',
    ])
  })

  test.each([
    ['reject', `ended quote 3 as ${Reason.lastLook}`],
    ['accept', 'traded quote 3 for 10'],
  ] as const)('and not spoken of until the end: %s', (silence, line) => {
    const { lines, answers, real } = tell({ hold: 50, silence }, [
      ...asked,
      [10, take(3)],
      [60, answer(3, 3, silence === 'reject' ? 1 : 0)],
    ])
    expect(answers[4]).toBe(Reason.tooLate)
    expect(lines[6]).toBe(line)
    expect(real.save().requests).toHaveLength(silence === 'reject' ? 1 : 0)
  })

  test('may be looked at by one dealer and not by another', () => {
    const terms = { hold: 50, dealers: [{ participant: 2, hold: 0 }, { participant: 3 }] }
    expect(tell(terms, [...asked, [10, take(2)]]).lines[5]).toBe('traded quote 2 for 10')
    expect(tell(terms, [...asked, [10, take(3)]]).lines[5]).toBe('looking quote 3 for 10 until 60')
  })

  test('may be looked at beyond its own life and its request’s, which then end', () => {
    const { lines, answers, real } = tell({ hold: 50 }, [
      [0, request(9, 1, { expires: 20 })],
      [1, quote(2, 1, { expires: 90 })],
      [19, take(2)],
      [39, quote(3, 1)],
      [40, answer(2, 2, 0)],
    ])
    expect(answers[3]).toBe(Reason.tooLate)
    expect(lines.slice(4)).toEqual([
      'looking quote 2 for 10 until 69',
      `ended quote 2 as ${Reason.lastLook}`,
      `ended request 1 as ${Reason.quoteExpired}`,
    ])
    expect(real.wake).toBe(Infinity)
  })

  test('does not trade once a halt has begun', () => {
    const { lines, answers } = tell({ hold: 50 }, [
      ...asked,
      [10, take(3)],
      [20, enter(Phase.halted)],
      [21, answer(3, 3, 1)],
      [22, take(2)],
      [30, enter(Phase.continuous)],
      [31, take(2)],
    ])
    expect(lines.slice(6)).toEqual([
      `ended quote 3 as ${Reason.halted}`,
      'looking quote 2 for 10 until 81',
    ])
    expect(answers.slice(5)).toEqual([Reason.tooLate, Reason.halted, 0, 0])
  })

  test('stays taken when its requester withdraws, whose request goes if it is denied', () => {
    const { lines, answers } = tell({ hold: 50 }, [
      ...asked,
      [10, take(3)],
      [11, { wait: 0, do: 'cancel', participant: 9, orderId: 1 }],
      [12, { wait: 0, do: 'cancelAll', participant: 9, side: 0 }],
      [13, answer(3, 3, 0)],
    ])
    expect(answers.slice(4)).toEqual([Reason.tooLate, 0, 0])
    expect(lines.slice(6)).toEqual([
      `ended quote 3 as ${Reason.lastLook}`,
      `ended quote 2 as ${Reason.notChosen}`,
      `ended request 1 as ${Reason.disconnected}`,
    ])
  })
})

test('a quote lives no longer than its request, however long it says', () => {
  const { events } = tell({}, [
    [0, request(9, 1, { expires: 100 })],
    [0, quote(2, 1, { expires: 400 })],
    [0, quote(3, 1)],
    [0, quote(3, 1, { orderId: 2, expires: 40 })],
  ])
  expect(events.slice(3).map(({ quote }) => quote?.expires)).toEqual([100, 100, 40])
})

test('every refusal has its reason', () => {
  const { answers } = tell({}, [
    [5, request(9, 0)],
    [5, request(9, 1, { onlySide: 3 })],
    [5, request(9, 1, { size: 0 })],
    [5, request(9, 1, { expires: 5 })],
    [5, request(9, 1, { onlySide: Side.buy, size: SIZE_MAX, expires: NANOS_MAX })],
    [5, request(9, 1)],
    [5, quote(4, 1)],
    [5, quote(2, 7)],
    [5, quote(2, 1, { side: Side.buy })],
    [5, quote(2, 1, { price: PRICE_MAX + 1 })],
    [5, quote(2, 1, { size: SIZE_MAX + 1 })],
    [5, quote(2, 1, { price: PRICE_MAX, size: 8_193 })],
    [5, quote(2, 1, { expires: 5 })],
    [5, quote(2, 1, { size: 8 })],
    [5, quote(2, 1)],
    [6, { ...take(2), orderId: 2 } as QuoteStep],
    [6, take(1)],
    [6, take(2, 9)],
    [6, answer(2, 2, 2)],
    [6, answer(2, 2, 1)],
    [6, answer(2, 8, 1)],
    [6, { wait: 0, do: 'cancel', participant: 9, orderId: 4 }],
    [7, take(2, 8)],
    [8, take(2, 8)],
    [8, quote(2, 1)],
  ])
  const { malformed, sizeOutOfRange, timeIsPast, duplicateOrderId, unknownQuote } = Reason
  expect(answers.slice(0, 6)).toEqual([
    ...[malformed, malformed, sizeOutOfRange, timeIsPast, 0, duplicateOrderId],
  ])
  expect(answers.slice(6, 15)).toEqual([
    ...[unknownQuote, unknownQuote, malformed, Reason.priceOutOfRange, sizeOutOfRange],
    ...[Reason.notionalOutOfRange, timeIsPast, 0, duplicateOrderId],
  ])
  expect(answers.slice(15)).toEqual([
    ...[Reason.unknownOrder, unknownQuote, sizeOutOfRange, malformed, unknownQuote],
    ...[unknownQuote, Reason.unknownOrder, 0, Reason.unknownOrder, Reason.tooLate],
  ])
})

test('at the close every request and quote ends, those that are looked at too', () => {
  const { lines } = tell({ hold: 50 }, [
    [0, request(9, 1)],
    [1, quote(2, 1)],
    [2, take(2)],
    [3, enter(Phase.closed)],
  ])
  expect(lines.slice(5)).toEqual([
    `ended quote 2 as ${Reason.sessionEnd}`,
    `ended request 1 as ${Reason.sessionEnd}`,
  ])
})

test('the same requests leave the same hash on every machine', () => {
  const { real } = tell({ hold: 50 }, [
    [0, request(9, 1, { expires: 2 ** 40 })],
    [1, quote(2, 1)],
    [2, quote(3, 1, { side: Side.buy, price: 99, size: 4 })],
    [3, take(3, 2)],
  ])
  expect(real.hash()).toBe(1_856_252_367)
})
