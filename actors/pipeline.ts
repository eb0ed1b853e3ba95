import { filter, type Observable, type SchedulerLike, Subject } from 'rxjs'
import { Kind } from '../protocols/kind.ts'
import type { Message, Outgoing } from '../protocols/message.ts'
import type { ActorId } from '../protocols/units.ts'
import type { Actor, ActorContext } from './actor.ts'
import { clockOf } from './clock.ts'
import { plainMessage } from './plain-message.ts'
import { createScheduler } from './rx-scheduler.ts'

/** What a pipeline is made of. */
export interface PipelineInbox {
  /** Every message that comes, `Start` first, as plain objects that may be kept. */
  readonly messages$: Observable<Message>
  /** Those of one kind. */
  of<K extends Kind>(kind: K): Observable<Extract<Message, { kind: K }>>
  /** For every operator that waits; its unit is the nanosecond. */
  readonly scheduler: SchedulerLike
}

/** Something to be said, and to whom. */
export interface Said {
  readonly to: ActorId
  readonly message: Outgoing
}

/**
 * A trader as an RxJS pipeline: from what it hears to what it says. Subscribe to feeds through the
 * context; wait on the inbox's scheduler, never on RxJS's own. The pipeline hears while the actor
 * trades, from its start on; in a halt and while closing it hears on, and says what it likes.
 *
 * RxJS hands what is thrown inside a pipeline to a later macrotask, in no step of anybody. Here an
 * error of the pipeline, or of what it says, is thrown at the end of the step in which it arose,
 * and supervision acts. Only the pipeline that is returned is watched so: what is subscribed to
 * inside it by hand is not. A pipeline cannot be saved: a restart makes it anew.
 */
export function createPipelineTrader(
  build: (inbox: PipelineInbox, context: ActorContext) => Observable<Said>,
): Actor {
  return (context) => {
    const clock = clockOf(context)
    const messages = new Subject<Message>()
    let fault: { readonly error: unknown } | undefined
    const fail = (error: unknown): void => {
      fault ??= { error }
    }
    const say = ({ to, message }: Said): void => {
      try {
        context.send(to, message)
      } catch (error) {
        fail(error)
      }
    }
    const inbox: PipelineInbox = {
      messages$: messages.asObservable(),
      of: <K extends Kind>(kind: K) =>
        messages.pipe(
          filter((message): message is Extract<Message, { kind: K }> => message.kind === kind),
        ),
      scheduler: createScheduler(() => context.now(), clock),
    }
    build(inbox, context).subscribe({ next: say, error: fail })
    return {
      receive(message) {
        if (message.kind !== Kind.timer || !clock.fire(message.tag)) {
          messages.next(plainMessage(message))
        }
        if (fault !== undefined) throw fault.error
      },
    }
  }
}
