import { extendChain } from '../../../../protocols/hash.ts'
import { Phase, Reason } from '../../../../protocols/kind.ts'
import {
  ID_MAX,
  NANOS_MAX,
  NOTIONAL_MAX,
  PRICE_MAX,
  SIZE_MAX,
} from '../../../../protocols/units.ts'

/** A request as its sink is shown it. */
export interface PlainRequest {
  readonly participant: number
  readonly orderId: number
  readonly number: number
  readonly side: number
  readonly size: number
  readonly open: number
  readonly expires: number
}

/** A quote as its sink is shown it. */
export interface PlainQuote {
  readonly participant: number
  readonly orderId: number
  readonly number: number
  readonly side: number
  readonly price: number
  readonly size: number
  readonly open: number
  readonly expires: number
}

/** What was said: of which quote and request, and whether that request is over. */
export interface QuoteEvent {
  readonly event: 'requested' | 'invited' | 'offered' | 'looking' | 'traded' | 'ended'
  readonly request: PlainRequest
  readonly isOver: boolean
  readonly quote?: PlainQuote
  readonly dealer?: number
  readonly size?: number
  readonly until?: number
  readonly reason?: number
}

/** Who is asked, for how long each may look, and what silence means. */
export interface PlainTerms {
  readonly dealers: readonly { readonly participant: number; readonly hold?: number }[]
  readonly hold: number
  readonly silence: 'reject' | 'accept'
}

/** What is asked for; any number may stand anywhere. */
export interface PlainAsk {
  readonly orderId: number
  readonly onlySide?: number
  readonly size: number
  readonly expires?: number
}

/** What a dealer offers; any number may stand anywhere. */
export interface PlainOffer {
  readonly orderId: number
  readonly side: number
  readonly price: number
  readonly size: number
  readonly number: number
  readonly expires?: number
}

interface Asked extends PlainRequest {
  readonly leaving: number
}

interface Offered extends PlainQuote {
  readonly of: number
  readonly taken: number
  readonly until: number
}

/**
 * The plain twin of trading by quotes on request: a list of requests and a list of quotes, both by
 * number, and nothing that is not looked up in them. Time passes for it one thing that is due after
 * the other.
 */
export class PlainQuotes {
  events: QuoteEvent[] = []
  private readonly terms: PlainTerms
  private requests: Asked[] = []
  private quotes: Offered[] = []
  private numbered = 0
  private phase: number = Phase.continuous

  constructor(terms: PlainTerms) {
    this.terms = terms
  }

  request(participant: number, ask: PlainAsk, now: number): number {
    this.advance(now)
    if (this.phase !== Phase.continuous) return refusalIn(this.phase)
    const { orderId, onlySide: side = 0, size, expires = 0 } = ask
    if (!isAmong(orderId, 1, ID_MAX) || !isAmong(side, 0, 2)) return Reason.malformed
    if (!isAmong(expires, 0, NANOS_MAX)) return Reason.malformed
    if (!isAmong(size, 1, SIZE_MAX)) return Reason.sizeOutOfRange
    if (expires > 0 && expires <= now) return Reason.timeIsPast
    if (this.isTaken(participant, orderId)) return Reason.duplicateOrderId
    const number = ++this.numbered
    const request = { participant, orderId, number, side, size, open: size, expires, leaving: 0 }
    this.requests.push(request)
    this.say('requested', request, false)
    for (const { participant: dealer } of this.terms.dealers) {
      if (dealer !== participant) this.say('invited', request, false, { dealer })
    }
    return Reason.none
  }

  quote(participant: number, offer: PlainOffer, now: number): number {
    this.advance(now)
    if (this.phase !== Phase.continuous) return refusalIn(this.phase)
    const { orderId, side, price, size, expires = 0 } = offer
    if (!isAmong(orderId, 1, ID_MAX) || !isAmong(side, 1, 2)) return Reason.malformed
    if (!isAmong(expires, 0, NANOS_MAX)) return Reason.malformed
    const request = this.requests.find(({ number }) => number === offer.number)
    const isDealer = this.terms.dealers.some((dealer) => dealer.participant === participant)
    if (!isDealer || request?.participant === participant) return Reason.unknownQuote
    if (!request) return this.missing(offer.number)
    if (request.expires > 0 && request.expires <= now) return Reason.tooLate
    if (request.side === side) return Reason.malformed
    if (!isAmong(price, 1, PRICE_MAX)) return Reason.priceOutOfRange
    if (!isAmong(size, 1, request.size)) return Reason.sizeOutOfRange
    if (price * size > NOTIONAL_MAX) return Reason.notionalOutOfRange
    if (expires > 0 && expires <= now) return Reason.timeIsPast
    if (this.isTaken(participant, orderId)) return Reason.duplicateOrderId
    const ends = [expires, request.expires].filter((time) => time > 0)
    const quote: Offered = {
      ...{ participant, orderId, number: ++this.numbered, side, price, size, open: size },
      ...{ expires: ends.length > 0 ? Math.min(...ends) : 0, of: request.number },
      ...{ taken: 0, until: 0 },
    }
    this.quotes.push(quote)
    this.say('offered', request, false, { quote })
    return Reason.none
  }

