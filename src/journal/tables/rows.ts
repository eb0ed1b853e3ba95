import { Kind } from '../../../protocols/kind.ts'
import { type FieldName, LAYOUTS } from '../../../protocols/layout.ts'
import type {
  Cross,
  ExecutionReport,
  Indicative,
  Message,
  News,
  Quote,
  QuoteEntry,
  QuoteReport,
} from '../../../protocols/message.ts'
import type { AccountRow } from './accounts.ts'
import { type EventMessage, eventText } from './event-text.ts'
import { type Request, reasonOf, type Terms } from './requests.ts'
import type { Stage } from './stage.ts'
import type { TradeRow } from './trades.ts'
import type { Way } from './way.ts'

const words = <const Names extends string>(text: Names): Split<Names>[] =>
  text.split(' ') as Split<Names>[]
type Split<Text extends string> = Text extends `${infer First} ${infer Rest}`
  ? First | Split<Rest>
  : Text

/** The columns of a stage, here of orders: numbers and codes, NaN for NULL. */
export const ORDERS = words(
  'actor group venue instrument kind order_id side order_type time_in_force price size sequence sent arrived matched reported outcome reason venue_order less display hidden post_only self_trade minimum stop expires peg peg_offset answered thinking link hold queue service venue_thinking link_back',
)
/** @see ORDERS */
export const REPORTS = words(
  'venue actor group kind instrument order_id venue_order side role price size open number reason sequence matched reported display hidden dormant',
)
/** @see ORDERS */
export const TRADES = words(
  'venue instrument number price size aggressor time maker_order buyer seller maker taker buyer_g seller_g maker_g taker_g',
)
/** @see ORDERS */
export const AUCTIONS = words('venue instrument kind number time price size surplus side phase')
/** @see ORDERS */
export const NEGOTIATIONS = words(
  'kind sender sender_g recipient recipient_g instrument order_id venue_order number side price size expires answer reason sequence sent arrived',
)
/** @see ORDERS */
export const QUOTES = words('venue instrument number time bid bid_size ask ask_size')
/** @see ORDERS */
export const NEWS = words('publisher group number time value')
/** @see ORDERS */
export const AGENTS = words(
  'actor group instrument cash position mark profit orders cancels fills volume restarts',
)
/** @see ORDERS */
export const EVENTS = words('time actor group kind')

/** Which group an actor is of, by number; NaN for one that is of none. */
export type GroupOf = (actor: number) => number

/** Whole numbers from 1, where 0 on the tape says that there is none. */
const orNull = (value: number): number => (value === 0 ? Number.NaN : value)

/** A request and its answer, and what its way was made of. */
export function putOrder(
  stage: Stage<(typeof ORDERS)[number]>,
  request: Request,
  groupOf: GroupOf,
  way: Way,
): void {
  const { at, row } = stage
  at.actor[row] = request.actor
  at.group[row] = groupOf(request.actor)
  at.venue[row] = request.venue
  at.instrument[row] = request.instrument
  at.kind[row] = request.kind
  at.order_id[row] = request.orderId
  at.side[row] = request.side
  at.order_type[row] = request.orderType
  at.time_in_force[row] = request.timeInForce
  at.price[row] = orNull(request.price)
  at.size[row] = request.size
  at.sequence[row] = request.sequence
  at.sent[row] = request.sent
  at.arrived[row] = request.arrives
  at.matched[row] = request.matched
  at.reported[row] = request.reported
  at.outcome[row] = orNull(request.outcome)
  at.reason[row] = request.reason
  at.venue_order[row] = orNull(request.venueOrder)
  at.less[row] = request.less
  at.answered[row] = orNull(request.answered)
  at.thinking[row] = way.thinking
  at.link[row] = way.link
  at.hold[row] = way.hold
  at.queue[row] = way.queue
  at.service[row] = way.service
  at.venue_thinking[row] = way.venueThinking
  at.link_back[row] = way.linkBack
  putTerms(stage, request.terms ?? NO_TERMS)
  stage.next()
}

