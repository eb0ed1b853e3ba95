import type { ActorContext, TimerId } from './actor.ts'

/** The first of the tags that an actor's own clock takes, 2^30: timers set by tag have lower ones. */
export const CLOCK_TAGS = 2 ** 30

/** The clock of an actor's own pipelines and machines, on its timers. */
export const clockOf = (context: ActorContext): ActorClock =>
  createClock(
    {
      after: (delay, tag) => context.after(delay, tag),
      cancel: (timer) => context.cancel(timer as TimerId),
    },
    CLOCK_TAGS,
  )

/** Sets timers that come back as messages with a tag, and takes them back. */
export interface Timers {
  /** @param delay ns @returns a name for `cancel` */
  after(delay: number, tag: number): number
  cancel(timer: number): unknown
}

/**
 * One actor's clock for whatever waits by a function rather than by a message: RxJS's operators
 * and XState's delayed transitions. Its unit is the nanosecond. Each timer is a timer of the actor,
 * so that all of them and its messages come in one order, in virtual time as live; a delay of 0 is
 * over one nanosecond later, like every event's effect.
 */
export interface ActorClock {
  /** @param delay ns, rounded up to a whole number, at least 1 @returns a name for `clearTimeout` */
  setTimeout(act: () => void, delay: number): number
  /** Takes a timer back; nothing is left of it. A name that is over is no fault. */
  clearTimeout(id: number): void
  /** A timer of the actor came. @returns whether it was this clock's, whose function was called */
  fire(tag: number): boolean
}

/**
 * A clock on an actor's timers.
 * @param firstTag the clock takes the tags from here on, one a timer; no other may
 */
export function createClock(timers: Timers, firstTag: number): ActorClock {
  const waiting = new Map<number, { readonly act: () => void; readonly timer: number }>()
  let next = firstTag
  return {
    setTimeout(act, delay) {
      const tag = next++
      waiting.set(tag, { act, timer: timers.after(delay, tag) })
      return tag
    },
    clearTimeout(tag) {
      const timeout = waiting.get(tag)
      if (timeout === undefined) return
      timers.cancel(timeout.timer)
      waiting.delete(tag)
    },
    fire(tag) {
      const timeout = waiting.get(tag)
      if (timeout === undefined) return false
      waiting.delete(tag)
      timeout.act()
      return true
    },
  }
}
