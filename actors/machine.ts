import { type AnyActorRef, type AnyStateMachine, createActor, type Snapshot } from 'xstate'
import { Kind } from '../protocols/kind.ts'
import type { Message } from '../protocols/message.ts'
import type { Actor, ActorContext } from './actor.ts'
import { type ActorClock, clockOf } from './clock.ts'
import { plainMessage } from './plain-message.ts'

/** An event of a trader's machine: a message, by the name of its kind. */
export type MessageEvent<Name extends keyof typeof Kind = keyof typeof Kind> = {
  readonly [N in Name]: {
    readonly type: N
    readonly message: Extract<Message, { kind: (typeof Kind)[N] }>
  }
}[Name]

/** A machine's state as plain values: what XState persists, and what the machine still waits for. */
export interface MachineState {
  readonly snapshot: Snapshot<unknown>
  /** Delayed events, in the order in which they were set; `left` is ns. */
  readonly waiting: readonly {
    readonly id: string
    readonly event: { readonly type: string }
    readonly left: number
  }[]
}

/** A machine that runs. */
export interface RunningMachine {
  /** The name of its state, or of its states. */
  readonly state: unknown
  save(): MachineState
}

/** How a machine is taken up again, and looked at. */
export interface MachineOptions {
  /**
   * The state in which its first life begins; what was due at the very moment of saving comes a
   * nanosecond late. A restart begins at the beginning.
   */
  readonly from?: MachineState
  /** Told of the machine when a life begins. */
  readonly running?: (machine: RunningMachine) => void
}

const names = new Map(
  Object.entries(Kind).map(([name, kind]) => [kind as number, name as keyof typeof Kind]),
)

/**
 * A trader as an XState machine: its events are the messages that come (`{ type: 'quote', message }`,
 * plain objects that may be kept, the actor's `start` first), its `after` is in nanoseconds of the
 * actor's time, and its actions speak through the door that it was made with. What the machine
 * keeps is in XState's context, and plain, so that its state can be saved.
 *
 * An action that throws ends an XState machine; here the step in which it threw throws too, and
 * supervision acts.
 *
 * @param make makes the machine of one life; called once a life
 */
export function createMachineTrader(
  make: (context: ActorContext) => AnyStateMachine,
  { from, running }: MachineOptions = {},
): Actor {
  let first = from
  return (context) => {
    const clock = clockOf(context)
    const dues = createDues(context, clock)
    let fault: { readonly error: unknown } | undefined
    const actor = createActor(make(context), {
      clock: dues.clock,
      ...(first === undefined ? {} : { snapshot: first.snapshot }),
    })
    actor.subscribe({
      error: (error) => {
        fault ??= { error }
      },
    })
    actor.start()
    // XState persists no delayed events.
    for (const { id, event, left } of first?.waiting ?? []) {
      actor.system.scheduler.schedule(actor, actor, event, left, id)
    }
    first = undefined
    running?.({
      get state() {
        return actor.getSnapshot().value
      },
      save: () => ({
        snapshot: actor.getPersistedSnapshot(),
        waiting: waitingIn(actor, dues.left()),
      }),
    })
    return {
      receive(message) {
        if (message.kind !== Kind.timer || !clock.fire(message.tag)) {
          actor.send({ type: names.get(message.kind), message: plainMessage(message) })
        }
        if (fault !== undefined) throw fault.error
      },
    }
  }
}

/** A clock that knows how long each of its timers has left, in the order in which they were set. */
function createDues(context: ActorContext, clock: ActorClock) {
  const dues = new Map<number, number>()
  return {
    clock: {
      setTimeout(act: () => void, delay: number): number {
        const id = clock.setTimeout(() => {
          dues.delete(id)
          act()
        }, delay)
        dues.set(id, context.now() + delay)
        return id
      },
      clearTimeout(id: number): void {
        dues.delete(id)
        clock.clearTimeout(id)
      },
    },
    left: () => [...dues.values()].map((due) => due - context.now()),
  }
}

/** What XState's scheduler waits for; it sets its timers in the order of its list. */
function waitingIn(actor: AnyActorRef, left: readonly number[]): MachineState['waiting'] {
  const scheduled = Object.values(actor.system.getSnapshot()._scheduledEvents)
  if (scheduled.length !== left.length) throw new Error('a machine waits for what it did not set')
  return scheduled.map(({ id, event }, nth) => ({ id, event, left: left[nth] as number }))
}
