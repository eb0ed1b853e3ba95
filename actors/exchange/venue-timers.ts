import type { ActorContext, TimerId } from '../actor.ts'

/** A timer that waits: what it is tagged with, and when it is due, ns since the session's start. */
export interface SavedTimer {
  readonly tag: number
  readonly due: number
}

/** A venue's timers, of which it is known which wait, in the order in which they were set. */
export interface VenueTimers {
  /** The door, through which timers are set and taken back as ever. */
  readonly context: ActorContext
  /** A timer with this tag has fired. */
  fired(tag: number): void
  /** Those that wait. Of those due at one time, the first set fires first. */
  save(): SavedTimer[]
  /**
   * Sets what `save` gave, in that order, and calls `parts`, in which whoever waits for one of them
   * asks for it again.
   * @throws Error where one is asked for that was not saved
   */
  restore(saved: readonly SavedTimer[], parts: () => void): void
}

/**
 * Keeps the timers that are set through a door. A kernel knows them too, but as its own events; a
 * venue that is to be taken up again elsewhere has to bring them along.
 */
export function createVenueTimers(door: ActorContext): VenueTimers {
  const waiting = new Map<TimerId, SavedTimer>()
  /** While parts are restored: timers that were set again, and that nobody has asked for. */
  let unclaimed: Map<TimerId, SavedTimer> | undefined

  const set = (delay: number, tag: number): TimerId => {
    const timer = door.after(delay, tag)
    waiting.set(timer, { tag, due: door.now() + Math.max(1, Math.ceil(delay)) })
    return timer
  }

  const claim = (among: Map<TimerId, SavedTimer>, due: number, tag: number): TimerId => {
    for (const [timer, each] of among) {
      if (each.tag !== tag || each.due !== due) continue
      among.delete(timer)
      return timer
    }
    throw new Error(`a venue was saved without the timer ${tag} that it waits for at ${due}`)
  }

  return {
    context: {
      id: door.id,
      key: door.key,
      now: () => door.now(),
      random: door.random,
      send: (to, message) => door.send(to, message),
      publish: (feed, message) => door.publish(feed, message),
      feed: (publisher, kind, instrument) => door.feed(publisher, kind, instrument),
      subscribe: (feed) => door.subscribe(feed),
      unsubscribe: (feed) => door.unsubscribe(feed),
      observe: (feed) => door.observe(feed),
      after: (delay, tag) =>
        unclaimed === undefined
          ? set(delay, tag)
          : claim(unclaimed, door.now() + Math.ceil(delay), tag),
      cancel(timer) {
        waiting.delete(timer)
        return door.cancel(timer)
      },
      work: (units) => door.work(units),
      log: (text) => door.log(text),
    },
    fired(tag) {
      let first: TimerId | undefined
      let due = Number.POSITIVE_INFINITY
      for (const [timer, each] of waiting) {
        if (each.tag !== tag || each.due >= due) continue
        first = timer
        due = each.due
      }
      if (first !== undefined) waiting.delete(first)
    },
    save: () => [...waiting.values()],
    restore(saved, parts) {
      const again = new Map<TimerId, SavedTimer>()
      for (const timer of saved) again.set(set(timer.due - door.now(), timer.tag), timer)
      unclaimed = again
      parts()
      unclaimed = undefined
    },
  }
}
