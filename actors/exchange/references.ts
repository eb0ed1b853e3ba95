import { Kind } from '../../protocols/kind.ts'
import type { Envelope, Quote } from '../../protocols/message.ts'
import type { ActorId, InstrumentId } from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'
import type { Desk } from './desk.ts'

/** An instrument at another venue. */
export interface Reference {
  readonly venue: ActorId
  readonly instrument: InstrumentId
}

/**
 * Lets desks know the best quotes of the markets that they refer to, as they reach the venue: the
 * link to them has its delay, and what a desk refers to is that old.
 *
 * @param references by instrument; `undefined` where a desk refers to nothing
 */
export function createReferences(
  context: ActorContext,
  references: readonly (Reference | undefined)[],
  desks: readonly Desk[],
) {
  return {
    subscribe(): void {
      for (const reference of references) {
        if (reference === undefined) continue
        const { venue, instrument } = reference
        context.subscribe(context.feed(venue, Kind.quote, instrument))
      }
    },
    /** A quote has arrived. */
    heard({ sender, instrument, bid, ask }: Quote & Envelope): void {
      references.forEach((reference, desk) => {
        if (reference?.venue !== sender || reference.instrument !== instrument) return
        desks[desk]?.refer(bid, ask)
      })
    },
  }
}
