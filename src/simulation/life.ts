import { type ExecutableActionObject, initialTransition, transition } from 'xstate'
import type { ActorClock } from '../../actors/clock.ts'
import { type Living, lifecycle, type Signal } from '../../actors/lifecycle.ts'
import { Life } from '../../protocols/kind.ts'

/** The state that a life enters. */
interface Move {
  readonly into: Life
  /** What it is told of itself when its back-off is over, where it waits for that. */
  readonly later: string | undefined
}

/** The statechart with each move written out: what each state does at each signal. */
interface Chart {
  readonly first: Move
  readonly moves: readonly (ReadonlyMap<string, Move> | undefined)[]
}

type Snapshot = ReturnType<typeof initialTransition<typeof lifecycle>>[0]

const stateOf = ({ value }: Snapshot): Life => Life[value as keyof typeof Life]

/** Asks XState for every move of the lifecycle, once. */
function writeOut(): Chart {
  const moveOf = (snapshot: Snapshot, actions: readonly ExecutableActionObject[]): Move => {
    const raised = actions.find(({ type }) => type === 'xstate.raise')?.params
    return {
      into: stateOf(snapshot),
      later: (raised as { event: { type: string } } | undefined)?.event.type,
    }
  }
  const moves: ReadonlyMap<string, Move>[] = []
  const visit = (from: Snapshot): void => {
    const own = new Map<string, Move>()
    moves[stateOf(from)] = own
    if (from.status !== 'active') return
    for (const type of lifecycle.events) {
      const [to, actions] = transition(lifecycle, from, { type, backoff: 1 } as Signal)
      if (!actions.some(({ type }) => type === 'become')) continue
      own.set(type, moveOf(to, actions))
      if (moves[stateOf(to)] === undefined) visit(to)
    }
  }
  const [initial, actions] = initialTransition(lifecycle, { become: () => {} })
  visit(initial)
  return { first: moveOf(initial, actions), moves }
}

/** Whose life it is. */
export interface Owner extends Living {
  /** Its own clock, ns: asked for only where a life waits. */
  readonly clock: ActorClock
}

let chart: Chart | undefined

/**
 * One actor's life. Its statechart is XState's, all of whose moves are written out when the first life
 * is made: a running statechart each costs a market of thousands more time and memory than its trade.
 */
export class LifeRun {
  state: Life = Life.starting
  /** What `become` threw; the life has then come to its end. */
  fault: { readonly error: unknown } | undefined
  private readonly owner: Owner
  private readonly chart: Chart
  private timer: ReturnType<ActorClock['setTimeout']> | undefined
  private backoff = 0

  constructor(owner: Owner) {
    this.owner = owner
    chart ??= writeOut()
    this.chart = chart
  }

  start(): void {
    this.enter(this.chart.first)
  }

  /** Moves on, where the state that it is in knows the signal. */
  send(signal: Signal): void {
    if (signal.type === 'restart') this.backoff = signal.backoff
    this.hear(signal.type)
  }

  private hear(type: string): void {
    const move = this.chart.moves[this.state]?.get(type)
    if (move !== undefined && this.fault === undefined) this.enter(move)
  }

  private enter({ into, later }: Move): void {
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
