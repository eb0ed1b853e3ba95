import type { Nanos } from '../../protocols/units.ts'
import type { SessionSignal } from './session.ts'

/** A trading halt that is known beforehand. Times are in ns. */
export interface PlannedHalt {
  readonly at: Nanos
  /** How long nothing is taken in; 0: there is an auction at once. */
  readonly for: Nanos
  /** How long orders then gather for a volatility auction; left out or 0: there is none. */
  readonly auction?: Nanos | undefined
}

/** A venue's day as it is known beforehand, in ns since the session's start. */
export interface SessionPlan {
  /** When continuous trading begins, and when it ends. */
  readonly open: Nanos
  readonly close: Nanos
  /** Halts with their auctions, each inside open..close and none inside another. */
  readonly halts: readonly PlannedHalt[]
  /** The opening auction: orders gather from this time until `open`. */
  readonly openingAuction?: { readonly from: Nanos } | undefined
  /** The closing auction: orders gather for so long after `close`, and the session closes then. */
  readonly closingAuction?: { readonly for: Nanos } | undefined
}

/** A turn of the session, and when it is due. */
export interface Turn {
  readonly at: number
  readonly signal: SessionSignal['type']
}

/**
 * The turns of a day in the order of their times, so that where one phase ends as another begins,
 * it has ended before.
 */
export function turnsOf(plan: SessionPlan): Turn[] {
  const { open, close, halts, openingAuction, closingAuction } = plan
  const turns: Turn[] = []
  const at = (time: number, signal: Turn['signal']): void => {
    turns.push({ at: time, signal })
  }
  if (openingAuction !== undefined) at(openingAuction.from, 'openingAuction')
  at(open, 'open')
  for (const halt of [...halts].sort((a, b) => a.at - b.at)) {
    const { auction = 0 } = halt
    const over = halt.at + halt.for
    if (halt.for > 0) at(halt.at, 'halt')
    if (auction > 0) at(over, 'volatilityAuction')
    at(over + auction, 'resume')
  }
  if (closingAuction !== undefined) at(close, 'closingAuction')
  at(close + (closingAuction?.for ?? 0), 'close')
  return turns
}
