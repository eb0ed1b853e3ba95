import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor, ActorContext, Feed } from '../../../actors/actor.ts'
import { Kind } from '../../../protocols/kind.ts'
import type { Published } from '../../../protocols/message.ts'
import { actorId, instrumentId } from '../../../protocols/units.ts'
import { createDistribution, type DistributionSpec } from '../../../src/kernel/distribution.ts'
import {
  constantLatency,
  distanceLatency,
  type Latency,
  uniformLatency,
} from '../../../src/kernel/latency.ts'
import { createLinks } from '../../../src/kernel/links.ts'
import { createSystem } from '../../../src/simulation/system.ts'
import { bodyOf, type Copy, copyOf } from '../../actors/exchange/scripted-market.ts'

/** The feeds of the publisher, actor 0, by number. */
const FEEDS = [
  { kind: Kind.trade, instrument: 0 },
  { kind: Kind.trade, instrument: 1 },
  { kind: Kind.quote, instrument: 0 },
  { kind: Kind.custom, instrument: 0 },
] as const

interface Publication {
  readonly at: number
  readonly feed: number
}

/** What the reader does with one feed when it wakes, or when a publication reaches it. */
type Deed = 'look' | 'subscribe' | 'unsubscribe' | 'renew'
interface Wake {
  readonly at: number
  readonly feed: number
  readonly deed: Deed
}

interface Run {
  readonly seed: number
  readonly thinking: number
  readonly latency: Latency
  readonly publications: readonly Publication[]
  readonly wakes: readonly Wake[]
  /** What the reader does when the nth publication on any feed reaches it, if that is delivered. */
  readonly onHearing: readonly Deed[]
  /** Which kernel hosts the publisher and which the reader. */
  readonly placement: readonly [number, number] | undefined
}

/** Something that happened to the reader, and what it observed on each feed at that moment. */
interface Moment {
  /** The timer's tag, or −1 where a publication came. */
  readonly tag: number
  readonly now: number
  readonly delivered: Saying | undefined
  readonly observed: readonly (Saying | undefined)[]
}
interface Saying {
  readonly sequence: number
  readonly sent: number
  readonly body: unknown
}

const sayingOf = (copy: Copy): Saying => {
  const { sequence, sent } = copy
  return { sequence, sent, body: bodyOf(copy) }
}

function publicationOf(feed: number, number: number): Published {
  const { kind, instrument } = FEEDS[feed] as (typeof FEEDS)[number]
  const size = number
  if (kind === Kind.custom) return { kind, subject: 9, a: number, b: 0, c: -number }
  const sides =
    kind === Kind.trade
      ? { side: 1, price: 100, size, venueOrder: number }
      : { bid: 99, bidSize: size, ask: 101, askSize: size }
  return { kind, instrument, number, ...sides } as unknown as Published
}

function publisher(publications: readonly Publication[]): Actor {
  return (context) => {
    const feeds = FEEDS.map(({ kind, instrument }) =>
      context.feed(context.id, kind, instrumentId(instrument)),
    )
    const numbers = FEEDS.map(() => 0)
    return {
      receive(message) {
        if (message.kind === Kind.start) {
          publications.forEach(({ at }, nth) => {
            context.after(at, nth)
          })
        } else if (message.kind === Kind.timer) {
          const { feed } = publications[message.tag] as Publication
          numbers[feed] = (numbers[feed] as number) + 1
          context.publish(feeds[feed] as Feed, publicationOf(feed, numbers[feed]) as never)
        }
      },
    }
  }
}

const feedsOf = (context: ActorContext): Feed[] =>
  FEEDS.map(({ kind, instrument }) => context.feed(actorId(0), kind, instrumentId(instrument)))

const feedOf = ({ kind, instrument }: Copy): number =>
  FEEDS.findIndex((feed) => feed.kind === kind && feed.instrument === (instrument ?? 0))

/**
 * Reads at each of its moments what `observe` gives. One that `always` subscribes does so to all
 * feeds from its start and never again; others do as their wakes and `onHearing` say, or not even
 * that where they only look.
 */
