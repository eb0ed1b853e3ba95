import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createConsolidatedFeed } from '../../../actors/consolidated-feed/consolidated-feed.ts'
import { Kind } from '../../../protocols/kind.ts'
import type { Body, Envelope } from '../../../protocols/message.ts'
import { actorId, instrumentId } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const elsewhere = [4, 7].map((venue) => ({ venue: actorId(venue), instrument: instrumentId(0) }))
const VENUES = [0, 4, 7]
const begin = () => createFakeLife(createConsolidatedFeed({}, { ...MARKET, elsewhere }))

interface Told {
  readonly venue: number
  readonly bid: number
  readonly ask: number
}
const tell = (life: ReturnType<typeof begin>, { venue, bid, ask }: Told): void => {
  const sizes = { bidSize: bid === 0 ? 0 : 3, askSize: ask === 0 ? 0 : 5 }
  const body = { kind: Kind.quote, instrument: 0, number: 1, bid, ask, ...sizes }
  life.hear({ ...body, sender: actorId(venue) } as unknown as Body & Envelope)
}

// Few prices, and some sides empty: so that venues tie and change places.
const price = fc.constantFrom(0, 98, 99, 100, 101, 102)
const quotes = fc.array(
  fc.record({ venue: fc.constantFrom(...VENUES, 9), bid: price, ask: price }),
  {
    minLength: 1,
    maxLength: 25,
  },
)

test('it tells the best of what each venue said last, where it stands, and only changes', () => {
  fc.assert(
    fc.property(quotes, (told) => {
      const life = begin()
      const last = new Map<number, Told>()
      let [bidVenue, askVenue] = [0, 0]
      let shown = { bid: 0, ask: 0, bidVenue: 0, askVenue: 0 }
      let number = 0
      for (const each of told) {
        const before = life.published.length
        tell(life, each)
        if (VENUES.includes(each.venue)) last.set(each.venue, each)
        const bid = Math.max(0, ...[...last.values()].map((one) => one.bid))
        const asks = [...last.values()].map((one) => one.ask).filter((ask) => ask > 0)
        const ask = asks.length === 0 ? 0 : Math.min(...asks)
        const pick = (held: number, side: 'bid' | 'ask', best: number): number => {
          if (best === 0) return 0
          if (last.get(held)?.[side] === best) return held
          return VENUES.find((venue) => last.get(venue)?.[side] === best) as number
        }
        bidVenue = pick(bidVenue, 'bid', bid)
        askVenue = pick(askVenue, 'ask', ask)
        const now = { bid, ask, bidVenue, askVenue }
        const said = life.published.slice(before).map(({ message }) => message)
        if (JSON.stringify(now) === JSON.stringify(shown)) {
          expect(said).toEqual([])
        } else {
          number++
          expect(said).toEqual([
            expect.objectContaining({ kind: Kind.nbbo, number, instrument: 0, ...now }),
          ])
        }
        shown = now
      }
    }),
  )
})

test('it hears every venue of its instrument', () => {
  expect(begin().subscribed).toEqual([Kind.quote, Kind.quote, Kind.quote])
})