const NO_TERMS: Terms = {
  ...{ display: Number.NaN, hidden: Number.NaN, postOnly: Number.NaN, selfTrade: Number.NaN },
  ...{ minimum: Number.NaN, stop: Number.NaN, expires: Number.NaN },
  ...{ peg: Number.NaN, offset: Number.NaN },
}

function putTerms({ at, row }: Stage<(typeof ORDERS)[number]>, terms: Terms): void {
  at.display[row] = terms.display
  at.hidden[row] = terms.hidden
  at.post_only[row] = terms.postOnly
  at.self_trade[row] = terms.selfTrade
  at.minimum[row] = terms.minimum
  at.stop[row] = terms.stop
  at.expires[row] = terms.expires
  at.peg[row] = terms.peg
  at.peg_offset[row] = terms.offset
}

/** An execution report; what its kind does not carry is NULL. */
export function putReport(
  stage: Stage<(typeof REPORTS)[number]>,
  message: Extract<Message, ExecutionReport>,
  groupOf: GroupOf,
): void {
  const { at, row } = stage
  const { kind } = message
  const isFill = kind === Kind.fill || kind === Kind.partialFill
  const isRefusal = kind === Kind.rejected || kind === Kind.refused
  const isSided = !isRefusal && kind !== Kind.massCancelled
  at.venue[row] = message.sender
  at.actor[row] = message.recipient
  at.group[row] = groupOf(message.recipient)
  at.kind[row] = kind
  at.instrument[row] = message.instrument
  at.order_id[row] = message.orderId
  at.venue_order[row] = orNull(message.venueOrder)
  at.side[row] = isSided ? message.side : Number.NaN
  at.role[row] = isFill ? message.role : Number.NaN
  at.price[row] = isSided ? orNull(message.price) : Number.NaN
  at.size[row] = isRefusal ? Number.NaN : message.size
  const isOpen = isFill || kind === Kind.replaced || kind === Kind.repriced
  at.open[row] = isOpen ? message.open : Number.NaN
  at.number[row] = isFill ? message.number : Number.NaN
  at.reason[row] = reasonOf(message)
  at.sequence[row] = message.sequence
  at.matched[row] = message.sent
  at.reported[row] = message.arrives
  const isAccepted = kind === Kind.accepted
  at.display[row] = isAccepted ? orNull(message.display ?? 0) : Number.NaN
  at.hidden[row] = isAccepted ? orNull(message.hidden ?? 0) : Number.NaN
  at.dormant[row] = isAccepted ? orNull(message.dormant ?? 0) : Number.NaN
  stage.next()
}

/** A trade, with the groups of everyone in it. */
export function putTrade(
  stage: Stage<(typeof TRADES)[number]>,
  trade: TradeRow,
  groupOf: GroupOf,
): void {
  const { at, row } = stage
  at.venue[row] = trade.venue
  at.instrument[row] = trade.instrument
  at.number[row] = trade.number
  at.price[row] = trade.price
  at.size[row] = trade.size
  at.aggressor[row] = trade.aggressor
  at.time[row] = trade.at
  at.maker_order[row] = orNull(trade.makerOrder)
  at.buyer[row] = trade.buyer
  at.seller[row] = trade.seller
  at.maker[row] = trade.maker
  at.taker[row] = trade.taker
  at.buyer_g[row] = groupOf(trade.buyer)
  at.seller_g[row] = groupOf(trade.seller)
  at.maker_g[row] = groupOf(trade.maker)
  at.taker_g[row] = groupOf(trade.taker)
  stage.next()
}

/** What an auction would do, or did: an indicative has no phase, a cross no surplus. */
export function putAuction(
  stage: Stage<(typeof AUCTIONS)[number]>,
  message: Extract<Message, Indicative | Cross>,
): void {
  const { at, row } = stage
  const isCross = message.kind === Kind.cross
  at.venue[row] = message.sender
  at.instrument[row] = message.instrument
  at.kind[row] = message.kind
  at.number[row] = message.number
  at.time[row] = message.sent
  at.price[row] = orNull(message.price)
  at.size[row] = message.size
  at.surplus[row] = isCross ? Number.NaN : message.surplus
  at.side[row] = isCross ? Number.NaN : orNull(message.onlySide ?? 0)
  at.phase[row] = isCross ? message.phase : Number.NaN
  stage.next()
}

