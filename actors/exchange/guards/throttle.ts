/** How many messages a participant may send. */
export interface Throttle {
  /** Whether a message at `now` is let in; if so, it counts. `now` never decreases. */
  admits(participant: number, now: number): boolean
  /** What is remembered: for each participant its number and the times that may still count. */
  save(): readonly (readonly number[])[]
  /** Takes on what `save` gave, of a throttle made in the same way. */
  restore(saved: readonly (readonly number[])[]): void
}

/** The times at which one participant's last messages were let in, oldest first, in a ring. */
class Times {
  private ring = new Float64Array(8)
  private first = 0
  count = 0

  /** Forgets what is not later than `until`. */
  forget(until: number): void {
    while (this.count > 0 && (this.ring[this.first] as number) <= until) {
      this.first = (this.first + 1) % this.ring.length
      this.count--
    }
  }

  add(time: number): void {
    if (this.count === this.ring.length) {
      const larger = new Float64Array(this.ring.length * 2)
      this.list().forEach((each, at) => {
        larger[at] = each
      })
      this.ring = larger
      this.first = 0
    }
    this.ring[(this.first + this.count) % this.ring.length] = time
    this.count++
  }

  list(): number[] {
    const { ring, first } = this
    return Array.from({ length: this.count }, (_, at) => ring[(first + at) % ring.length] as number)
  }
}

/**
 * Lets in at most `messages` of each participant in any `window` ns: a sliding window, so that the
 * (n + 1)th of n at the same time is let in exactly `window` ns later. What is refused does not
 * count. Memory: a time for each message of the last window; a message costs the times that it
 * lets be forgotten, which is one on average.
 *
 * @param messages 1 or more
 * @param window ns, 1 or more
 */
export function createThrottle(messages: number, window: number): Throttle {
  const participants: (Times | undefined)[] = []
  return {
    admits(participant, now) {
      let times = participants[participant]
      if (times === undefined) {
        times = new Times()
        participants[participant] = times
      }
      times.forget(now - window)
      if (times.count >= messages) return false
      times.add(now)
      return true
    },
    save: () =>
      participants.flatMap((times, participant) =>
        times === undefined || times.count === 0 ? [] : [[participant, ...times.list()]],
      ),
    restore(saved) {
      participants.length = 0
      for (const [participant, ...list] of saved) {
        const times = new Times()
        for (const time of list) times.add(time)
        participants[participant as number] = times
      }
    },
  }
}
