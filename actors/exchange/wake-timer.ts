import type { ActorContext, TimerId } from '../actor.ts'

/** The one timer of something that says itself when it is due next. */
export interface WakeTimer {
  /** It is due next at `wake`, in ns since the session's start; Infinity: not of itself. */
  follow(wake: number): void
  /** The timer has fired. */
  fired(): void
}

/**
 * A timer with this tag that is set anew only where what is due is due at another time, so that one
 * that fires is due, and without a future there is none.
 */
export function createWakeTimer(context: ActorContext, tag: number): WakeTimer {
  let timer: TimerId | undefined
  let due = Infinity
  return {
    follow(wake) {
      if (wake === due) return
      if (timer !== undefined) context.cancel(timer)
      due = wake
      timer = wake === Infinity ? undefined : context.after(wake - context.now(), tag)
    },
    fired() {
      timer = undefined
      due = Infinity
    },
  }
}