/** What requester, venue and dealers said of quotes on request; what a kind does not carry is NULL. */
export function putNegotiation(
  stage: Stage<(typeof NEGOTIATIONS)[number]>,
  message: Extract<Message, QuoteEntry | QuoteReport>,
  groupOf: GroupOf,
): void {
  const { at, row } = stage
  const said = message as unknown as Partial<Record<FieldName, number>>
  const carried = (field: FieldName): number =>
    LAYOUTS[message.kind].includes(field) ? (said[field] ?? 0) : Number.NaN
  at.kind[row] = message.kind
  at.sender[row] = message.sender
  at.sender_g[row] = groupOf(message.sender)
  at.recipient[row] = message.recipient
  at.recipient_g[row] = groupOf(message.recipient)
  at.instrument[row] = message.instrument
  at.order_id[row] = orNull(carried('orderId'))
  at.venue_order[row] = orNull(carried('venueOrder'))
  at.number[row] = carried('number')
  const side = carried('side')
  at.side[row] = Number.isNaN(side) ? orNull(carried('onlySide')) : side
  at.price[row] = orNull(carried('price'))
  at.size[row] = carried('size')
  at.expires[row] = orNull(carried('expires'))
  at.answer[row] = carried('answer')
  at.reason[row] = carried('reason')
  at.sequence[row] = message.sequence
  at.sent[row] = message.sent
  at.arrived[row] = message.arrives
  stage.next()
}

/** A quote; an empty side has no price and size 0. */
export function putQuote(
  stage: Stage<(typeof QUOTES)[number]>,
  message: Extract<Message, Quote>,
): void {
  const { at, row } = stage
  at.venue[row] = message.sender
  at.instrument[row] = message.instrument
  at.number[row] = message.number
  at.time[row] = message.sent
  at.bid[row] = orNull(message.bid)
  at.bid_size[row] = message.bidSize
  at.ask[row] = orNull(message.ask)
  at.ask_size[row] = message.askSize
  stage.next()
}

/** A piece of news about the instrument of this symbol. */
export function putNews(
  stage: Stage<(typeof NEWS)[number]>,
  message: Extract<Message, News>,
  groupOf: GroupOf,
  symbol: string,
): void {
  const { at, row } = stage
  stage.text[row] = symbol
  at.publisher[row] = message.sender
  at.group[row] = groupOf(message.sender)
  at.number[row] = message.number
  at.time[row] = message.sent
  at.value[row] = message.value
  stage.next()
}

/** A participant's account in one symbol. */
export function putAgent(
  stage: Stage<(typeof AGENTS)[number]>,
  account: AccountRow,
  groupOf: GroupOf,
): void {
  const { at, row } = stage
  at.actor[row] = account.actor
  at.group[row] = groupOf(account.actor)
  at.instrument[row] = account.instrument
  at.cash[row] = account.cash
  at.position[row] = account.position
  at.mark[row] = account.mark
  at.profit[row] = account.profit
  at.orders[row] = account.orders
  at.cancels[row] = account.cancels
  at.fills[row] = account.fills
  at.volume[row] = account.volume
  at.restarts[row] = account.restarts
  stage.next()
}

/** A note or a change of a venue, in words. */
export function putEvent(
  stage: Stage<(typeof EVENTS)[number]>,
  message: EventMessage,
  keys: readonly string[],
  groupOf: GroupOf,
): void {
  const { at, row } = stage
  at.time[row] = message.sent
  at.actor[row] = message.sender
  at.group[row] = groupOf(message.sender)
  at.kind[row] = message.kind
  stage.text[row] = eventText(message, keys)
  stage.next()
}