  take(
    participant: number,
    orderId: number,
    venueOrder: number,
    size: number,
    now: number,
  ): number {
    this.advance(now)
    if (this.phase !== Phase.continuous) return refusalIn(this.phase)
    const request = this.requests.find(
      (each) => each.participant === participant && each.orderId === orderId,
    )
    if (!request) return Reason.unknownOrder
    if (this.isLookedAt(request)) return Reason.tooLate
    const quote = this.quotesOf(request).find(({ number }) => number === venueOrder)
    if (!quote) return this.missing(venueOrder)
    if (!isAmong(size, 1, quote.size)) return Reason.sizeOutOfRange
    const dealer = this.terms.dealers.find((each) => each.participant === quote.participant)
    const hold = dealer?.hold ?? this.terms.hold
    if (hold === 0) this.trade(request, quote, size)
    else {
      const until = now + hold
      this.say('looking', request, false, { quote, size, until })
      this.quotes = this.quotes.map((each) =>
        each === quote ? { ...quote, taken: size, until } : each,
      )
    }
    return Reason.none
  }

  answer(participant: number, venueOrder: number, answer: number, now: number): number {
    this.advance(now)
    if (![0, 1].includes(answer)) return Reason.malformed
    const quote = this.quotes.find(({ number }) => number === venueOrder)
    if (!quote) return this.missing(venueOrder)
    if (quote.participant !== participant || !quote.taken) return Reason.unknownQuote
    if (answer === 1) this.trade(this.requestOf(quote), quote, quote.taken)
    else this.deny(quote, Reason.lastLook)
    this.advance(now)
    return Reason.none
  }

  cancel(participant: number, orderId: number, now: number): number {
    this.advance(now)
    const isIt = (each: PlainRequest | PlainQuote): boolean =>
      each.participant === participant && each.orderId === orderId
    const request = this.requests.find(isIt)
    const quote = this.quotes.find(isIt)
    if (!request && !quote) return Reason.unknownOrder
    if ((request && this.isLookedAt(request)) || quote?.taken) return Reason.tooLate
    if (request) this.endRequest(request, Reason.requested, Reason.notChosen)
    if (quote) this.endQuote(quote, Reason.requested, false)
    return Reason.none
  }

  cancelAll(participant: number, side: number, reason: number, now: number): number {
    this.advance(now)
    const isIt = (each: PlainRequest | PlainQuote): boolean =>
      each.participant === participant && (side === 0 || each.side === side)
    this.requests = this.requests.map((request) =>
      isIt(request) && this.isLookedAt(request) ? { ...request, leaving: reason } : request,
    )
    const requests = this.requests.filter((each) => isIt(each) && !this.isLookedAt(each))
    const quotes = this.quotes.filter((each) => isIt(each) && !each.taken)
    const ending = [...requests, ...quotes].sort((a, b) => a.number - b.number)
    for (const each of ending) {
      if ('of' in each) this.endQuote(each, reason, false)
      else this.endRequest(each, reason, Reason.notChosen)
    }
    return ending.length
  }

  enter(phase: number, now: number): void {
    this.advance(now)
    this.phase = phase
    for (const request of this.requests) {
      if (phase === Phase.closed) this.endRequest(request, Reason.sessionEnd, Reason.sessionEnd)
      else if (phase !== Phase.continuous) {
        const taken = this.quotesOf(request).find((quote) => quote.taken)
        if (taken) this.deny(taken, refusalIn(phase))
      }
    }
    this.advance(now)
  }

  /** When each thing that is due of itself is due, the first of them first. */
  due(): { at: number; number: number }[] {
    const quotes = this.quotes.map((quote) => ({
      ...{ at: quote.taken ? quote.until : quote.expires, number: quote.number },
    }))
    const requests = this.requests
      .filter((request) => !this.isLookedAt(request))
      .map((request) => ({ at: request.expires, number: request.number }))
    const all = [...quotes, ...requests].filter(({ at }) => at > 0)
    return all.sort((a, b) => a.at - b.at || a.number - b.number)
  }

  get wake(): number {
    return this.due()[0]?.at ?? Infinity
  }

