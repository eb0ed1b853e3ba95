import { Kind, Side } from '../protocols/kind.ts'
import type { ActorContext, Feed, Listing, Market } from './actor.ts'

/** A price at which one could trade, and where. */
export interface Offer {
  readonly price: number
  readonly at: Listing
}

/** What a trader sees of all the venues of its instrument. */
export interface Router {
  /** The best price to buy (or sell) at, as far as it is seen; `undefined` where nobody offers. */
  best(side: Side): Offer | undefined
  /** Where an order with this limit goes: to the best offer if it would trade there, else home. */
  route(side: Side, price: number): Listing
}

/**
 * Sees its home venue by that venue's own feed, and the others through the consolidated one, as old
 * as that is; without one it sees its home alone. An offer elsewhere counts where it is better than
 * the one at home: at equal prices an order stays.
 *
 * Source: the routing of Wah and Wellman 2013 (section 3.1), after Regulation NMS.
 */
export function createRouter(context: ActorContext, market: Market): Router {
  const { consolidated, elsewhere = [] } = market
  const home: Listing = { venue: market.venue, instrument: market.instrument }
  const own = context.feed(home.venue, Kind.quote, home.instrument)
  const all: Feed<typeof Kind.nbbo> | undefined =
    consolidated && context.feed(consolidated.venue, Kind.nbbo, consolidated.instrument)

  const atHome = (side: Side): Offer | undefined => {
    const quote = context.observe(own)
    if (quote === undefined) return undefined
    const { bid, ask } = quote
    const price = side === Side.buy ? ask : bid
    return price === 0 ? undefined : { price, at: home }
  }

  const away = (side: Side): Offer | undefined => {
    const nbbo = all === undefined ? undefined : context.observe(all)
    if (nbbo === undefined) return undefined
    const { bid, bidVenue, ask, askVenue } = nbbo
    const [price, venue] = side === Side.buy ? [ask, askVenue] : [bid, bidVenue]
    const at = elsewhere.find((listing) => listing.venue === venue)
    return price === 0 || at === undefined ? undefined : { price, at }
  }

  const best = (side: Side): Offer | undefined => {
    const near = atHome(side)
    const far = away(side)
    if (far === undefined) return near
    if (near === undefined) return far
    return (side === Side.buy ? far.price < near.price : far.price > near.price) ? far : near
  }

  return {
    best,
    route(side, price) {
      const offer = best(side)
      if (offer === undefined) return home
      return (side === Side.buy ? price >= offer.price : price <= offer.price) ? offer.at : home
    },
  }
}
