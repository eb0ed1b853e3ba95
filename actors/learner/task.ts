import type { Message } from '../../protocols/message.ts'
import type { Nanos } from '../../protocols/units.ts'
import type { ActorContext, Market } from '../actor.ts'
import type { Space, Value } from './space.ts'

/** What a learner meets at one moment of its task: a decision to make, or the end. */
export interface Moment<O extends Value = Value> {
  readonly at: Nanos
  /** A point of the task's observation space, the listener's to keep. */
  readonly observation: O
  /** For what was done since the moment before; 0 at the first. */
  readonly reward: number
  /** The task came to its end: nothing has value beyond it. */
  readonly terminated: boolean
  /** The task was cut off: value goes on beyond it. */
  readonly truncated: boolean
  /** For people and logs, never for the policy: plain numbers by name. */
  readonly info: Readonly<Record<string, number>>
}

/** Who decides: a policy, a person, or whoever holds the environment. */
export interface Decider<O extends Value = Value, A extends Value = Value> {
  /** Hears of a moment, the last of which is terminated or truncated. */
  meet(moment: Moment<O>): void
  /** Decides, 1 ns after each moment but the last. @returns a point of the task's action space */
  decide(): A
}

/** A task under way in one life of an actor. */
export interface Play<O extends Value = Value, A extends Value = Value> {
  /** Hears whatever the actor hears, but its start and the timers of its moments. */
  hear(message: Message): void
  /** What there is to see and to be paid now; tells the reward once. */
  moment(): Moment<O>
  /** Does it. @throws RangeError where that is no point of the action space */
  act(action: A): void
  /**
   * When the next moment is, ns since time 0: asked at the start, and after each moment but the last.
   */
  next(): Nanos
}

/**
 * What a learner is to do in a market: what it sees, what it may do, what it is paid for. A task
 * has no state; each play has its own.
 */
export interface Task<O extends Value = Value, A extends Value = Value> {
  readonly observationSpace: Space
  readonly actionSpace: Space
  /** ns after time 0 by which every play is over. */
  end(market: Market): Nanos
  /**
   * Takes it up: subscribes to what it needs. Timers of tag 16 and more are free for it.
   * @param episode 0..1,023, of those that the actor plays; left out: 0
   */
  begin(context: ActorContext, market: Market, episode?: number): Play<O, A>
}
