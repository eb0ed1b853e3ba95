import { expect, test } from 'vitest'
import type { ActorContext } from '../../../actors/actor.ts'
import { createAccounts } from '../../../actors/exchange/accounts.ts'
import { createDesk, type Request } from '../../../actors/exchange/desk.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { Kind, Phase } from '../../../protocols/kind.ts'
import type { Outgoing } from '../../../protocols/message.ts'
import { instrumentId } from '../../../protocols/units.ts'
import { say } from './scripted-market.ts'

/** A desk of a continuous market by itself, and what it publishes. */
function openDesk() {
  const published: { readonly kind: number; readonly phase?: number }[] = []
  const context = {
    now: () => 0,
    feed: () => 0,
    send: () => {},
    publish: (_feed: number, message: { readonly kind: number }) => published.push({ ...message }),
    after: () => 1,
    cancel: () => true,
  } as unknown as ActorContext
  const desk = createDesk(context, {
    instrument: instrumentId(0),
    mechanism: { type: 'continuous' },
    key: rootKey(1, 'desk'),
    accounts: createAccounts(1),
    feeds: new Set(['trade'] as const),
    watch: undefined,
    imbalance: undefined,
    tag: 0,
  })
  const ask = (sender: number, body: Outgoing): void => desk.serve({ ...body, sender } as Request)
  return { desk, ask, published }
}

test('an auction that a halt put off is said to be the auction that it was', () => {
  const { desk, ask, published } = openDesk()
  desk.enter(Phase.continuous)
  desk.enter(Phase.volatilityAuction)
  ask(1, say.buy(1, 101, 5))
  ask(2, say.sell(1, 99, 5))
  desk.enter(Phase.halted)
  expect(published).toEqual([])
  desk.enter(Phase.continuous)
  expect(published).toEqual([
    expect.objectContaining({ kind: Kind.cross, size: 5, phase: Phase.volatilityAuction }),
  ])
})
