import { createActor } from 'xstate'
import type { ActorClock } from '../../actors/clock.ts'
import { type Lifecycle, type Living, lifecycle, type Signal } from '../../actors/lifecycle.ts'
import { Life } from '../../protocols/kind.ts'

/**
 * A life's statechart, which parts of one market after another may live: to make one takes some ten
 * times as long as to take it up again. Whoever lives it has its own clock.
 */
export class LifeChart {
  /** What the chart threw, which XState keeps to itself. */
  fault: { readonly error: unknown } | undefined
  private living: Living
  private clock: ActorClock
  private readonly chart: Lifecycle
  private isBorn = false

  constructor(living: Living, clock: ActorClock) {
    this.living = living
    this.clock = clock
    this.chart = createActor(lifecycle, {
      input: { become: (state) => this.living.become(state) },
      clock: {
        setTimeout: (act, delay) => this.clock.setTimeout(act, delay),
        clearTimeout: (timer) => this.clock.clearTimeout(timer),
      },
    })
    this.chart.subscribe({
      error: (error) => {
        this.fault = { error }
      },
    })
  }

  get state(): Life {
    return Life[this.chart.getSnapshot().value as keyof typeof Life]
  }

  /** Whether another may take it up: it has not come to its end, and nothing of it waits. */
  get isFree(): boolean {
    const { status } = this.chart.getSnapshot()
    return status === 'active' && this.fault === undefined && this.state !== Life.restarting
  }

  /** Gives it to another, whose life begins with `start`. */
  give(living: Living, clock: ActorClock): void {
    this.living = living
    this.clock = clock
  }

  start(): void {
    if (this.isBorn) this.chart.send({ type: 'born' })
    else this.chart.start()
    this.isBorn = true
  }

  send(signal: Signal): void {
    this.chart.send(signal)
  }
}

/** Charts of a market that is over, for the next one. */
export interface LifePool {
  take(living: Living, clock: ActorClock): LifeChart
  /** The market that had them is over: it must not go on. */
  release(): void
}

/** An empty pool. */
export function createLifePool(): LifePool {
  let free: LifeChart[] = []
  let taken: LifeChart[] = []
  return {
    take(living, clock) {
      let chart = free.pop()
      if (chart === undefined) chart = new LifeChart(living, clock)
      else chart.give(living, clock)
      taken.push(chart)
      return chart
    },
    release() {
      free = [...free, ...taken.filter(({ isFree }) => isFree)]
      taken = []
    },
  }
}
