import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor } from '../../../actors/actor.ts'
import { Kind } from '../../../protocols/kind.ts'
import type { Quote } from '../../../protocols/message.ts'
import { type ActorId, instrumentId } from '../../../protocols/units.ts'
import type { Latency } from '../../../src/kernel/latency.ts'
import { createLinks, type DirectLink, type FeedLink } from '../../../src/kernel/links.ts'
import { createSystem } from '../../../src/simulation/system.ts'
import { runs } from '../../runs.ts'

const VENUE = 0 as ActorId
const keysOf = (readers: number): string[] => [
  'venue/0',
  ...Array.from({ length: readers }, (_, nth) => `r/${nth}`),
]

const linked = (readers: number, feed: FeedLink, direct: DirectLink = { base: 10 }): Latency => {
  const keys = keysOf(readers)
  return createLinks({
    seed: 3,
    keys,
    classes: keys.map((_, id) => Math.min(id, 1)),
    direct: [
      [direct, direct],
      [direct, direct],
    ],
    feeds: [
      [{ base: 1 }, feed],
      [feed, { base: 1 }],
    ],
  })
}

/** A quote whose middle is `level` / 2 ticks. */
const quote = (number: number, level: number): Quote =>
  ({
    kind: Kind.quote,
    instrument: 0,
    number,
    ...{ bid: Math.floor(level / 2), bidSize: 1, ask: Math.ceil(level / 2), askSize: 1 },
  }) as Quote

/** Quotes at these times, of these levels. */
const quoter =
  (quotes: readonly (readonly [number, number])[], heard: number[] = []): Actor =>
  (context) => {
    const feed = context.feed(context.id, Kind.quote, instrumentId(0))
    return {
      receive(message) {
        if (message.kind === Kind.start) {
          quotes.forEach(([at], nth) => {
            context.after(at, nth)
          })
        } else if (message.kind === Kind.timer) {
          context.publish(feed, quote(message.tag + 1, quotes[message.tag]?.[1] as number))
        } else if (message.kind === Kind.custom) heard.push(context.now())
      },
    }
  }

/** When each reader has each of `times.length` quotes. */
function deliveries(readers: number, feed: FeedLink, times: readonly number[]): number[][] {
  const heard: number[][] = Array.from({ length: readers }, () => [])
  createSystem({
    seed: 1,
    latency: linked(readers, feed),
    members: [
      { key: 'venue/0', isHub: true, actor: quoter(times.map((at) => [at, 200])) },
      ...heard.map((own, nth) => ({
        key: `r/${nth}`,
        actor: ((context) => {
          const quotes = context.feed(VENUE, Kind.quote, instrumentId(0))
          return {
            receive(message) {
              if (message.kind === Kind.start) context.subscribe(quotes)
              if (message.kind === Kind.quote) own.push(context.now())
            },
          }
        }) satisfies Actor,
      })),
    ],
  }).runBefore(1e9)
  return heard
}

describe('unicast', () => {
  test('serves one reader after another, each once, in places of the same length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 9 }),
        (readers, each) => {
          const times = [1_000, 2_000, 3_000]
          const heard = deliveries(readers, { base: 5, unicast: each }, times)
          times.forEach((time, nth) => {
            const places = heard.map((own) => ((own[nth] as number) - time - 5) / each)
            expect(places.every((place) => Number.isInteger(place) && place >= 0)).toBe(true)
            expect(new Set(places).size).toBe(readers)
          })
        },
      ),
      { numRuns: runs(50) },
    )
  })

  test('puts none of three readers before another for good', () => {
    const count = 2_000
    const times = Array.from({ length: count }, (_, nth) => (nth + 1) * 1_000)
    const heard = deliveries(3, { base: 5, unicast: 10 }, times)
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const before = times.filter(
        (_, nth) => (heard[a]?.[nth] as number) < (heard[b]?.[nth] as number),
      ).length
      // Binomial, five deviations.
      expect(Math.abs(before - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4))
    }
  })

  test('takes nobody’s place where somebody joins who has a line of their own', () => {
    const [alone, beside] = [keysOf(4), ['idle/0', ...keysOf(4)]]
    const turns = (keys: string[]): number[] => {
      const classes = keys.map((key) => ['venue/0', 'idle/0'].indexOf(key))
      const kinds = classes.map((own) => (own < 0 ? 2 : own))
      const plain = { base: 1 }
      const served = { base: 1, unicast: 1 }
      const latency = createLinks({
        seed: 3,
        keys,
        classes: kinds,
        direct: [0, 1, 2].map(() => [plain, plain, plain]),
        feeds: [
          [plain, plain, served],
          [plain, plain, plain],
          [plain, plain, plain],
        ],
      })
      const venue = keys.indexOf('venue/0')
      return keys.flatMap((key, id) =>
        key.startsWith('r/')
          ? [latency.feed?.(venue, id)?.turn(venue, id, Kind.quote, 7) ?? -1]
          : [],
      )
    }
    expect(turns(beside)).toEqual(turns(alone))
  })
})