function reader(run: Run, how: 'always' | 'never' | 'at times', moments: Moment[]): Actor {
  return (context) => {
    const feeds = feedsOf(context)
    const act = (deed: Deed, feed: Feed): void => {
      if (how !== 'at times') return
      if (deed === 'unsubscribe' || deed === 'renew') context.unsubscribe(feed)
      if (deed === 'subscribe' || deed === 'renew') context.subscribe(feed)
    }
    const observe = (): (Saying | undefined)[] =>
      feeds.map((feed) => {
        const seen = context.observe(feed)
        return seen && sayingOf(copyOf(seen))
      })
    return {
      receive(message) {
        const now = context.now()
        if (moments.length > 500) throw new Error('the same comes again and again')
        if (message.kind === Kind.start) {
          if (how === 'always') for (const feed of feeds) context.subscribe(feed)
          run.wakes.forEach(({ at }, nth) => {
            context.after(at, nth)
          })
        } else if (message.kind === Kind.timer) {
          moments.push({ tag: message.tag, now, delivered: undefined, observed: observe() })
          const { deed, feed } = run.wakes[message.tag] as Wake
          act(deed, feeds[feed] as Feed)
        } else {
          const copy = copyOf(message)
          moments.push({ tag: -1, now, delivered: sayingOf(copy), observed: observe() })
          expect(copy.arrives).toBe(now)
          const deed = run.onHearing[copy.sequence % run.onHearing.length] ?? 'look'
          act(deed, feeds[feedOf(copy)] as Feed)
        }
      },
    }
  }
}

/** What happens to a reader of this kind in the run. */
function live(run: Run, how: 'always' | 'never' | 'at times'): Moment[] {
  const { seed, thinking, latency, publications, placement } = run
  const moments: Moment[] = []
  createSystem({
    seed,
    latency,
    members: [
      { key: 'publisher/0', actor: publisher(publications), isHub: true, thinking },
      { key: 'reader/0', actor: reader(run, how, moments) },
    ],
    ...(placement === undefined ? {} : { placement }),
  }).runBefore(10_000)
  return moments
}

// Few nanoseconds: wake-ups and deliveries often share one.
const time = fc.integer({ min: 1, max: 40 })
const feed = fc.integer({ min: 0, max: FEEDS.length - 1 })
const deed: fc.Arbitrary<Deed> = fc.constantFrom(
  'look',
  'look',
  'subscribe',
  'unsubscribe',
  'renew',
)
const latency: fc.Arbitrary<Latency> = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map(constantLatency),
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 12 }))
    .map(([min, spread]) => uniformLatency(min, min + spread)),
  fc.nat(1_000).map((seed) => distanceLatency(4, seed, ['publisher/0', 'reader/0'])),
  fc
    .record({
      seed: fc.nat(1_000),
      base: fc.integer({ min: 1, max: 6 }),
      jitter: fc.constantFrom<DistributionSpec>(
        { type: 'constant', value: 3 },
        { type: 'log-normal', median: 2, sigma: 1 },
        { type: 'gamma', shape: 2, mean: 4 },
        { type: 'exponential', mean: 3, shift: 1 },
        { type: 'cubic', scale: 1, shape: 0.5, clip: 0.3 },
        { type: 'empirical', values: [0, 0, 1, 9] },
      ),
      lossy: fc.boolean(),
      lines: fc.integer({ min: 1, max: 3 }),
      outages: fc.constantFrom(
        [],
        [{ from: 10, to: 18 }],
        [
          { from: 0, to: 5 },
          { from: 30, to: 31 },
        ],
      ),
      extent: fc.constantFrom(0, 2),
      unicast: fc.constantFrom(0, 0, 3),
      conflate: fc.constantFrom(0, 0, 1, 7, 20),
    })
    .map(({ seed, base, jitter, lossy, lines, outages, extent, unicast, conflate }) => {
      const loss = lossy ? { loss: { probability: 0.2, timeout: 4 } } : {}
      const held = { unicast, conflate }
      const link = { base, jitter: createDistribution(jitter), lines, outages, ...loss, ...held }
      return createLinks({
        seed,
        keys: ['publisher/0', 'reader/0'],
        classes: [0, 0],
        direct: [[{ base }]],
        feeds: [[link]],
        extent,
      })
    }),
)
const runs: fc.Arbitrary<Run> = fc.record({
  seed: fc.nat(1_000_000),
  thinking: fc.constantFrom(0, 0, 1, 5),
  latency,
  publications: fc.array(fc.record({ at: time, feed }), { maxLength: 40, size: 'max' }),
  wakes: fc.array(fc.record({ at: fc.integer({ min: 1, max: 70 }), feed, deed }), {
    maxLength: 40,
    size: 'max',
  }),
  onHearing: fc.array(deed, { minLength: 1, maxLength: 7 }),
  placement: fc.constantFrom(undefined, undefined, [0, 1] as const, [1, 0] as const),
})

