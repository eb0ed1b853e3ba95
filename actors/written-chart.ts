import {
  type AnyStateMachine,
  type ExecutableActionObject,
  initialTransition,
  transition,
} from 'xstate'

/** The state that is entered. */
export interface Move<State> {
  readonly into: State
  /** What is to be told when the wait is over, where the state is one that waits. */
  readonly later: string | undefined
}

/** A statechart with each move written out: what each state does at each signal. */
export interface WrittenChart<State extends number> {
  readonly first: Move<State>
  /** By state; a signal that a state has no move for changes nothing. */
  readonly moves: readonly (ReadonlyMap<string, Move<State>> | undefined)[]
}

/**
 * Asks XState for every move of `machine`, once. To run a chart by looking its moves up costs less
 * than a running one, in time and in memory, and the statechart is still the one place where they
 * stand. It must be flat, tell of each state that it enters by an action, and have no guards.
 *
 * @param states the machine's states, by name
 * @param signalOf a signal of this type, with whatever it carries
 */
export function writeOut<State extends number>(
  machine: AnyStateMachine,
  states: Readonly<Record<string, State>>,
  signalOf: (type: string) => { readonly type: string } = (type) => ({ type }),
): WrittenChart<State> {
  type Snapshot = ReturnType<typeof initialTransition>[0]
  const stateOf = ({ value }: Snapshot): State => states[value as string] as State
  const moveOf = (snapshot: Snapshot, actions: readonly ExecutableActionObject[]): Move<State> => {
    const raised = actions.find(({ type }) => type === 'xstate.raise')?.params
    return {
      into: stateOf(snapshot),
      later: (raised as { event: { type: string } } | undefined)?.event.type,
    }
  }
  const moves: ReadonlyMap<string, Move<State>>[] = []
  const visit = (from: Snapshot): void => {
    const own = new Map<string, Move<State>>()
    moves[stateOf(from)] = own
    if (from.status !== 'active') return
    for (const type of machine.events) {
      const [to, actions] = transition(machine, from, signalOf(type))
      if (actions.length === 0) continue
      own.set(type, moveOf(to, actions))
      if (moves[stateOf(to)] === undefined) visit(to)
    }
  }
  const [initial, actions] = initialTransition(machine, {})
  visit(initial)
  return { first: moveOf(initial, actions), moves }
}
