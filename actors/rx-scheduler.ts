import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs'
import type { ActorClock } from './clock.ts'

/**
 * RxJS on an actor's clock: hand it to any operator that waits (`delay`, `auditTime`,
 * `debounceTime`, `interval`, `timeout` …), whose times are then nanoseconds, whole numbers. What
 * it does is done in a step of the actor, in the one order of all its timers and messages, and a
 * throw inside is that step's.
 *
 * @param now the actor's time, ns
 */
export function createScheduler(now: () => number, clock: ActorClock): SchedulerLike {
  return {
    now,
    schedule<T>(
      work: (this: SchedulerAction<T>, state: T) => void,
      delay = 0,
      state?: T,
    ): Subscription {
      return new ClockAction(clock, work).schedule(state, delay)
    },
  }
}

/** Something to be done later, once at a time: scheduling it anew takes back what was waiting. */
class ClockAction<T> extends Subscription implements SchedulerAction<T> {
  private readonly clock: ActorClock
  private readonly work: (this: SchedulerAction<T>, state: T) => void
  private timer: number | undefined

  constructor(clock: ActorClock, work: (this: SchedulerAction<T>, state: T) => void) {
    super()
    this.clock = clock
    this.work = work
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this
    this.forget()
    this.timer = this.clock.setTimeout(() => {
      this.timer = undefined
      this.work(state as T)
    }, delay)
    return this
  }

  override unsubscribe(): void {
    this.forget()
    super.unsubscribe()
  }

  private forget(): void {
    if (this.timer !== undefined) this.clock.clearTimeout(this.timer)
    this.timer = undefined
  }
}
