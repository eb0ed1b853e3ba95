import { assign, setup } from 'xstate'
import { Life } from '../protocols/kind.ts'

/** What moves an actor's life on: a few in a run. Messages never enter the statechart. */
export type Signal =
  | { readonly type: 'open' }
  | { readonly type: 'halt' }
  | { readonly type: 'resume' }
  | { readonly type: 'close' }
  | { readonly type: 'stop' }
  | { readonly type: 'fail' }
  | { readonly type: 'restart'; readonly backoff: number }

/** Who lives the life: told each state it enters, which is where its `receive` is chosen. */
export interface Living {
  become(state: Life): void
}

/**
 * The life of every actor, venue and trader alike:
 * `starting → trading ⇄ halted → closing → stopped`, and from wherever it failed
 * `failed → restarting → starting`. Each actor is a root of its own on a clock of its own, whose
 * unit is the nanosecond, so that the back-off before a restart is a timer of that actor.
 */
export const lifecycle = setup({
  types: {} as {
    context: { living: Living; backoff: number }
    input: Living
    events: Signal
  },
  actions: {
    become: ({ context }, state: Life) => context.living.become(state),
  },
  delays: {
    backoff: ({ context }) => context.backoff,
  },
}).createMachine({
  context: ({ input }) => ({ living: input, backoff: 0 }),
  initial: 'starting',
  on: { stop: '.stopped', fail: '.failed' },
  states: {
    starting: {
      entry: { type: 'become', params: Life.starting },
      on: { open: 'trading', halt: 'halted', close: 'closing' },
    },
    trading: {
      entry: { type: 'become', params: Life.trading },
      on: { halt: 'halted', close: 'closing' },
    },
    halted: {
      entry: { type: 'become', params: Life.halted },
      on: { resume: 'trading', close: 'closing' },
    },
    closing: { entry: { type: 'become', params: Life.closing } },
    stopped: { entry: { type: 'become', params: Life.stopped }, type: 'final' },
    failed: {
      entry: { type: 'become', params: Life.failed },
      on: {
        fail: undefined,
        restart: {
          target: 'restarting',
          actions: assign({ backoff: ({ event }) => event.backoff }),
        },
      },
    },
    restarting: {
      entry: { type: 'become', params: Life.restarting },
      after: { backoff: 'starting' },
    },
  },
})
