/**
 * What a message is. Numbers are part of the wire format and never change their meaning; gaps leave
 * room inside a family.
 */
export const Kind = {
  // To oneself, from the runtime: never on a wire, never on the tape.
  start: 1,
  timer: 2,
  // Notes: an actor's record of what happened to it; on the tape, delivered to nobody.
  lifecycle: 8,
  dropped: 9,
  failed: 10,
  // Order entry: participant to venue.
  newOrder: 16,
  cancelOrder: 17,
  replaceOrder: 18,
  massCancel: 19,
  disconnect: 20,
  quoteRequest: 21,
  dealerQuote: 22,
  quoteTake: 23,
  lastLookAnswer: 24,
  snapshotRequest: 25,
  // Execution reports: venue to participant.
  accepted: 32,
  rejected: 33,
  partialFill: 34,
  fill: 35,
  cancelled: 36,
  replaced: 37,
  expired: 38,
  refused: 39,
  massCancelled: 40,
  triggered: 41,
  repriced: 42,
  quoteInvite: 43,
  quoteOffered: 44,
  lastLook: 45,
  quoteEnded: 46,
  // Market data: venue to everyone who reads the feed.
  trade: 48,
  quote: 49,
  depthByPrice: 50,
  depthByOrder: 51,
  imbalance: 52,
  indicative: 53,
  cross: 54,
  // The session of a venue: venue to everyone.
  session: 56,
  // What becomes known of an instrument's value: a source of news to everyone.
  news: 57,
  // The best quote over several venues: a consolidated feed to everyone.
  nbbo: 58,
  // The book as the public sees it, on request: venue to participant.
  snapshotLevel: 60,
  snapshotEnd: 61,
  // A user's own, told apart by their subject.
  custom: 128,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/** The side of an order, or of the aggressor in a trade. */
export const Side = { buy: 1, sell: 2 } as const
export type Side = (typeof Side)[keyof typeof Side]

/** How an order is priced: at its limit or better, or at whatever stands. */
export const OrderType = { limit: 1, market: 2 } as const
export type OrderType = (typeof OrderType)[keyof typeof OrderType]

/**
 * How long an order lives: until the session closes; until it has met the book once (immediate or
 * cancel); wholly at once or not at all (fill or kill); until a time of its own; or for the next
 * auction alone. In continuous trading a market order never rests: `day` is read as
 * `immediateOrCancel`.
 */
export const TimeInForce = {
  day: 1,
  immediateOrCancel: 2,
  fillOrKill: 3,
  goodTillTime: 4,
  auction: 5,
} as const
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce]

/** What becomes of an order that must not take: it is refused, or slides a tick behind the touch. */
export const PostOnly = { none: 0, reject: 1, slide: 2 } as const
export type PostOnly = (typeof PostOnly)[keyof typeof PostOnly]

/** What an order's price follows: its own side's best, the middle, or the other side's best. */
export const Peg = { none: 0, near: 1, mid: 2, far: 3 } as const
export type Peg = (typeof Peg)[keyof typeof Peg]

/**
 * What happens where an order would trade with one of its own participant's; the incoming order
 * says. `venue`: what the venue does where nothing is said.
 */
export const SelfTrade = {
  venue: 0,
  allow: 1,
  cancelNewest: 2,
  cancelOldest: 3,
  cancelBoth: 4,
  decrementAndCancel: 5,
} as const
export type SelfTrade = (typeof SelfTrade)[keyof typeof SelfTrade]

/** Who waited and who came in a fill; in an auction nobody did. */
export const Role = { maker: 1, taker: 2, auction: 3 } as const
export type Role = (typeof Role)[keyof typeof Role]

/** Why a request was refused, or why an order ended without a full fill. A closed list. */
export const Reason = {
  none: 0,
  // An order or a request was refused.
  malformed: 1,
  unknownInstrument: 2,
  notOpen: 3,
  halted: 4,
  closed: 5,
  duplicateOrderId: 6,
  unknownOrder: 7,
  priceOutOfRange: 8,
  sizeOutOfRange: 9,
  notionalOutOfRange: 10,
  unknownKind: 11,
  offTick: 12,
  offLot: 13,
  outsideCollar: 14,
  tooLarge: 15,
  tooMuchNotional: 16,
  throttled: 17,
  positionLimit: 18,
  creditLimit: 19,
  wouldTake: 20,
  unsupported: 21,
  timeIsPast: 22,
  noReference: 23,
  tooLate: 24,
  unknownQuote: 25,
  noAuction: 26,
  betterElsewhere: 27,
  queueFull: 28,
  // An order ended.
  requested: 32,
  noLiquidity: 33,
  immediateOrCancel: 34,
  fillOrKill: 35,
  sessionEnd: 36,
  replacedBelowFilled: 37,
  selfTrade: 38,
  goodTillTime: 39,
  disconnected: 40,
  minimumQuantity: 41,
  auctionOver: 42,
  lastLook: 43,
  quoteExpired: 44,
  notChosen: 45,
} as const
export type Reason = (typeof Reason)[keyof typeof Reason]

/** The phases of a venue's session. */
export const Phase = {
  preOpen: 1,
  openingAuction: 2,
  continuous: 3,
  halted: 4,
  volatilityAuction: 5,
  closingAuction: 6,
  closed: 7,
} as const
export type Phase = (typeof Phase)[keyof typeof Phase]

/** The states of every actor's life. */
export const Life = {
  starting: 1,
  trading: 2,
  halted: 3,
  closing: 4,
  stopped: 5,
  failed: 6,
  restarting: 7,
} as const
export type Life = (typeof Life)[keyof typeof Life]

/** The name that `table` gives to `value`, or `undefined` where it gives none. */
export function nameOf<Table extends Record<string, number>>(
  table: Table,
  value: number,
): (keyof Table & string) | undefined {
  return Object.keys(table).find((name) => table[name] === value)
}
