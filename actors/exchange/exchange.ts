import { derive, drawUniform, type Key } from '../../protocols/hash.ts'
import { Kind, Reason } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { ID_MAX, type InstrumentId, type Nanos } from '../../protocols/units.ts'
import type { Actor, ActorContext, Behaviour } from '../actor.ts'
import { type Accounts, createAccounts } from './accounts.ts'
import { createDesk, type Desk, type DeskTerms } from './desk.ts'
import type { FeesParameters } from './fees.ts'
import { createFloor } from './floor.ts'
import { createGateway, type Gateway } from './gateway.ts'
import type { BreakerParameters, GuardsParameters } from './guards/parameters.ts'
import { createPauses, type PauseSignal } from './guards/pauses.ts'
import { createProtection } from './guards/protection.ts'
import { createWatches, type Watches } from './guards/watches.ts'
import type { FeedName } from './market-data.ts'
import type { MechanismTerms } from './mechanisms.ts'
import { createQuoteDesk } from './quote-desk.ts'
import { createReferences, type Reference } from './references.ts'
import { refuse } from './refusal.ts'
import type { RequestForQuoteOptions } from './request-for-quote/request-for-quote.ts'
import type { SessionSignal } from './session.ts'
import { type SessionPlan, turnsOf } from './session-plan.ts'
import type { RunningVenue, SavedVenue } from './snapshot.ts'
import {
  type BumpedGateway,
  createBumpedGateway,
  createSpeedBump,
  type SpeedBump,
  type SpeedBumpParameters,
} from './speed-bump.ts'
import { createVenueTimers } from './venue-timers.ts'

/** How a venue's instruments are traded: by orders in a mechanism, or by quotes on request. */
export type TradingTerms =
  | MechanismTerms
  | ({ readonly type: 'request-for-quote' } & RequestForQuoteOptions)

/** What a venue is told of itself. Times are since the session's start. */
export interface ExchangeParameters extends SessionPlan {
  readonly instruments: readonly InstrumentId[]
  /** How its instruments are traded; left out: by a continuous double auction. */
  readonly mechanism?: TradingTerms | undefined
  /** The markets that the mechanisms refer to, by instrument; `undefined`: to none. */
  readonly references?: readonly (Reference | undefined)[] | undefined
  /** Where else each instrument is traded, for guards that look there; left out: nowhere. */
  readonly elsewhere?: readonly (readonly Reference[])[] | undefined
  /** Whether orders are cancelled where their participant's session ends; left out, they are. */
  readonly cancelOnDisconnect?: boolean | undefined
  /** The gateway's time for a request, where `serviceTimes` does not say another. */
  readonly service: Nanos
  /** The gateway's time for requests of a kind: ns, 0 or more, as quantiles of a uniform number. */
  readonly serviceTimes?: ReadonlyMap<Kind, (uniform: number) => number> | undefined
  /** The most requests at the gateway; one more is refused. Left out, there is room for all. */
  readonly queue?: number | undefined
  /** What stands in front of the gateway; left out: nothing. */
  readonly speedBump?: SpeedBumpParameters | undefined
  /** What refuses requests before a mechanism sees them; left out: nothing. */
  readonly guards?: GuardsParameters | undefined
  /** What halts trading; left out: nothing but `halts`. */
  readonly breaker?: BreakerParameters | undefined
  /** What the venue takes for trades, on its own account; left out: nothing. */
  readonly fees?: FeesParameters | undefined
  readonly feeds: readonly FeedName[]
  /** Threshold of the imbalance feed, in (0, 1]; left out, there is no such feed. */
  readonly imbalance?: number | undefined
}

/** What a timer of the session's is tagged with: its signal's place here. */
const SIGNALS: readonly SessionSignal['type'][] = [
  'openingAuction',
  'open',
  'halt',
  'volatilityAuction',
  'resume',
  'closingAuction',
  'close',
]

/**
 * A venue's timers. Below these are the session's, from `pause` on a breaker's, as many, and from
 * `desk` on the desks', by instrument.
 */
