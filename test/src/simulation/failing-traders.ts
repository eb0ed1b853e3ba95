import type { Actor, ActorContext } from '../../../actors/actor.ts'
import { createExchange } from '../../../actors/exchange/exchange.ts'
import { Kind, Life, nameOf } from '../../../protocols/kind.ts'
import { actorId, instrumentId } from '../../../protocols/units.ts'
import { constantLatency } from '../../../src/kernel/latency.ts'
import type { Member, Supervision } from '../../../src/simulation/part.ts'
import { createSystem } from '../../../src/simulation/system.ts'
import {
  type Copy,
  createPlainTape,
  say,
  type VenueTerms,
  venueOf,
} from '../../actors/exchange/scripted-market.ts'

/** The venue's number, and the first trader's. */
export const VENUE = actorId(0)
export const TRADER = 1
const LATENCY = 10

/** A venue, open from 100 to 1,000 ns, and traders from the number 1 on, 10 ns away from it. */
export function stage(traders: readonly Partial<Member>[], venue: VenueTerms = {}, seed = 1) {
  const tape = createPlainTape()
  const members: Member[] = [
    { key: 'venue/0', actor: createExchange(venueOf(venue)), isHub: true },
    ...traders.map((trader, nth) => ({
      key: `trader/${nth}`,
      actor: () => ({ receive: () => {} }),
      home: 0,
      ...trader,
    })),
  ]
  const system = createSystem({ seed, members, latency: constantLatency(LATENCY), sinks: [tape] })
  return { system, records: tape.records }
}

/** Plays a stage to its end. */
export function play(...parts: Parameters<typeof stage>): Copy[] {
  const { system, records } = stage(...parts)
  system.runBefore(1_000_000)
  return records
}

/** A failure restarts the actor after `backoff` ns, at most `restarts` times. */
export const restart = (backoff: number, restarts: number): Supervision => ({
  onFailure: 'restart',
  backoff,
  restarts,
})

/** The notes of one actor, in words: when it entered which state of which life, or failed. */
export function lifeOf(records: readonly Copy[], actor = TRADER): string[] {
  return records
    .filter(({ sender, kind }) => sender === actor && kind < Kind.newOrder)
    .map(({ kind, sent, state, life, text }) => {
      if (kind === Kind.lifecycle) return `${sent}: ${nameOf(Life, Number(state))} ${life}`
      return kind === Kind.failed ? `${sent}: ${text} ${life}` : `${sent}: drops`
    })
    .filter((line) => !line.endsWith('drops'))
}

/** What an actor may do at a moment at which it then throws. */
export const DEEDS: Readonly<Record<string, (context: ActorContext) => void>> = {
  orders: (context) => context.send(VENUE, say.buy(7, 100, 5)),
  cancels: (context) => context.send(VENUE, say.cancelAll()),
  waits: (context) => void context.after(3, 99),
  'changes its mind': (context) => void context.cancel(context.after(3, 99)),
  publishes: (context) => {
    const feed = context.feed(context.id, Kind.custom, instrumentId(0))
    context.publish(feed, { kind: Kind.custom, subject: 1, a: 1, b: 2, c: 3 })
  },
}

/** Says an order a life, then at each of its timers does `deeds` and throws. */
export const throwing =
  (deeds: readonly string[]): Actor =>
  (context) => ({
    receive(message) {
      if (message.kind === Kind.start) {
        context.after(150, 1)
        context.after(400, 2)
      }
      if (message.kind !== Kind.timer) return
      for (const deed of deeds) DEEDS[deed]?.(context)
      throw new Error(`timer ${message.tag}`)
    },
  })
