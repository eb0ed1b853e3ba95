import fc from 'fast-check'
import type {
  QuoteView,
  RequestView,
  SavedRequests,
} from '../../../../actors/exchange/request-for-quote/quote-state.ts'
import {
  createRequestForQuote,
  type QuoteSink,
  type RequestForQuote,
  type RequestForQuoteOptions,
} from '../../../../actors/exchange/request-for-quote/request-for-quote.ts'
import { Phase, Reason, Side } from '../../../../protocols/kind.ts'
import { ID_MAX, PRICE_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import type {
  PlainAsk,
  PlainOffer,
  PlainQuote,
  PlainQuotes,
  PlainRequest,
  PlainTerms,
  QuoteEvent,
} from './plain-quotes.ts'

/**
 * One thing that happens, `wait` ns after the one before it. With `aim`, it is meant for what then
 * lives, the one that this counts to: who says it, and of what, is changed accordingly.
 */
export type QuoteStep = { readonly wait: number; readonly aim?: number | undefined } & (
  | { readonly do: 'request'; readonly participant: number; readonly ask: PlainAsk }
  | { readonly do: 'quote'; readonly participant: number; readonly offer: PlainOffer }
  | {
      readonly do: 'take'
      readonly participant: number
      readonly orderId: number
      readonly venueOrder: number
      readonly size: number
    }
  | {
      readonly do: 'answer'
      readonly participant: number
      readonly venueOrder: number
      readonly answer: number
    }
  | { readonly do: 'cancel'; readonly participant: number; readonly orderId: number }
  | { readonly do: 'cancelAll'; readonly participant: number; readonly side: number }
  | { readonly do: 'enter'; readonly phase: number }
  | { readonly do: 'advance' }
)

/** The step, meant for something that lives where it has an aim and there is such a thing. */
export function aimed(
  step: QuoteStep,
  { requests }: SavedRequests,
  { dealers }: PlainTerms,
): QuoteStep {
  const { aim } = step
  if (aim === undefined) return step
  const nth = <T>(all: readonly T[]): T | undefined => all[aim % all.length]
  switch (step.do) {
    case 'quote': {
      const request = nth(requests)
      if (request === undefined) return step
      const side = request.side === 0 ? step.offer.side : request.side === 1 ? 2 : 1
      const participant = dealers[step.offer.orderId % dealers.length]?.participant ?? 0
      return { ...step, participant, offer: { ...step.offer, side, number: request.number } }
    }
    case 'take': {
      const found = nth(requests.flatMap((of) => of.quotes.map((quote) => ({ of, quote }))))
      if (found === undefined) return step
      const { participant, orderId } = found.of
      const size = step.size > 3 ? found.quote.size : step.size
      return { ...step, participant, orderId, venueOrder: found.quote.number, size }
    }
    case 'answer': {
      const quote = nth(requests.flatMap(({ quotes }) => quotes.filter(({ taken }) => taken > 0)))
      if (quote === undefined) return step
      return { ...step, participant: quote.participant, venueOrder: quote.number }
    }
    case 'cancel': {
      const own = nth(requests.flatMap((request) => [request, ...request.quotes]))
      if (own === undefined) return step
      return { ...step, participant: own.participant, orderId: own.orderId }
    }
    default:
      return step
  }
}

/** Does `step`. @returns the answer; 0 where there is none */
export function perform(real: RequestForQuote, step: QuoteStep, at: number): number {
  // Any number may stand anywhere: that is what is tested.
  const [now, { participant }] = [at as never, step as unknown as { participant: never }]
  switch (step.do) {
    case 'request':
      return real.request(participant, step.ask as never, now)
    case 'quote':
      return real.quote(participant, step.offer as never, now)
    case 'take':
      return real.take(participant, step as never, now)
    case 'answer':
      return real.answer(participant, step as never, now)
    case 'cancel':
      return real.cancel(participant, step.orderId as never, now)
    case 'cancelAll':
      return real.cancelAll(participant, step.side as Side, Reason.disconnected, now)
    case 'enter':
      real.enter(step.phase as Phase, now)
      return 0
    case 'advance':
      real.advance(now)
      return 0
  }
}

/** Does `step` plainly. @returns the answer; 0 where there is none */
export function performPlainly(plain: PlainQuotes, step: QuoteStep, now: number): number {
  switch (step.do) {
    case 'request':
      return plain.request(step.participant, step.ask, now)
    case 'quote':
      return plain.quote(step.participant, step.offer, now)
    case 'take':
      return plain.take(step.participant, step.orderId, step.venueOrder, step.size, now)
    case 'answer':
      return plain.answer(step.participant, step.venueOrder, step.answer, now)
    case 'cancel':
      return plain.cancel(step.participant, step.orderId, now)
    case 'cancelAll':
      return plain.cancelAll(step.participant, step.side, Reason.disconnected, now)
    case 'enter':
      plain.enter(step.phase, now)
      return 0
    case 'advance':
      plain.advance(now)
      return 0
  }
}

const requestOf = (view: RequestView): PlainRequest => {
  const { participant, orderId, number, side, size, open, expires } = view
  return { participant, orderId, number, side, size, open, expires }
}

const quoteOf = (view: QuoteView): PlainQuote => {
  const { participant, orderId, number, side, price, size, open, expires } = view
  return { participant, orderId, number, side, price, size, open, expires }
}

/** A venue's part that trades so, and what it says. */
export function liveQuotes(terms: PlainTerms): { real: RequestForQuote; events: QuoteEvent[] } {
  const events: QuoteEvent[] = []
  const say = (
    event: QuoteEvent['event'],
    view: RequestView,
    more: Partial<QuoteEvent> = {},
  ): void => {
    events.push({ event, request: requestOf(view), isOver: view.isOver, ...more })
  }
  const sink: QuoteSink = {
    requested: (request) => say('requested', request),
    invited: (dealer, request) => say('invited', request, { dealer }),
    offered: (quote, request) => say('offered', request, { quote: quoteOf(quote) }),
    looking: (quote, request, size, until) =>
      say('looking', request, { quote: quoteOf(quote), size, until }),
    traded: (quote, request, size) => say('traded', request, { quote: quoteOf(quote), size }),
    quoteEnded: (quote, request, reason) =>
      say('ended', request, { quote: quoteOf(quote), reason }),
    requestEnded: (request, reason) => say('ended', request, { reason }),
  }
  return { real: createRequestForQuote(terms as RequestForQuoteOptions, sink), events }
}

const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary })
const rarely = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof(weighted(12, usual), weighted(1, other))

