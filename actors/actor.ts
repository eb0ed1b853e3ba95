import type { Kind } from '../protocols/kind.ts'
import type { Envelope, Message, Outgoing, Published } from '../protocols/message.ts'
import type { ActorId, InstrumentId, Nanos } from '../protocols/units.ts'

/** A timer that was set, until it fires or is cancelled. */
export type TimerId = number & { readonly timer: unique symbol }

/** One kind of publication by one venue about one instrument. */
export type Feed<K extends Published['kind'] = Published['kind']> = number & {
  readonly feed: K
}

/** What a feed of kind `K` carries. */
export type Carried<K extends Published['kind']> = Extract<Published, { kind: K }> & Envelope

/**
 * An actor's own sequence of chance: a function of the run's seed and the actor's key alone, so
 * that no other actor, and no restart, changes what it draws.
 */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number
  /** A whole number, uniform on min..max, both included; max − min below 2^32. */
  integer(min: number, max: number): number
  /** Normal. `deviation` is a standard deviation, never a variance. */
  normal(mean: number, deviation: number): number
  /** Exponential with the given mean. */
  exponential(mean: number): number
  /** e to a normal with the given mean and standard deviation. */
  logNormal(mean: number, deviation: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
}

/**
 * The one door between an actor and the world. There is no other: no clock, no chance, no other
 * actor. What is said during a `receive` that throws was not said.
 */
export interface ActorContext {
  readonly id: ActorId
  /** The stable name, `group/index`. */
  readonly key: string
  /** Virtual time: when the message in hand arrived. */
  now(): Nanos
  readonly random: Random
  /** Says `message` to one actor; it arrives after thinking time and the link's delay. */
  send(to: ActorId, message: Outgoing): void
  /** Says `message` to whoever reads `feed`, which must be one of this actor's own. */
  publish<K extends Published['kind']>(
    feed: Feed<K>,
    message: Extract<Published, { kind: K }>,
  ): void
  /**
   * The feed of one kind by one publisher about one instrument; for a session, instrument 0.
   * Ask once and keep it.
   */
  feed<K extends Published['kind']>(publisher: ActorId, kind: K, instrument: InstrumentId): Feed<K>
  /** From now on, delivers each publication to `receive`, the feed link's delay after it was made. */
  subscribe(feed: Feed): void
  /** @see subscribe */
  unsubscribe(feed: Feed): void
  /**
   * The newest publication that a subscriber would have been delivered by now, or `undefined` where
   * there is none yet. Costs no message. Read it before the next `observe`: the reader is reused.
   */
  observe<K extends Published['kind']>(feed: Feed<K>): Carried<K> | undefined
  /**
   * Sets a timer: a message of kind `timer` with this `tag`, to oneself.
   * @param delay ns, rounded up to a whole number, at least 1
   * @param tag 0..2^31 − 1
   */
  after(delay: number, tag: number): TimerId
  /** Takes a timer back. @returns false where it had fired, was cancelled, or was of an earlier life */
  cancel(timer: TimerId): boolean
  /**
   * Says that this step took so many units of work, say evaluations of a policy, beside its thinking
   * time: what is said in it leaves so much later, and an actor that is busy while it thinks is busy
   * for longer. What a unit takes is for the scenario to say; by default nothing.
   * @param units 0 or more; several calls of one step add up
   * @throws RangeError where that is below 0
   */
  work(units: number): void
  /** A line for whoever debugs this actor. It is no part of the tape and decides nothing. */
  log(text: string): void
}

/** Hears one message. It is read-only and lives until this returns; copy what you keep. */
export type Receive = (message: Message) => void

/**
 * What an actor does with messages, by the state of its life. `receive` is what it does while
 * trading, and in every state that has no function of its own. `Start` comes while starting.
 */
export interface Behaviour {
  readonly receive: Receive
  readonly starting?: Receive
  readonly halted?: Receive
  readonly closing?: Receive
}

/** Makes an actor. Called once for each of its lives: nothing survives a restart but its context. */
export type Actor = (context: ActorContext) => Behaviour

/** An instrument's unobserved value in ticks: a pure function of time, the same for whoever looks. */
export interface Fundamental {
  (at: Nanos): number
  /** The next time after `after` at which the value jumps; left out where it does not jump. */
  readonly nextJump?: (after: Nanos) => Nanos
}

/** An instrument where it is traded, or told of. */
export interface Listing {
  /** A venue, or who publishes about it. */
  readonly venue: ActorId
  /** The number that it has there. */
  readonly instrument: InstrumentId
}

/** An instrument of an index, where it is traded. */
export interface Part extends Listing {
  /** Lots of it in one lot of the index. */
  readonly lots: number
}

/** Where and what a trader trades, which the scenario knows and the trader is told. */
export interface Market extends Listing {
  /** When continuous trading begins and ends. */
  readonly open: Nanos
  readonly close: Nanos
  readonly fundamental: Fundamental
  /** Symbols of what its venue trades, by instrument; left out: nobody has told. */
  readonly listed?: readonly string[]
  /** The same instrument at other venues, in the order of the scenario; left out: at none. */
  readonly elsewhere?: readonly Listing[]
  /** Who tells the news of the instrument; left out where nobody does. */
  readonly news?: Listing | undefined
  /** What it is made of, where it is an index; left out: it is none. */
  readonly parts?: readonly Part[] | undefined
  /** Who publishes the best quote over all venues; left out where nobody does. */
  readonly consolidated?: Listing | undefined
}

/** What a subscription to a feed of this kind delivers. */
export type FeedKind = Published['kind'] & Kind
