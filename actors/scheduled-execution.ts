import { z } from 'zod'
import { Kind, Side } from '../protocols/kind.ts'
import type { Message } from '../protocols/message.ts'
import type { Actor, Market, Receive } from './actor.ts'
import { createOrderDesk } from './order-desk.ts'
import { duration, size } from './parameters.ts'
import { createParentOrder } from './parent-order.ts'

const WAKE = 1
const ignore: Receive = () => {}

/** What every execution by a schedule may be told. */
export const executionFields = {
  side: z.enum(['buy', 'sell']).default('buy').describe('what it has to do'),
  quantity: size().default(10_000).describe('the parent order, lots'),
  from: duration().prefault('1 h').describe('when it begins, from time 0'),
}

/** What an execution over some time may be told besides. */
export const scheduleFields = {
  ...executionFields,
  to: duration().prefault('6.5 h').describe('when the last slice ends, from time 0'),
  slices: z.int().min(1).max(100_000).default(330).describe('orders, equally far apart in time'),
}

/** Refuses a schedule without duration: for a schema's `refine`. */
export const HAS_DURATION: [
  holds: (given: { from: number; to: number }) => boolean,
  refusal: { error: string; path: string[] },
] = [({ from, to }) => from < to, { error: 'from must be before to', path: ['from'] }]

/** A parent order and the plan for it. */
export interface ScheduledExecution {
  readonly side: 'buy' | 'sell'
  /** Lots, at least 1. */
  readonly quantity: number
  /** ns since time 0, from before to. */
  readonly from: number
  readonly to: number
  /** Orders at most, at least 1. */
  readonly slices: number
  /**
   * Lots that should be sent once slice `nth`, 0..slices − 1, is: whole, 0..quantity, never falling,
   * and `quantity` for the last.
   */
  due(nth: number): number
}

/**
 * Works a parent order by a schedule. Slice `nth` begins at `from + ⌊nth (to − from) / slices⌋` and
 * sends one market order for what should be sent by then and is neither filled nor on its way; what
 * an earlier slice did not get, or missed in a halt or before it began, is thus in the next one.
 *
 * What the last slice does not get stays undone, and so does what a restarted one had left: it has
 * forgotten how much it did, and too little is a smaller harm than twice.
 */
export function createScheduledExecution(execution: ScheduledExecution, market: Market): Actor {
  const { quantity, from, to, slices } = execution
  const side = execution.side === 'buy' ? Side.buy : Side.sell
  const begins = (nth: number): number => from + Math.floor((nth * (to - from)) / slices)
  return (context) => {
    const desk = createOrderDesk(context, market)
    const parent = createParentOrder(quantity)
    let slice = 0

    const work = (): void => {
      const size = execution.due(slice) - (quantity - parent.left())
      const order = desk.market(side, size)
      if (order !== undefined) parent.sent(order, size)
    }

    const wait = (): void => {
      const now = context.now()
      while (slice < slices && begins(slice) < now) slice++
      if (slice < slices) context.after(begins(slice) - now, WAKE)
    }

    const hear = (message: Message, acts: boolean): void => {
      if (message.kind !== Kind.timer) {
        parent.hear(message)
        return
      }
      if (acts) work()
      slice++
      wait()
    }

    return {
      receive: (message) => hear(message, true),
      starting(message) {
        if (message.kind !== Kind.start) return hear(message, false)
        if (message.life === 0) wait()
      },
      halted: (message) => hear(message, false),
      closing: ignore,
    }
  }
}
