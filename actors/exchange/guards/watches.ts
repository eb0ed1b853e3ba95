import type { Phase } from '../../../protocols/kind.ts'
import type { Accounts } from '../accounts.ts'
import { createFees, type FeesParameters } from '../fees.ts'
import { type BreakerState, createBreaker, type Halt } from './breaker.ts'
import { createExposure } from './exposure.ts'
import { createGuards, type GuardsState } from './guards.ts'
import type { BreakerParameters, GuardsParameters } from './parameters.ts'
import { createWatch, type Watch } from './watch.ts'

/** What a venue guards, halts and charges by; what is left out it does not. */
export interface WatchTerms {
  readonly guards?: GuardsParameters | undefined
  readonly breaker?: BreakerParameters | undefined
  readonly fees?: FeesParameters | undefined
  /** Whether somebody asks who would take, as an asymmetric speed bump does. */
  readonly asksWhoTakes: boolean
  /** How many instruments the venue has. */
  readonly instruments: number
  /** When its continuous trading ends, ns. */
  readonly close: number
  readonly accounts: Accounts
  /** The venue's own number. */
  readonly venue: number
  now(): number
  /** @see WatchParts.halt */
  halt(halt: Halt): void
}

/** The watches of a venue's desks, which share guards, exposure and fees. */
export interface Watches {
  /** By instrument. */
  readonly desks: readonly Watch[]
  /** All their state as plain values. */
  save(): WatchesState
  /** Takes on what `save` gave, of watches made in the same way, in this phase of the session. */
  restore(saved: WatchesState, phase: Phase): void
}

/** The state of a venue's watches; what it does not have is left out. */
export interface WatchesState {
  readonly guards?: GuardsState
  readonly exposure?: readonly (readonly number[])[]
  readonly breakers?: readonly BreakerState[]
}

/**
 * Makes a watch for each desk; `undefined` where there is nothing to watch. What is open is kept
 * where a limit, a band or a speed bump asks for it, and nowhere else.
 */
export function createWatches(terms: WatchTerms): Watches | undefined {
  const { guards: guarded, breaker, fees: charged, asksWhoTakes, instruments, close } = terms
  const { accounts, venue, now, halt } = terms
  const isLimited = guarded?.positionLimit !== undefined || guarded?.creditLimit !== undefined
  const isBanded = breaker?.bands !== undefined
  const exposure = isLimited || isBanded || asksWhoTakes ? createExposure(instruments) : undefined
  if (guarded === undefined && breaker === undefined && charged === undefined && !exposure) {
    return undefined
  }
  const guards = guarded && createGuards(guarded, instruments)
  const fees = charged && createFees(charged)
  const ids = Array.from({ length: instruments }, (_, instrument) => instrument)
  const breakers = breaker && ids.map(() => createBreaker(breaker, close))
  const desks = ids.map((instrument) =>
    createWatch({
      ...{ instrument, accounts, venue, guards, exposure, fees, now, halt },
      breaker: breakers?.[instrument],
    }),
  )
  return {
    desks,
    save: () => ({
      ...(guards && { guards: guards.save() }),
      ...(exposure && { exposure: exposure.save() }),
      ...(breakers && { breakers: breakers.map((each) => each.save()) }),
    }),
    restore(saved, phase) {
      for (const desk of desks) desk.resume(phase)
      if (saved.guards !== undefined) guards?.restore(saved.guards)
      if (saved.exposure !== undefined) exposure?.restore(saved.exposure)
      saved.breakers?.forEach((state, instrument) => {
        breakers?.[instrument]?.restore(state)
      })
    },
  }
}