// Few of each, so that they meet. 1 and 2 ask, 2 to 5 deal; numbers are those of a short day.
const requester = fc.constantFrom(1, 1, 2)
const dealer = fc.constantFrom(2, 3, 4, 5, 5)
const anyone = fc.constantFrom(1, 1, 2, 3, 4, 5, 6)
const orderId = fc.constantFrom(1, 2, 3, 4, 5, 6, ID_MAX)
const number = fc.integer({ min: 1, max: 12 })
const wrong = fc.constantFrom(-1, 1.5, Number.NaN, 2 ** 32, 0, 9)
const size = rarely(fc.integer({ min: 1, max: 6 }), fc.oneof(wrong, fc.constant(SIZE_MAX + 1)))
const expires = fc.oneof(
  weighted(8, fc.constant(0)),
  weighted(6, fc.integer({ min: 1, max: 250 })),
  weighted(1, wrong),
)
const wait = fc.oneof(weighted(2, fc.constant(0)), weighted(3, fc.integer({ min: 1, max: 9 })))

const aim = fc.oneof(weighted(4, fc.nat(7)), weighted(1, fc.constant(undefined)))

const ask: fc.Arbitrary<PlainAsk> = fc.record({
  orderId: rarely(orderId, wrong),
  onlySide: rarely(fc.constantFrom(0, 1, 2), wrong),
  size: rarely(fc.integer({ min: 3, max: 9 }), fc.oneof(wrong, fc.constant(SIZE_MAX))),
  expires,
})

const offer: fc.Arbitrary<PlainOffer> = fc.record({
  orderId: rarely(orderId, wrong),
  side: rarely(fc.constantFrom<number>(Side.buy, Side.sell), wrong),
  price: rarely(fc.integer({ min: 99, max: 101 }), fc.oneof(wrong, fc.constant(PRICE_MAX))),
  size: rarely(size, fc.constant(8_193)),
  number,
  expires,
})

const does = <Name extends QuoteStep['do'], Rest extends Record<string, fc.Arbitrary<unknown>>>(
  weight: number,
  name: Name,
  rest: Rest,
) => weighted(weight, fc.record({ wait, aim, do: fc.constant(name), ...rest }))

const step = fc.oneof(
  does(6, 'request', { participant: requester, ask }),
  does(12, 'quote', { participant: rarely(dealer, anyone), offer }),
  does(8, 'take', { participant: requester, orderId, venueOrder: rarely(number, wrong), size }),
  does(6, 'answer', {
    participant: dealer,
    venueOrder: rarely(number, wrong),
    answer: rarely(fc.constantFrom(0, 1), wrong),
  }),
  does(1, 'cancel', { participant: anyone, orderId }),
  does(1, 'cancelAll', { participant: anyone, side: fc.constantFrom(0, 0, 1, 2) }),
  does(1, 'enter', {
    phase: fc.constantFrom(
      ...Array.from({ length: 14 }, () => Phase.continuous),
      ...[Phase.halted, Phase.halted, ...Object.values(Phase)],
    ),
  }),
  does(2, 'advance', {}),
) as unknown as fc.Arbitrary<QuoteStep>

/** A day of requests and quotes, many of which find each other. */
export const quoteDay: fc.Arbitrary<QuoteStep[]> = fc.array(step, { maxLength: 60, size: 'max' })

/** Venues with dealers of every kind. */
export const quoteTerms: fc.Arbitrary<PlainTerms> = fc.record({
  dealers: fc.constantFrom(
    [{ participant: 2 }, { participant: 3 }, { participant: 5, hold: 6 }, { participant: 4 }],
    [{ participant: 4, hold: 0 }, { participant: 5 }, { participant: 2, hold: 30 }],
    [{ participant: 5 }],
  ),
  hold: fc.constantFrom(0, 0, 4, 12),
  silence: fc.constantFrom('reject' as const, 'accept' as const),
})