export const Tag = {
  served: SIGNALS.length,
  released: SIGNALS.length + 1,
  pause: SIGNALS.length + 2,
  desk: 2 * SIGNALS.length + 2,
} as const

/** How a venue is looked at and taken up again. */
export interface ExchangeOptions {
  /** The state in which it begins, in place of the beginning of its day. */
  readonly from?: SavedVenue | undefined
  /** Told of the venue when its life begins. Only one of whom somebody is told can be saved. */
  readonly running?: ((venue: RunningVenue) => void) | undefined
}

/**
 * A venue: gateway, session, a desk with its mechanism for each of its instruments, accounts and
 * market data, and whatever bump, guards, breaker and fees it has. Before the open and in a halt it
 * refuses orders and still cancels; in an auction it takes them in; at the close what rests expires.
 *
 * A request is answered in the step in which the gateway is done with it. Its session's phases are
 * published on the session feed of instrument 0, the first of them when the venue starts. Its chance
 * is two draws of its own, when it is made.
 *
 * @param accounts where the venue keeps what its participants own; handed in to be looked at
 */
export function createExchange(
  parameters: ExchangeParameters,
  accounts: Accounts = createAccounts(parameters.instruments.length),
  { from, running }: ExchangeOptions = {},
): Actor {
  return (door) => {
    const isKept = from !== undefined || running !== undefined
    const timers = isKept ? createVenueTimers(door) : undefined
    const context = timers?.context ?? door
    const { random } = context
    const drawn = { lo: random.integer(0, ID_MAX), hi: random.integer(0, ID_MAX) }
    const root = from?.root ?? drawn
    const { speedBump } = parameters
    const bump = speedBump && createSpeedBump(speedBump, derive(root, 'bump'))
    const watches = createWatches({
      ...parameters,
      instruments: parameters.instruments.length,
      asksWhoTakes: bump?.asksWhoTakes ?? false,
      accounts,
      venue: context.id,
      now: () => context.now(),
      halt: (halt) => pauses.ask(halt),
    })
    const desks = parameters.instruments.map((instrument) =>
      createDeskFor(context, parameters, {
        instrument,
        key: derive(root, `desk/${instrument}`),
        accounts,
        feeds: new Set(parameters.feeds),
        watch: watches?.desks[instrument],
        imbalance: parameters.imbalance,
        tag: Tag.desk + instrument,
      }),
    )
    const { cancelOnDisconnect = true } = parameters
    const { guards, elsewhere = [] } = parameters
    const protection =
      guards?.tradeThrough === undefined ? undefined : createProtection(context, elsewhere)
    const floor = createFloor(context, {
      ...{ desks, watches: watches?.desks, protection, cancelOnDisconnect },
    })
    const pauses = createPauses({
      halts: parameters.halts,
      auction: parameters.breaker?.auction ?? 0,
      now: () => context.now(),
      after: (delay, signal) => context.after(delay, Tag.pause + SIGNALS.indexOf(signal)),
      signal: floor.signal,
    })
    const gateway = createGateway({
      spanOf: createSpans(parameters, derive(root, 'service')),
      room: parameters.queue ?? Number.POSITIVE_INFINITY,
      serve: floor.serve,
      refuse: (request) => refuse(context, request, instrumentOf(request), Reason.queueFull),
      completeAfter: (delay) => context.after(delay, Tag.served),
    })
    const entrance = createEntrance(context, gateway, bump, desks, watches)
    const references = createReferences(context, parameters.references ?? [], desks)

    const onTimer = (tag: number): void => {
      if (tag >= Tag.desk) desks[tag - Tag.desk]?.advance()
      else if (tag >= Tag.pause) pauses.due(SIGNALS[tag - Tag.pause] as PauseSignal)
      else if (tag === Tag.served) entrance.gateway.complete()
      else if (tag === Tag.released) entrance.held?.release()
      else {
        const signal = SIGNALS[tag] as SessionSignal['type']
        if (pauses.lets(signal)) floor.signal(signal)
      }
    }

    const begin = (): void => {
      floor.start()
      for (const { at, signal } of turnsOf(parameters)) {
        context.after(at - context.now(), SIGNALS.indexOf(signal))
      }
      references.subscribe()
      protection?.subscribe()
    }

    const resume = (saved: SavedVenue): void => {
      floor.start(saved.session)
      accounts.restore(saved.accounts)
      if (saved.elsewhere !== undefined) protection?.restore(saved.elsewhere)
      timers?.restore(saved.timers, () => {
        if (saved.watches !== undefined) watches?.restore(saved.watches, saved.session.phase)
        desks.forEach((desk, instrument) => {
          desk.restore(saved.desks[instrument])
        })
        entrance.gateway.restore(saved.gateway)
        entrance.held?.restore(saved.held, context.now())
        pauses.restore(saved.pauses)
      })
      references.subscribe()
      protection?.subscribe()
    }

    const save = (): SavedVenue => ({
      at: context.now(),
      root,
      session: floor.save(),
      accounts: accounts.save(),
      watches: watches?.save(),
      elsewhere: protection?.save(),
      desks: desks.map((desk) => desk.save()),
      gateway: entrance.gateway.save(),
      held: entrance.held?.save() ?? [],
      pauses: pauses.save(),
      timers: timers?.save() ?? [],
    })
    running?.({ save })

    const receive = (message: Message): void => {
      switch (message.kind) {
        case Kind.timer:
          timers?.fired(message.tag)
          onTimer(message.tag)
          break
        case Kind.quote:
          references.heard(message)
          protection?.heard(message)
          break
        case Kind.session:
          protection?.heard(message)
          break
        case Kind.start:
          if (from === undefined) begin()
          else resume(from)
          break
        default:
          if (isRequest(message)) entrance.arrive(message)
      }
      pauses.settle()
    }
    return { receive } satisfies Behaviour
  }
}

