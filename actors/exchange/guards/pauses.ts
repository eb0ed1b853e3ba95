import type { Halt } from './breaker.ts'

/** A turn of the session that a breaker leads to. */
export type PauseSignal = 'halt' | 'volatilityAuction' | 'resume'

/** Turns a breaker's halts into turns of the session. */
export interface Pauses {
  /** A halt is wanted when the step in hand is over; of several the longest counts. */
  ask(halt: Halt): void
  /** The step is over: begins the halt that was asked for in it. */
  settle(): void
  /** The timer asked for with this signal has fired. */
  due(signal: PauseSignal): void
  /** Whether a turn that was planned beforehand is made: not while a breaker's halt lasts. */
  lets(signal: string): boolean
  /** The last halt, as plain values. */
  save(): PausesState
  /** Takes on what `save` gave, and asks for the timer that it waited for. */
  restore(saved: PausesState): void
}

/** The last halt that a breaker asked for. Times are in ns; −1 stands for never. */
export interface PausesState {
  /** When the halt ends, and when its auction does. */
  readonly until: number
  readonly over: number
  /** Its next turn, and when; left out where there is none to come. */
  readonly next?: { readonly at: number; readonly signal: PauseSignal } | undefined
}

/** What pauses need of their venue. */
export interface PauseTerms {
  /** Halts that are known beforehand, with the auctions after them. */
  readonly halts: readonly {
    readonly at: number
    readonly for: number
    readonly auction?: number | undefined
  }[]
  /** ns for which orders gather after a halt; 0: there is no auction. */
  readonly auction: number
  now(): number
  /** Asks for `due` to be called with the signal so many ns from now. */
  after(delay: number, signal: PauseSignal): void
  /** Moves the session on. */
  signal(signal: PauseSignal): void
}

/**
 * Halts the session when a breaker says so, holds the auction, and has it resume. Where a halt that
 * was planned and one of a breaker overlap, trading resumes when both are over, with the auction of
 * neither.
 */
export function createPauses(terms: PauseTerms): Pauses {
  const { halts, auction, now, after, signal } = terms
  let asked: Halt | undefined
  let until = 0
  let over = 0
  let next: PausesState['next']

  const isPlanned = (): boolean =>
    halts.some((halt) => halt.at <= now() && now() < halt.at + halt.for + (halt.auction ?? 0))

  const wait = (): void => {
    next = undefined
    if (until === Number.POSITIVE_INFINITY) return
    if (until > now()) next = { at: until, signal: 'volatilityAuction' }
    else if (over > now()) next = { at: over, signal: 'resume' }
    if (next !== undefined) after(next.at - now(), next.signal)
  }

  return {
    ask(halt) {
      if (asked === undefined || halt.until > asked.until) asked = halt
    },
    settle() {
      if (asked === undefined) return
      until = asked.until
      over = until + auction
      asked = undefined
      signal(until > now() ? 'halt' : 'volatilityAuction')
      wait()
    },
    due(what) {
      // A planned turn at the same time may have come first, and another halt after it.
      if (now() < (what === 'resume' ? over : until)) return
      const isAuction = what === 'volatilityAuction' && over > now()
      if (!isPlanned()) signal(isAuction ? 'volatilityAuction' : 'resume')
      wait()
    },
    lets: (what) => (what !== 'volatilityAuction' && what !== 'resume') || now() >= over,
    save: () => ({ until: finite(until), over: finite(over), next }),
    restore(saved) {
      asked = undefined
      until = saved.until < 0 ? Number.POSITIVE_INFINITY : saved.until
      over = saved.over < 0 ? Number.POSITIVE_INFINITY : saved.over
      next = saved.next
      if (next !== undefined) after(next.at - now(), next.signal)
    },
  }
}

const finite = (time: number): number => (time === Number.POSITIVE_INFINITY ? -1 : time)
