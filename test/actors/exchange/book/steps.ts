import { find, takeFrom } from '../../../../actors/exchange/book/resting.ts'
import {
  type Book,
  type BookOrder,
  type BookSink,
  cancel,
  cancelAll,
  collect,
  endAuction,
  expireAll,
  expireDue,
  reduce,
  replace,
  replaceCollected,
  submit,
  takeNumber,
} from '../../../../actors/exchange/index.ts'
import { Reason, type Side } from '../../../../protocols/kind.ts'
import type { ActorId, Lots, Nanos, OrderId, Ticks } from '../../../../protocols/units.ts'
import type { PlainBook } from './plain-book.ts'
import type { PlainRequest } from './plain-order.ts'

interface NewOrderStep {
  readonly participant: number
  readonly request: PlainRequest
  /** The order has its number already, as a stop has that was set off. */
  readonly isNumbered?: boolean
}
interface ReplaceStep {
  readonly participant: number
  readonly orderId: number
  readonly price: number
  readonly size: number
}

/** One thing that happens to a book. */
export type Step =
  | ({ readonly do: 'submit' | 'collect' } & NewOrderStep)
  | { readonly do: 'cancel'; readonly participant: number; readonly orderId: number }
  | {
      /** Partial cancels, and fills in an auction. */
      readonly do: 'reduce' | 'takeFrom'
      readonly participant: number
      readonly orderId: number
      readonly lots: number
    }
  | ({ readonly do: 'replace' | 'replaceCollected' } & ReplaceStep)
  | {
      readonly do: 'cancelAll'
      readonly participant: number
      readonly side?: Side | 0
      readonly reason?: Reason
    }
  | { readonly do: 'expireAll' | 'expireDue' | 'endAuction' }

/** Does `step` to the book at `now`. @returns what the book returned */
export function perform(book: Book, step: Step, sink: BookSink, now = 0): number {
  switch (step.do) {
    case 'submit':
    case 'collect': {
      const { participant, request, isNumbered = false } = step
      const enter = step.do === 'submit' ? submit : collect
      const number = isNumbered ? takeNumber(book) : 0
      return enter(book, participant as ActorId, request as BookOrder, sink, now, number)
    }
    case 'cancel':
      return cancel(book, step.participant as ActorId, step.orderId as OrderId, sink)
    case 'reduce': {
      const { participant, orderId, lots } = step
      return reduce(book, participant as ActorId, orderId as OrderId, lots, sink)
    }
    case 'takeFrom': {
      const at = find(book, step.participant, step.orderId)
      if (at === 0) return Reason.unknownOrder
      takeFrom(book, at, Math.min(step.lots, book.store.left(at)))
      return Reason.none
    }
    case 'replace':
    case 'replaceCollected': {
      const { participant, orderId, price, size } = step
      const [own, at, total] = [orderId as OrderId, price as Ticks, size as Lots]
      const act = step.do === 'replace' ? replace : replaceCollected
      return act(book, participant as ActorId, own, at, total, sink)
    }
    case 'cancelAll':
      return cancelAll(book, step.participant as ActorId, sink, step.side, step.reason)
    case 'expireAll':
      return expireAll(book, sink, Reason.sessionEnd)
    case 'expireDue':
      return expireDue(book, now as Nanos, sink)
    case 'endAuction':
      return endAuction(book, sink)
  }
}

/** Does `step` to the plain book at `now`. @returns what the plain book returned */
export function performPlainly(plain: PlainBook, step: Step, now = 0): number {
  switch (step.do) {
    case 'submit':
    case 'collect': {
      const number = step.isNumbered ? plain.takeNumber() : 0
      return plain[step.do](step.participant, step.request, now, number)
    }
    case 'cancel':
      return plain.cancel(step.participant, step.orderId)
    case 'reduce':
    case 'takeFrom':
      return plain[step.do](step.participant, step.orderId, step.lots)
    case 'replace':
    case 'replaceCollected':
      return plain[step.do](step.participant, step.orderId, step.price, step.size)
    case 'cancelAll':
      return plain.cancelAll(step.participant, step.side ?? 0, step.reason ?? Reason.requested)
    case 'expireAll':
      return plain.expireAll(Reason.sessionEnd)
    case 'expireDue':
      return plain.expireDue(now)
    case 'endAuction':
      return plain.endAuction()
  }
}
