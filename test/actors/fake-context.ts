import type { Actor, ActorContext, Market, Random, TimerId } from '../../actors/actor.ts'
import { drawUniform, rootKey } from '../../protocols/hash.ts'
import { Kind } from '../../protocols/kind.ts'
import { exp, log, normalQuantile } from '../../protocols/math.ts'
import type {
  Body,
  Message,
  NewOrder,
  Outgoing,
  Published,
  Quote,
} from '../../protocols/message.ts'
import {
  type ActorId,
  actorId,
  HOUR,
  instrumentId,
  MINUTE,
  type Nanos,
  nanos,
} from '../../protocols/units.ts'

/** A market of one instrument at actor 0: open from 30 min to 7 h, worth 100,000 ticks. */
export const MARKET: Market = {
  venue: actorId(0),
  instrument: instrumentId(0),
  open: nanos(30 * MINUTE),
  close: nanos(7 * HOUR),
  fundamental: () => 100_000,
  listed: ['ABM', 'XYZ'],
}

/** Chance from a seed, plainly. */
export function createFakeRandom(seed: number): Random {
  const key = rootKey(seed, 'test')
  let count = 0
  const uniform = (): number => drawUniform(key, ++count, 0)
  const normal = (mean: number, deviation: number): number =>
    mean + deviation * normalQuantile(uniform())
  return {
    uniform,
    normal,
    integer: (min, max) => min + Math.floor(uniform() * (max - min + 1)),
    exponential: (mean) => -mean * log(uniform()),
    logNormal: (mean, deviation) => exp(normal(mean, deviation)),
    chance: (probability) => uniform() < probability,
  }
}

type Stage = 'starting' | 'trading' | 'halted' | 'closing'

/** What an actor said, to whom and when. */
export interface Said {
  readonly at: number
  readonly to: ActorId
  readonly message: Outgoing
}

/**
 * One life of one actor on a stage where the test is the market: it sets the clock, the quote and
 * the state of life, fires the timers, and keeps what was said.
 */
export function createFakeLife(actor: Actor, { seed = 1, life = 0, now = 0 } = {}) {
  let clock = now
  let stage: Stage = 'starting'
  let quote: { bid: number; ask: number; bidSize: number; askSize: number } | undefined
  let timers: { id: number; at: number; tag: number }[] = []
  let timersSet = 0
  const said: Said[] = []
  const published: { readonly at: number; readonly message: Published }[] = []
  const subscribed: number[] = []

  const context: ActorContext = {
    id: actorId(1),
    key: 'test/0',
    now: () => clock as Nanos,
    random: createFakeRandom(seed),
    send: (to, message) => said.push({ at: clock, to, message: { ...message } }),
    publish: (_feed, message) => published.push({ at: clock, message: { ...message } }),
    feed: <K extends Kind>(_publisher: ActorId, kind: K) => kind as never,
    subscribe: (feed) => subscribed.push(feed),
    unsubscribe: () => {},
    observe: (feed) => {
      if ((feed as number) !== Kind.quote || quote === undefined) return undefined
      const body = { kind: Kind.quote, ...quote } as Quote
      return body as never
    },
    after: (delay, tag) => {
      if (!(delay >= 0)) throw new Error(`a timer after ${delay} ns`)
      timersSet += 1
      timers.push({ id: timersSet, at: clock + Math.max(1, Math.ceil(delay)), tag })
      return timersSet as TimerId
    },
    cancel: (timer) => {
      const before = timers.length
      timers = timers.filter(({ id }) => id !== timer)
      return timers.length < before
    },
    work: () => {},
    log: () => {},
  }

  const behaviour = actor(context)
  const hear = (body: Partial<Body>): void => {
    const receive = stage === 'trading' ? behaviour.receive : behaviour[stage]
    const hearing = receive ?? behaviour.receive
    hearing(body as Message)
  }
  hear({ kind: Kind.start, life })

  return {
    said,
    published,
    subscribed,
    /** Gives the actor a message, as its state of life hears it. */
    hear,
    now: () => clock,
    /** The timers that are set, the next first. */
    timers: () => [...timers].sort((a, b) => a.at - b.at || a.id - b.id),
    /** The orders sent so far. */
    orders: (): NewOrder[] =>
      said.flatMap(({ message }) => (message.kind === Kind.newOrder ? [message] : [])),
    /** Sets what the quote feeds show; 0 is an empty side. */
    quote(bid: number, ask: number, bidSize = 1, askSize = 1): void {
      quote = { bid, ask, bidSize: bid === 0 ? 0 : bidSize, askSize: ask === 0 ? 0 : askSize }
    },
    enter(next: Stage): void {
      stage = next
    },
    /** Lets time pass to `until`, firing what is due; at most `most` timers. */
    run(until: number, most = 100_000): void {
      for (let fired = 0; fired < most; fired++) {
        const next = [...timers].sort((a, b) => a.at - b.at || a.id - b.id)[0]
        if (next === undefined || next.at > until) break
        timers = timers.filter(({ id }) => id !== next.id)
        clock = next.at
        hear({ kind: Kind.timer, tag: next.tag })
      }
      clock = Math.max(clock, until)
    },
  }
}
export type FakeLife = ReturnType<typeof createFakeLife>