/** `expect(…).toEqual(…)`, at a tenth of its cost where the two are equal. */
function expectEqual(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected)
}

const feedOfSaying = ({ body }: Saying): number => feedOf(body as Copy)

test('to observe is to subscribe: always the publication that was delivered last, or none', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const last: (Saying | undefined)[] = FEEDS.map(() => undefined)
      for (const { delivered, observed } of live(run, 'always')) {
        if (delivered !== undefined) last[feedOfSaying(delivered)] = delivered
        expectEqual(observed, last)
      }
    }),
    { numRuns: 300 },
  )
})

test('who never subscribes, or only at times, observes the same at every moment', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const always = live(run, 'always')
      const wakes = always.filter(({ tag }) => tag >= 0)
      expectEqual(live(run, 'never'), wakes)
      const atTimes = live(run, 'at times')
      expectEqual(
        atTimes.filter(({ tag }) => tag >= 0),
        wakes,
      )
    }),
    { numRuns: 200 },
  )
})

/** Which of the moments of one who always subscribes are left to one who does so at times. */
function whileSubscribed(run: Run, always: readonly Moment[]): Moment[] {
  const isOn = FEEDS.map(() => false)
  const act = (deed: Deed, which: number): void => {
    if (deed === 'subscribe' || deed === 'renew') isOn[which] = true
    if (deed === 'unsubscribe') isOn[which] = false
  }
  return always.filter(({ tag, delivered }) => {
    if (delivered === undefined) {
      const { deed, feed } = run.wakes[tag] as Wake
      act(deed, feed)
      return true
    }
    const which = feedOfSaying(delivered)
    if (!isOn[which]) return false
    act(run.onHearing[delivered.sequence % run.onHearing.length] ?? 'look', which)
    return true
  })
}

test('while subscribed each publication comes exactly once, at its own moment', () => {
  fc.assert(
    fc.property(runs, (run) => {
      expectEqual(live(run, 'at times'), whileSubscribed(run, live(run, 'always')))
    }),
    { numRuns: 300 },
  )
})

/** Which of a feed's publications, made at these times, leave: of those that do together, the last. */
function plainlyConflated(times: readonly number[], interval: number): number[] {
  const leaves = times.map((time) =>
    interval === 0 ? time : time + ((interval - (time % interval)) % interval),
  )
  const numbers = times.map((_, nth) => nth + 1)
  return interval === 0 ? numbers : numbers.filter((n) => leaves[n - 1] !== leaves[n])
}

test('a feed arrives in order, all that leave of it, each after the base delay at least', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const moments = live(run, 'always')
      FEEDS.forEach((_, which) => {
        const heard = moments.filter(
          ({ delivered }) => delivered !== undefined && feedOfSaying(delivered) === which,
        )
        const numbers = heard.map(({ delivered }) => {
          const { number, a } = (delivered as Saying).body as { number?: number; a: number }
          return number ?? a
        })
        const { thinking, latency } = run
        const made = run.publications.filter(({ feed }) => feed === which)
        const times = made.map(({ at }) => at + thinking).sort((one, other) => one - other)
        const { interval = 0 } = latency.feed?.(0, 1) ?? {}
        expect(numbers).toEqual(plainlyConflated(times, interval))
        const base = latency.base(0, 1, FEEDS[which]?.kind ?? 0)
        for (const { now, delivered } of heard) {
          const early = (delivered as Saying).sent + thinking + base
          expect(now).toBeGreaterThanOrEqual(early)
          expect(now).toBeLessThanOrEqual((delivered as Saying).sent + thinking + latency.longest)
        }
      })
    }),
    { numRuns: 200 },
  )
})
