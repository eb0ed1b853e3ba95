import { Kind } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import type { Actor, ActorContext, Market, TimerId } from '../actor.ts'
import { createOrderDesk, type OrderDesk } from '../order-desk.ts'

/** What a manual trader acts with, at the moment of acting: its desk, and all that an actor may. */
export interface Hands {
  readonly desk: OrderDesk
  readonly context: ActorContext
  readonly market: Market
}

/** A trader who does what it is told, from code. */
export interface ManualTrader {
  /** Makes the actor; hand it to a simulation as an own actor. One simulation a trader. */
  readonly actor: (market: Market) => Actor
  /**
   * Has it act at a time, or as soon as it can where that has passed. What is asked for one time is
   * done in the order in which it was asked. Asked before the run, or from within its own acts and
   * hearing; what is asked from elsewhere waits for its next waking.
   * @param at ns since time 0
   */
  at(at: number, act: (hands: Hands) => void): void
  /** Hears of every message that it receives, its timers left out; read it before returning. */
  onMessage(hear: (message: Message, hands: Hands) => void): void
}

const NEXT = 1

/**
 * A trader driven from code: an example, a test, a notebook, a person at a prompt. It acts at the
 * times that it is told, in whatever state its life is, so that a halt refuses it as it does anybody.
 * A restarted one goes on with what is not yet done.
 */
export function createManualTrader(): ManualTrader {
  const plan: { readonly at: number; readonly act: (hands: Hands) => void }[] = []
  let hear: (message: Message, hands: Hands) => void = () => {}

  return {
    at(at, act) {
      const after = plan.findIndex((other) => other.at > at)
      plan.splice(after < 0 ? plan.length : after, 0, { at, act })
    },
    onMessage(listener) {
      hear = listener
    },
    actor: (market) => (context) => {
      const desk = createOrderDesk(context, market)
      const hands: Hands = { desk, context, market }
      let timer: TimerId | undefined
      let wakes = Number.POSITIVE_INFINITY

      /** Sets a timer for what comes first, unless one is set for then or before. */
      const setTimer = (): void => {
        const first = plan[0]
        if (first === undefined || first.at >= wakes) return
        if (timer !== undefined) context.cancel(timer)
        wakes = Math.max(context.now() + 1, first.at)
        timer = context.after(wakes - context.now(), NEXT)
      }

      const due = (): void => {
        wakes = Number.POSITIVE_INFINITY
        timer = undefined
        while (plan[0] !== undefined && plan[0].at <= context.now()) plan.shift()?.act(hands)
        setTimer()
      }

      return {
        receive(message) {
          if (message.kind === Kind.timer && message.tag === NEXT) return due()
          if (message.kind === Kind.start) desk.begin(message.life)
          else hear(message, hands)
          setTimer()
        },
      }
    },
  }
}
