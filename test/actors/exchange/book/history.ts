import type { Book, BookOptions } from '../../../../actors/exchange/index.ts'
import { createBook, expireAll } from '../../../../actors/exchange/index.ts'
import { Reason } from '../../../../protocols/kind.ts'
import type { BookEvent, PlainOrder } from './plain-order.ts'
import { recorder } from './recorder.ts'
import { perform, type Step } from './steps.ts'

/** A step, when it was taken, the answer to it, and what was said meanwhile. */
export interface Turn {
  readonly step: Step
  readonly now: number
  readonly answer: number
  readonly events: BookEvent[]
}

/** Performs the day on an empty book, a step each ns, and shows the book after each step. */
export function liveThrough(
  steps: readonly Step[],
  after: (book: Book, turn: Turn) => void = () => {},
  options: BookOptions = {},
): { turns: Turn[]; events: BookEvent[]; closing: BookEvent[] } {
  const book = createBook({ capacity: 1, ...options })
  const turns = steps.map((step, now) => {
    const events: BookEvent[] = []
    const turn = { step, now, answer: perform(book, step, recorder(events), now), events }
    after(book, turn)
    return turn
  })
  const closing: BookEvent[] = []
  expireAll(book, recorder(closing), Reason.sessionEnd)
  const events = [...turns.flatMap((turn) => turn.events), ...closing]
  return { turns, events, closing }
}

type Of<Event extends BookEvent['event']> = Extract<BookEvent, { event: Event }>

/** The events of one kind. */
export const only = <Event extends BookEvent['event']>(events: BookEvent[], event: Event) =>
  events.filter((each): each is Of<Event> => each.event === event)

/** The orders that an event is about. */
export const ordersIn = (each: BookEvent): PlainOrder[] =>
  each.event === 'fill' ? [each.maker, each.taker] : [each.order]

/** Whether the event ends `order`, one of those that it is about. */
export const isEndOf = (each: BookEvent, order: PlainOrder): boolean =>
  each.event === 'cancelled' || each.event === 'expired' || order.open === 0