/** The desk of one instrument, by how it is traded. */
function createDeskFor(
  context: ActorContext,
  { mechanism = { type: 'continuous' } }: ExchangeParameters,
  terms: Omit<DeskTerms, 'mechanism'>,
): Desk {
  return mechanism.type === 'request-for-quote'
    ? createQuoteDesk(context, { ...terms, quotes: mechanism })
    : createDesk(context, { ...terms, mechanism })
}

/** The instrument that a request names, or 0. */
const instrumentOf = (request: Message): number =>
  'instrument' in request ? (request.instrument as number) : 0

/** How long the gateway takes for each request: a hash of the venue's key and the request's number. */
function createSpans(
  { service, serviceTimes }: ExchangeParameters,
  key: Key,
): (request: Message, nth: number) => number {
  if (serviceTimes === undefined) return () => service
  return ({ kind }, nth) => {
    const quantile = serviceTimes.get(kind)
    return quantile === undefined ? service : Math.floor(quantile(drawUniform(key, nth, 0)))
  }
}

/** Where requests come in: the gateway, and the bump before it, where there is one. */
interface Entrance {
  arrive(request: Message): void
  readonly gateway: Gateway
  readonly held?: BumpedGateway
}

function createEntrance(
  context: ActorContext,
  gateway: Gateway,
  bump: SpeedBump | undefined,
  desks: readonly Desk[],
  watches: Watches | undefined,
): Entrance {
  if (bump === undefined) return { arrive: gateway.arrive, gateway }

  const takes = (request: Message): boolean => {
    if (!('instrument' in request)) return false
    const { instrument } = request
    const { bid, ask } = desks[instrument]?.touch?.() ?? { bid: 0, ask: 0 }
    return watches?.desks[instrument]?.takes(request, bid, ask) ?? false
  }
  const delayOf = (request: Message): number =>
    bump.delayOf(request.sender, request.sequence, bump.asksWhoTakes && takes(request))
  const held = createBumpedGateway(delayOf, gateway.arrive, (delay) =>
    context.after(delay, Tag.released),
  )
  return { arrive: (request) => held.arrive(request, context.now()), gateway, held }
}

/** Whether a message is for the venue to answer. */
const isRequest = ({ kind }: Message): boolean =>
  (kind >= Kind.newOrder && kind <= Kind.snapshotRequest) || kind === Kind.custom
