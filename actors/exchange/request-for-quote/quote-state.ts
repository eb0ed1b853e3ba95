import { CHAIN_WORDS, extendChain } from '../../../protocols/hash.ts'
import { Phase, type Reason, type Side } from '../../../protocols/kind.ts'
import type { ActorId, Lots, Nanos, OrderId, Ticks } from '../../../protocols/units.ts'

/** A request as it stands. */
export interface RequestView {
  readonly participant: ActorId
  readonly orderId: OrderId
  /** The venue's number for it, from 1: requests and quotes are counted as one. */
  readonly number: number
  /** What the requester would do; 0: either. */
  readonly side: Side | 0
  readonly size: Lots
  /** What it has not traded. */
  readonly open: Lots
  /** When it ends, in ns since the session's start; 0: with the session. */
  readonly expires: Nanos
  /** It ends in this moment: what is said of its quotes is part of that. */
  readonly isOver: boolean
}

/** A dealer's quote as it stands. */
export interface QuoteView {
  /** The dealer. */
  readonly participant: ActorId
  readonly orderId: OrderId
  readonly number: number
  /** What the dealer would do. */
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly open: Lots
  /** When it ends, no later than its request; 0: with that. */
  readonly expires: Nanos
}

/** A quote that can be taken, or has been and is being looked at. */
export interface LiveQuote extends QuoteView {
  /** The number of its request. */
  readonly request: number
  open: Lots
  /** Lots that were taken and that its dealer looks at; 0: none. */
  taken: Lots
  /** Until when its dealer looks; 0 where it does not. */
  until: Nanos
}

/** A request that has not ended. */
export interface LiveRequest extends RequestView {
  open: Lots
  isOver: boolean
  /** Why it ends when the look at its quote is over, unless that trades; 0: it goes on. */
  leaving: Reason
  /** Its quotes, by number. */
  readonly quotes: LiveQuote[]
}

type SavedRequest = Omit<LiveRequest, 'isOver' | 'open' | 'quotes'> & {
  readonly quotes: readonly Omit<LiveQuote, 'open' | 'request'>[]
}

/** The state of a request for quote as plain values. */
export interface SavedRequests {
  /** By number, each with its quotes by theirs. */
  readonly requests: readonly SavedRequest[]
  readonly numbered: number
  readonly phase: Phase
}

/** Something that is due at a time of its own. */
export interface Due {
  readonly at: number
  readonly request: LiveRequest
  /** The quote that is due; `undefined`: the request itself. */
  readonly quote: LiveQuote | undefined
}

/** All that a venue remembers of the requests and quotes that have not ended. */
export class QuoteState {
  readonly requests = new Map<number, LiveRequest>()
  readonly quotes = new Map<number, LiveQuote>()
  /** Requests and quotes taken in so far, which is the newest one's number. */
  numbered = 0
  phase: Phase = Phase.continuous

  add(request: LiveRequest): void {
    this.requests.set(request.number, request)
  }

  addQuote(quote: LiveQuote): void {
    this.quotes.set(quote.number, quote)
    this.requestOf(quote).quotes.push(quote)
  }

  /** Takes out a quote of a request that is there. */
  removeQuote(quote: LiveQuote): void {
    this.quotes.delete(quote.number)
    const { quotes } = this.requestOf(quote)
    quotes.splice(quotes.indexOf(quote), 1)
  }

  requestOf({ request }: LiveQuote): LiveRequest {
    return this.requests.get(request) as LiveRequest
  }

  /** What lives of the participant by that number of its own. */
  find(participant: ActorId, orderId: OrderId): LiveRequest | LiveQuote | undefined {
    return this.ownedBy(participant).find((own) => own.orderId === orderId)
  }

  /** What lives of the participant, by number. */
  ownedBy(participant: ActorId): (LiveRequest | LiveQuote)[] {
    const all = [...this.requests.values(), ...this.quotes.values()]
    return all.filter((own) => own.participant === participant).sort((a, b) => a.number - b.number)
  }

  /** Whether the number was given to something that has ended. */
  hasEnded(number: number): boolean {
    const isLive = this.requests.has(number) || this.quotes.has(number)
    return Number.isInteger(number) && number >= 1 && number <= this.numbered && !isLive
  }

  /** What is due first, and of equals what was numbered first; `undefined` where nothing is. */
  next(): Due | undefined {
    let first: Due | undefined
    const look = (at: number, request: LiveRequest, quote?: LiveQuote): void => {
      if (at !== 0 && (first === undefined || at < first.at || isOlder(at, request, quote))) {
        first = { at, request, quote }
      }
    }
    const isOlder = (at: number, request: LiveRequest, quote?: LiveQuote): boolean => {
      const { at: time, request: its, quote: other } = first as Due
      return at === time && (quote ?? request).number < (other ?? its).number
    }
    for (const request of this.requests.values()) {
      if (lookedAt(request) === undefined) look(request.expires, request)
      for (const quote of request.quotes) look(quote.until || quote.expires, request, quote)
    }
    return first
  }

  save(): SavedRequests {
    const { numbered, phase } = this
    const requests = [...this.requests.values()].map(({ open: _, isOver: _is, ...request }) => ({
      ...request,
      quotes: request.quotes.map(({ open: _, request: _of, ...quote }) => quote),
    }))
    return { requests, numbered, phase }
  }

  /** Takes on a saved state. Only for one that has none yet. */
  restore({ requests, numbered, phase }: SavedRequests): void {
    for (const { quotes, ...request } of requests) {
      this.add({ ...request, open: request.size, isOver: false, quotes: [] })
      for (const quote of quotes) {
        this.addQuote({ ...quote, open: quote.size, request: request.number })
      }
    }
    this.numbered = numbered
    this.phase = phase
  }

  /**
   * The identity of the state, 0..2^32 − 1: a chain (see `extendChain`) of eight words a request,
   * by number, each followed by twelve for each of its quotes, and of four at the end; its four
   * words are folded by exclusive or. A request: participant, order id, number, side, size,
   * `leaving`, `expires` in two words, low and high. A quote: dealer, order id, number, side,
   * price, size, lots taken, 0, `until` in two words, `expires` in two words. At the end: what was
   * numbered, phase, 0, 0.
   */
  hash(): number {
    const chain = new Uint32Array(CHAIN_WORDS)
    const absorb = (row: readonly number[]): void =>
      extendChain(chain, 0, Uint32Array.from(row), 0, row.length)
    for (const request of this.requests.values()) {
      const { participant, orderId, number, side, size, leaving, expires } = request
      absorb([participant, orderId, number, side, size, leaving, ...wordsOf(expires)])
      for (const quote of request.quotes) {
        const { participant, orderId, number, side, price, size, taken } = quote
        absorb([participant, orderId, number, side, price, size, taken, 0])
        absorb([...wordsOf(quote.until), ...wordsOf(quote.expires)])
      }
    }
    absorb([this.numbered, this.phase, 0, 0])
    return chain.reduce((hash, word) => hash ^ word) >>> 0
  }
}

/** The quote of a request that its dealer looks at, where there is one. */
export const lookedAt = (request: LiveRequest): LiveQuote | undefined =>
  request.quotes.find((quote) => quote.taken > 0)

const wordsOf = (time: number): readonly [number, number] => [
  time >>> 0,
  Math.floor(time / 2 ** 32),
]
