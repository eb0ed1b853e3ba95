import type { FEEDS } from './market-schema.ts'
import type { ScenarioRead } from './schema.ts'

/** A trading halt of every venue. */
export interface Halt {
  /** When it begins, ns since the session's start, between open and close. */
  readonly at: number
  /** How long it lasts, ns, at least 1. */
  readonly for: number
  /** How long orders then gather for an auction, ns; 0: there is none. */
  readonly auction: number
}

/** The times of a day, in ns since its start, which is virtual time 0. */
export interface SessionTimes {
  /** The start, in whole seconds after midnight. */
  readonly startSeconds: number
  readonly open: number
  /** After `open`. */
  readonly close: number
  /** In order of time, apart from each other. */
  readonly halts: readonly Halt[]
  /** From when orders gather for the auction at the open. */
  readonly openingAuction?: { readonly from: number }
  /** How long they gather for the auction after the close. */
  readonly closingAuction?: { readonly for: number }
}

/** A feed that a venue may be told to publish. */
export type FeedName = (typeof FEEDS)[number]

/** An instrument: its symbol, its tick in units of currency, and how its value moves. */
export type ScenarioInstrument = ScenarioRead['instruments'][number]

/** How a venue trades, what stands in front of its books, and what it takes. */
export type VenueRules = Pick<
  ScenarioRead['venues'][number],
  | ('mechanism' | 'cancelOnDisconnect' | 'speedBump' | 'guards' | 'breaker' | 'fees')
  | ('serviceTimes' | 'queue')
>

/** A venue: what it trades (symbols), how long it takes (ns), what it publishes. */
export interface ScenarioVenue extends VenueRules {
  readonly name: string
  readonly instruments: readonly string[]
  readonly computation: number
  readonly service: number
  readonly feeds: readonly FeedName[]
  readonly imbalance?: number | undefined
}

/** How long messages are on their way: ns, and metres. */
export type ScenarioLatency = ScenarioRead['latency']

/** A group of actors of one archetype, with the venue and the instrument it trades. */
export type ScenarioGroup = ScenarioRead['groups'][number] & {
  readonly venue: string
  readonly instrument: string
}

/**
 * A scenario that can be run: every default filled in, every reference known to hold, every time a
 * whole number of ns since the session's start.
 */
export interface Scenario {
  readonly name: string
  readonly description: string
  readonly seed: number
  readonly session: SessionTimes
  /** When the run ends: events at this time still happen. */
  readonly until: number
  readonly instruments: readonly ScenarioInstrument[]
  readonly venues: readonly ScenarioVenue[]
  readonly latency: ScenarioLatency
  readonly groups: readonly ScenarioGroup[]
  /** Where a run of several partitions hosts whom; says nothing of the tape. */
  readonly placement?: ScenarioRead['placement']
}