test('what is on its way is kept in its order, however much of it and whatever went before', () => {
  // The first are long gone when more than there is room for leave at once.
  const gone = [1_000, 2_000, 3_000]
  const burst = Array.from({ length: 40 }, (_, nth) => 4_000 + nth)
  const seen: number[] = []
  createSystem({
    seed: 1,
    latency: linked(1, { base: 100 }),
    members: [
      { key: 'venue/0', isHub: true, actor: quoter([...gone, ...burst].map((at) => [at, 200])) },
      {
        key: 'r/0',
        actor: (context) => {
          const quotes = context.feed(VENUE, Kind.quote, instrumentId(0))
          return {
            receive(message) {
              if (message.kind === Kind.start) for (const at of burst) context.after(at + 100, 0)
              else seen.push(context.observe(quotes)?.number ?? -1)
            },
          }
        },
      },
    ],
  }).runBefore(10_000)
  const numbers = burst.map((_, nth) => gone.length + nth + 1)
  // At the very moment of an arrival either of two may be the newest.
  expect(seen.map((number, nth) => (numbers[nth] as number) - number)).toSatisfy(
    (behind: number[]) => behind.every((count) => count === 0 || count === 1),
  )
})

describe('a feed with a bandwidth', () => {
  test('carries one publication after another', () => {
    // 64 bytes at 6.4e9 bytes a second are 10 ns.
    expect(deliveries(1, { base: 100, bandwidth: 6.4e9 }, [10, 12, 14, 60])).toEqual([
      [120, 130, 140, 170],
    ])
  })

  test('has nothing on its way for who subscribes late, however wide it is', () => {
    // 64 bytes at 6.4e10 bytes a second are 1 ns.
    const late = (feed: FeedLink): number[] => {
      const heard: number[] = []
      createSystem({
        seed: 1,
        latency: linked(1, feed),
        members: [
          { key: 'venue/0', isHub: true, actor: quoter([[100, 200]]) },
          {
            key: 'r/0',
            actor: (context) => ({
              receive(message) {
                if (message.kind === Kind.start) context.after(150, 0)
                else if (message.kind === Kind.timer) {
                  context.subscribe(context.feed(VENUE, Kind.quote, instrumentId(0)))
                } else heard.push(context.now())
              },
            }),
          },
        ],
      }).runBefore(1_000)
      return heard
    }
    expect(late({ base: 100 })).toEqual([200])
    expect(late({ base: 100, bandwidth: 6.4e10 })).toEqual([])
  })

  test('cannot be looked at, and says why', () => {
    const asked: string[] = []
    createSystem({
      seed: 1,
      latency: linked(1, { base: 5, bandwidth: 1e9 }),
      members: [
        { key: 'venue/0', isHub: true, actor: quoter([]) },
        {
          key: 'r/0',
          actor: (context) => ({
            receive() {
              const quotes = context.feed(VENUE, Kind.quote, instrumentId(0))
              try {
                context.observe(quotes)
              } catch (error) {
                asked.push((error as Error).message)
              }
            },
          }),
        },
      ],
    }).runBefore(10)
    expect(asked).toEqual([
      'r/0 cannot observe a feed of venue/0: its link has a bandwidth, and so a state; subscribe to it',
    ])
    const direct = { base: 1, volatility: { publisher: 0, instrument: 0, window: 1, perTick: 1 } }
    expect(() => linked(1, { base: 5, bandwidth: 1e9 }, direct)).toThrow(/bandwidth/)
  })
})

/** When messages that reader 0 sends at `times` arrive, beside such quotes. */
function arrivals(
  quotes: readonly (readonly [number, number])[],
  times: readonly number[],
  placement: readonly number[] = [0, 0],
): number[] {
  const heard: number[] = []
  const volatility = { publisher: 0, instrument: 0, window: 1_000, perTick: 50 }
  createSystem({
    seed: 1,
    latency: linked(1, { base: 20 }, { base: 100, volatility }),
    placement,
    members: [
      { key: 'venue/0', isHub: true, actor: quoter(quotes, heard) },
      {
        key: 'r/0',
        actor: (context) => ({
          receive(message) {
            if (message.kind === Kind.start) for (const at of times) context.after(at, 0)
            else context.send(VENUE, { kind: Kind.custom, subject: 0, a: 0, b: 0, c: 0 })
          },
        }),
      },
    ],
  }).runBefore(100_000)
  return heard
}

/** The same by a child: what the sender has seen by each message, and how much of each move is left. */
function plainly(
  quotes: readonly (readonly [number, number])[],
  times: readonly number[],
): number[] {
  let level = 0
  let moves = 0
  let last = times[0] as number
  let before = 0
  return times.map((time) => {
    const seen = quotes.filter(([at]) => at + 20 < time).at(-1)?.[1] ?? 0
    moves *= Math.max(0, 1 - (time - last) / 1_000)
    last = time
    if (seen !== 0 && level !== 0) moves += Math.abs(seen - level)
    if (seen !== 0) level = seen
    before = Math.max(before, time + 100 + Math.floor((moves * 50) / 2))
    return before
  })
}

describe('a link that is slower in a market that moves', () => {
  test('goes by the moves that its sender has observed, and by no other', () => {
    // The quote of 200 is seen from 220 on; the move of two ticks fades over 1,000 ns.
    const quotes = [
      [10, 200],
      [200, 204],
    ] as const
    expect(arrivals(quotes, [100, 219, 230, 730])).toEqual([200, 319, 430, 880])
  })

  test('is as a plain sum over moves says, wherever its ends are placed', () => {
    const levels = fc.array(fc.integer({ min: 195, max: 205 }), { maxLength: 20 })
    const sends = fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(levels, sends, fc.boolean(), (values, given, apart) => {
        // Quotes at odd times reach the sender at odd times; it speaks at even ones.
        const quotes = values.map((level, nth) => [nth * 30 + 11, level] as const)
        const times = given.map((time) => 2 * time).sort((a, b) => a - b)
        expect(arrivals(quotes, times, apart ? [0, 1] : [0, 0])).toEqual(plainly(quotes, times))
      }),
      { numRuns: runs(200) },
    )
  })
})
