import { setup } from 'xstate'
import { Phase, Reason } from '../../protocols/kind.ts'
import { type WrittenChart, writeOut } from '../written-chart.ts'

/** What moves a venue's session on. Those named after an auction begin it. */
export type SessionSignal =
  | { readonly type: 'openingAuction' }
  | { readonly type: 'open' }
  | { readonly type: 'halt' }
  | { readonly type: 'volatilityAuction' }
  | { readonly type: 'resume' }
  | { readonly type: 'closingAuction' }
  | { readonly type: 'close' }

/** Told each phase that the session enters, which is where what the venue does is chosen. */
export interface Sessional {
  enter(phase: Phase): void
}

/**
 * Why a request that wants to trade is refused in a phase; `none` where it is heard. Cancels are
 * heard in every phase. In an auction orders are taken in, and wait for it.
 */
export const refusalIn: Readonly<Record<Phase, Reason>> = {
  [Phase.preOpen]: Reason.notOpen,
  [Phase.openingAuction]: Reason.none,
  [Phase.continuous]: Reason.none,
  [Phase.halted]: Reason.halted,
  [Phase.volatilityAuction]: Reason.none,
  [Phase.closingAuction]: Reason.none,
  [Phase.closed]: Reason.closed,
}

/** Whether an auction builds in the phase: orders gather, and none trades. */
export const isAuction = (phase: Phase): boolean =>
  phase === Phase.openingAuction ||
  phase === Phase.volatilityAuction ||
  phase === Phase.closingAuction

const entering = (phase: Phase) => ({ type: 'enter', params: phase }) as const

/** Where every phase between the open and the close may be left for. */
const towardsClose = { closingAuction: 'closingAuction', close: 'closed' } as const

/**
 * The session of a venue.
 *
 * ```
 * preOpen ─▶ openingAuction ─▶ continuous ─▶ closingAuction ─▶ closed
 *                               ▲      ▲
 *                               ▼      ▼
 *                           halted ◀─▶ volatilityAuction
 * ```
 *
 * Each auction may be passed over. A halt ends in trading or in a volatility auction; such an
 * auction ends in trading or in a halt; and either may still stand when the closing auction begins
 * or the session closes. A signal that leads nowhere from a state changes nothing.
 */
export const session = setup({
  types: {} as { context: Sessional; input: Sessional; events: SessionSignal },
  actions: {
    enter: ({ context }, phase: Phase) => context.enter(phase),
  },
}).createMachine({
  context: ({ input }) => input,
  initial: 'preOpen',
  states: {
    preOpen: {
      entry: entering(Phase.preOpen),
      on: { openingAuction: 'openingAuction', open: 'continuous', close: 'closed' },
    },
    openingAuction: {
      entry: entering(Phase.openingAuction),
      on: { open: 'continuous', close: 'closed' },
    },
    continuous: {
      entry: entering(Phase.continuous),
      on: { halt: 'halted', volatilityAuction: 'volatilityAuction', ...towardsClose },
    },
    halted: {
      entry: entering(Phase.halted),
      on: { resume: 'continuous', volatilityAuction: 'volatilityAuction', ...towardsClose },
    },
    volatilityAuction: {
      entry: entering(Phase.volatilityAuction),
      on: { resume: 'continuous', halt: 'halted', ...towardsClose },
    },
    closingAuction: { entry: entering(Phase.closingAuction), on: { close: 'closed' } },
    closed: { entry: entering(Phase.closed), type: 'final' },
  },
})

let chart: WrittenChart<Phase> | undefined

/**
 * A session that runs, from its beginning or, without a word to `sessional`, from `phase` on.
 * @returns moves it on by a signal
 */
export function startSession(
  { enter }: Sessional,
  from: Phase | undefined,
): (signal: SessionSignal['type']) => void {
  chart ??= writeOut(session, Phase)
  const { first, moves } = chart
  let phase = from ?? first.into
  if (from === undefined) enter(phase)
  return (signal) => {
    const move = moves[phase]?.get(signal)
    if (move === undefined) return
    phase = move.into
    enter(phase)
  }
}
