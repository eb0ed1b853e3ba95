import type { ActorClock } from '../../actors/clock.ts'
import { type Living, lifecycle, type Signal } from '../../actors/lifecycle.ts'
import { type Move, type WrittenChart, writeOut } from '../../actors/written-chart.ts'
import { Life } from '../../protocols/kind.ts'

/** Whose life it is. */
export interface Owner extends Living {
  /** Its own clock, ns: asked for only where a life waits. */
  readonly clock: ActorClock
}

let chart: WrittenChart<Life> | undefined

/**
 * One actor's life. Its statechart is XState's, all of whose moves are written out when the first life
 * begins: a running statechart each costs a market of thousands more time and memory than its trade.
 */
export class LifeRun {
  state: Life = Life.starting
  /** What `become` threw; the life has then come to its end. */
  fault: { readonly error: unknown } | undefined
  private readonly owner: Owner
  private timer: ReturnType<ActorClock['setTimeout']> | undefined
  private backoff = 0

  constructor(owner: Owner) {
    this.owner = owner
  }

  start(): void {
    chart ??= writeOut(lifecycle, Life, (type) => ({ type, backoff: 1 }))
    this.enter(chart.first)
  }

  /** Moves on, where the state that it is in knows the signal. */
  send(signal: Signal): void {
    if (signal.type === 'restart') this.backoff = signal.backoff
    this.hear(signal.type)
  }

  private hear(type: string): void {
    const move = chart?.moves[this.state]?.get(type)
    if (move !== undefined && this.fault === undefined) this.enter(move)
  }

  private enter({ into, later }: Move<Life>): void {
    if (this.timer !== undefined) this.owner.clock.clearTimeout(this.timer)
    this.timer = undefined
    this.state = into
    try {
      this.owner.become(into)
    } catch (error) {
      this.fault = { error }
      return
    }
    if (later !== undefined)
      this.timer = this.owner.clock.setTimeout(() => this.hear(later), this.backoff)
  }
}