  advance(now: number): void {
    for (let [next] = this.due(); next && next.at <= now; [next] = this.due()) {
      const { number } = next
      const request = this.requests.find((each) => each.number === number)
      const quote = this.quotes.find((each) => each.number === number)
      if (request) this.endRequest(request, Reason.quoteExpired, Reason.quoteExpired)
      if (!quote) continue
      if (!quote.taken) this.endQuote(quote, Reason.quoteExpired, false)
      else if (this.terms.silence === 'reject') this.deny(quote, Reason.lastLook)
      else this.trade(this.requestOf(quote), quote, quote.taken)
    }
  }

  /** As documented. */
  get hash(): number {
    const chain = new Uint32Array(4)
    const absorb = (words: number[]): void =>
      extendChain(chain, 0, Uint32Array.from(words), 0, words.length)
    for (const request of this.requests) {
      const { participant, orderId, number, side, size, leaving, expires } = request
      absorb([participant, orderId, number, side, size, leaving, ...words(expires)])
      for (const quote of this.quotesOf(request)) {
        const { participant, orderId, number, side, price, size, taken } = quote
        absorb([participant, orderId, number, side, price, size, taken, 0])
        absorb([...words(quote.until), ...words(quote.expires)])
      }
    }
    absorb([this.numbered, this.phase, 0, 0])
    return chain.reduce((hash, word) => hash ^ word) >>> 0
  }

  private trade(request: Asked, quote: Offered, size: number): void {
    const given = { ...quote, open: quote.size - size }
    const got = { ...request, open: request.size - size }
    this.quotes = this.quotes.filter((each) => each !== quote)
    this.requests = this.requests.filter((each) => each !== request)
    this.say('traded', got, true, { quote: given, size })
    const { notChosen: reason } = Reason
    if (given.open > 0) this.say('ended', got, true, { quote: given, reason })
    for (const other of this.quotesOf(request))
      this.say('ended', got, true, { quote: other, reason })
    this.quotes = this.quotes.filter((each) => each.of !== request.number)
    if (got.open > 0) this.say('ended', got, true, { reason })
  }

  private deny(quote: Offered, reason: number): void {
    const request = this.requestOf(quote)
    this.endQuote(quote, reason, false)
    if (request.leaving) this.endRequest(request, request.leaving, Reason.notChosen)
  }

  private endQuote(quote: Offered, reason: number, isOver: boolean): void {
    this.quotes = this.quotes.filter((each) => each !== quote)
    this.say('ended', this.requestOf(quote), isOver, { quote, reason })
  }

  private endRequest(request: Asked, reason: number, quoteReason: number): void {
    for (const quote of this.quotesOf(request)) this.endQuote(quote, quoteReason, true)
    this.requests = this.requests.filter((each) => each !== request)
    this.say('ended', request, true, { reason })
  }

  private requestOf({ of }: Offered): Asked {
    return this.requests.find(({ number }) => number === of) as Asked
  }

  private quotesOf({ number }: PlainRequest): Offered[] {
    return this.quotes.filter(({ of }) => of === number)
  }

  private isLookedAt(request: PlainRequest): boolean {
    return this.quotesOf(request).some((quote) => quote.taken > 0)
  }

  private isTaken(participant: number, orderId: number): boolean {
    const all: (PlainRequest | PlainQuote)[] = [...this.requests, ...this.quotes]
    return all.some((each) => each.participant === participant && each.orderId === orderId)
  }

  private missing(number: number): number {
    const live = [...this.requests, ...this.quotes].map((each) => each.number)
    const wasGiven = isAmong(number, 1, this.numbered) && !live.includes(number)
    return wasGiven ? Reason.tooLate : Reason.unknownQuote
  }

  private say(
    event: QuoteEvent['event'],
    request: Asked,
    isOver: boolean,
    more: Omit<QuoteEvent, 'event' | 'request' | 'isOver' | 'quote'> & { quote?: Offered } = {},
  ): void {
    const { leaving: _, ...asked } = request
    const { quote, ...rest } = more
    if (quote === undefined)
      return void this.events.push({ event, request: asked, isOver, ...rest })
    const { of: _of, taken: _taken, until: _until, ...offered } = quote
    this.events.push({ event, request: asked, isOver, quote: offered, ...rest })
  }
}

function refusalIn(phase: number): number {
  if (phase === Phase.preOpen || phase === Phase.openingAuction) return Reason.notOpen
  return phase === Phase.halted || phase === Phase.volatilityAuction ? Reason.halted : Reason.closed
}

const words = (time: number): number[] => [time % 2 ** 32, Math.floor(time / 2 ** 32)]

const isAmong = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max
