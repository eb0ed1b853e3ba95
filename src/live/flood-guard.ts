/** Messages of a participant that may be refused at once. */
export const ALLOWED = 1_024
/** How often the time doubles. */
const DOUBLINGS = 4

/** How floods are told. */
export interface FloodTerms {
  /** Refused messages a second that a participant is forgiven: as many as it may send. */
  readonly rate: number
  /** ms for which one is cut off who was not before. */
  readonly pause: number
}

/** Decides who sends so much that is refused that nothing more should be taken of it for a time. */
export interface FloodGuard {
  /**
   * Hears that messages of a participant were refused.
   * @param messages how many, as a market counts them
   * @param at when they came, ms
   * @param now when this is, ms: later, where much waited to be read
   * @returns ms for which the participant is cut off from now; 0: it goes on, or is cut off already
   */
  refused(participant: number, messages: number, at: number, now: number): number
  /** Who is cut off at a time, ms; times do not go back. */
  outAt(now: number): ReadonlySet<number>
  /** How often somebody was cut off. */
  readonly times: number
}

interface Conduct {
  /** Refusals that are left to it, and as of when. */
  left: number
  at: number
  /** Until when it is or was cut off, and for how long. */
  until: number
  pause: number
}

/**
 * A guard by a bucket for each participant, which holds `ALLOWED` refusals and fills by `rate` a
 * second. Who empties it is cut off for `pause`; who does so again before as long again has gone by,
 * for twice as long as before, up to 16 times `pause`.
 */
export function createFloodGuard({ rate, pause }: FloodTerms): FloodGuard {
  const conducts = new Map<number, Conduct>()
  let out = new Set<number>()
  let times = 0
  return {
    refused(participant, messages, at, now) {
      let conduct = conducts.get(participant)
      if (conduct === undefined) {
        conduct = { left: ALLOWED, at, until: 0, pause: 0 }
        conducts.set(participant, conduct)
      }
      // What came before the end of it was on its way.
      if (out.has(participant) || at < conduct.until) return 0
      conduct.left = Math.min(ALLOWED, conduct.left + ((at - conduct.at) * rate) / 1e3) - messages
      conduct.at = at
      if (conduct.left >= 0) return 0
      const isAgain = at < conduct.until + conduct.pause
      conduct.pause = isAgain ? Math.min(2 * conduct.pause, 2 ** DOUBLINGS * pause) : pause
      conduct.until = now + conduct.pause
      conduct.left = ALLOWED
      out = new Set(out).add(participant)
      times++
      return conduct.pause
    },
    outAt(now) {
      const over = [...out].filter((participant) => (conducts.get(participant)?.until ?? 0) <= now)
      if (over.length > 0) out = new Set([...out].filter((each) => !over.includes(each)))
      return out
    },
    get times() {
      return times
    },
  }
}
