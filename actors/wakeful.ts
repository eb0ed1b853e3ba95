import { Kind } from '../protocols/kind.ts'
import type { Message } from '../protocols/message.ts'
import type { ActorContext, Behaviour, Market, Receive } from './actor.ts'
import type { OrderDesk } from './order-desk.ts'

/** What a wakeful trader does, and on what. */
export interface WakefulTerms {
  readonly context: ActorContext
  readonly market: Market
  readonly desk: OrderDesk & { hear?(message: Message): void }
  /** What it does when it wakes while trading. */
  trade(): void
  /** Sets its next waking, `from` ns from now at the earliest; by default 0. It has no other timer. */
  sleep(from?: number): void
  /** Hears all else, until its venue closes; left out, its desk does, where that minds anything. */
  hear?: Receive
}

/**
 * A trader that acts whenever it wakes, and then sleeps again: from the open on, while trading. In a
 * halt it wakes and does nothing; once its venue closes it sleeps for good.
 */
export function createWakeful({
  context,
  market,
  desk,
  trade,
  sleep,
  hear = (message) => desk.hear?.(message),
}: WakefulTerms): Required<Behaviour> {
  return {
    receive(message) {
      if (message.kind !== Kind.timer) return hear(message)
      trade()
      sleep()
    },
    starting(message) {
      if (message.kind === Kind.timer) return sleep()
      if (message.kind !== Kind.start) return hear(message)
      desk.begin(message.life)
      sleep(Math.max(market.open - context.now(), 0))
    },
    halted(message) {
      if (message.kind === Kind.timer) sleep()
      else hear(message)
    },
    closing: () => {},
  }
}
