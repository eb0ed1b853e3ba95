import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Actor } from '../../../../actors/actor.ts'
import { actorId } from '../../../../protocols/units.ts'
import { CAST, type TraderType } from '../../../../src/simulation/cast.ts'
import { parseScenario } from '../../../../src/simulation/scenario/load.ts'
import { ScenarioError } from '../../../../src/simulation/scenario/scenario-error.ts'
import { createFakeLife, MARKET } from '../../../actors/fake-context.ts'

/** The types that are made of their defaults; the others want a file, and read what is in it. */
const traders: readonly (readonly [string, TraderType])[] = Object.entries(CAST).filter(
  ([, { parameters }]) => parameters.safeParse({}).success,
)

test.each(traders)(
  'a %s trader reads the feeds that its type declares, and no other',
  (_, type) => {
    const asked = new Set<number>()
    // Some read more where they are told to; what a type declares is all that it may read.
    const all = type.parameters.safeParse({ cancelsOnTrade: true })
    const given = all.success ? all.data : type.parameters.parse({})
    const actor: Actor = type.create(given, MARKET)
    const life = createFakeLife((context) =>
      actor({
        ...context,
        feed: (publisher, kind, instrument) => {
          if (publisher === MARKET.venue) asked.add(kind)
          return context.feed(publisher, kind, instrument)
        },
      }),
    )
    life.enter('trading')
    life.quote(99, 101)
    life.run(MARKET.close, 1_000)
    expect(life.now()).toBeGreaterThan(0)
    expect([...asked].sort()).toEqual([...type.reads].sort())
  },
)

test.each(traders)(
  'a %s trader reads at other venues where its type says so, and only then',
  (_, type) => {
    const asked = new Set<number>()
    const elsewhere = [{ venue: actorId(7), instrument: MARKET.instrument }]
    const actor: Actor = type.create(type.parameters.parse({}), { ...MARKET, elsewhere })
    const life = createFakeLife((context) =>
      actor({
        ...context,
        feed: (publisher, kind, instrument) => {
          if (publisher === 7) asked.add(kind)
          return context.feed(publisher, kind, instrument)
        },
      }),
    )
    life.enter('trading')
    life.quote(99, 101)
    life.run(MARKET.close, 1_000)
    expect([...asked]).toEqual(type.everywhere === true ? type.reads : [])
  },
)

test('every type of which it is known here what it reads is among them', () => {
  expect(traders.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(READS)))
})

/** What each type reads, once more. */
const READS: Readonly<Record<string, readonly string[]>> = {
  'adaptive-market-maker': ['trade', 'quote', 'imbalance'],
  momentum: ['quote'],
  noise: ['quote'],
  'percent-of-volume': ['trade'],
  value: ['quote'],
}

interface Group {
  name: string
  type: string
  venue?: string
  count?: number
}
interface Venue {
  name: string
  feeds?: string[]
  imbalance?: number
}

const venue = fc.record(
  {
    feeds: fc.subarray(['trade', 'quote', 'depthByPrice', 'depthByOrder']),
    imbalance: fc.constant(0.5),
  },
  { requiredKeys: [] },
)
const group = fc.record(
  {
    type: fc.constantFrom(...Object.keys(READS)),
    venue: fc.constantFrom('v0', 'v1'),
    count: fc.constantFrom(0, 1, 7),
  },
  { requiredKeys: ['type'] },
)
const markets = fc.record({
  venues: fc
    .array(venue, { minLength: 2, maxLength: 2 })
    .map((all): Venue[] => all.map((one, index) => ({ name: `v${index}`, ...one }))),
  groups: fc
    .array(group, { maxLength: 4 })
    .map((all): Group[] => all.map((one, index) => ({ name: `g${index}`, ...one }))),
})

/** Plainly: every venue, feed and group that do not fit, a text each. */
function misfits(venues: readonly Venue[], groups: readonly Group[]): string[] {
  return groups
    .filter(({ count = 1 }) => count > 0)
    .flatMap(({ name, type, venue: at = 'v0' }) => {
      const { feeds = ['trade', 'quote'], imbalance } = venues.find(
        (one) => one.name === at,
      ) as Venue
      const published = imbalance === undefined ? feeds : [...feeds, 'imbalance']
      return (READS[type] as string[])
        .filter((feed) => !published.includes(feed))
        .map((feed) => `${at} ${feed} ${name}`)
    })
    .sort()
}

/** What a file is refused for, in the same words. */
function refusals(file: object): string[] {
  try {
    parseScenario(stringify(file), 'x.yaml')
    return []
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    return error.problems
      .flatMap(({ path, text }) => {
        const feed = path.endsWith('imbalance') ? 'imbalance' : /have "(\w+)"/.exec(text)?.[1]
        expect(path.startsWith(`venues[${/venue "v(\d)"/.exec(text)?.[1]}].`)).toBe(true)
        const names = text.match(/"g\d"/g) ?? []
        return names.map((name) => `v${path[7]} ${feed} ${JSON.parse(name)}`)
      })
      .sort()
  }
}

test('a scenario loads where its traders can read what they read, and else names all who cannot', () => {
  let refused = 0
  fc.assert(
    fc.property(markets, ({ venues, groups }) => {
      const instruments = [{ symbol: 'ABM', fundamental: { type: 'constant' } }]
      const found = refusals({ name: 'x', instruments, venues, groups })
      expect(found).toEqual(misfits(venues, groups))
      refused += found.length
    }),
    { numRuns: 300 },
  )
  expect(refused).toBeGreaterThan(0)
})

test('a feed that is missing is told with the venue, who reads it, and what to do', () => {
  const texts = (set: readonly string[]): string => {
    try {
      return parseScenario(MARKET_FILE, 'x.yaml', { set }).name
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(texts([])).toBe(
    'x.yaml:4:5 venues[0].imbalance is missing, and group "maker" at venue "exchange" reads it: ' +
      'set the share at which to publish it, such as 0.9, or let it trade at another venue\n' +
      'x.yaml:4:30 venues[0].feeds must have "quote", which group "maker", group "noise" at venue ' +
      '"exchange" read, not ["trade"] alone: add it, or let them trade at another venue',
  )
  const good = ['venues.exchange.feeds=[quote, trade]', 'venues.exchange.imbalance=0.9']
  expect(texts(good)).toBe('x')
  expect(texts([...good, 'venues.exchange.feeds=[quote]'])).toBe(
    '--set venues.exchange.feeds=[quote]: venues[0].feeds must have "trade", which group "maker" ' +
      'at venue "exchange" reads, not ["quote"] alone: add it, or let it trade at another venue',
  )
})

test('a feed that is missing at another venue than the reader’s own is told as well', () => {
  const texts = (...set: string[]): string => {
    try {
      return parseScenario(TWO_VENUES, 'x.yaml', { set }).name
    } catch (error) {
      return (error as Error).message
    }
  }
  const told = (venue: string, who: string): string =>
    `venues[1].feeds must have "quote", which ${who} at venue "${venue}" reads, not ["trade"] ` +
    'alone: add it, or let the venue not trade that instrument'
  expect(texts()).toBe('x')
  expect(texts('groups.sip.count=1')).toContain(told('right', 'group "sip"'))
  expect(texts('groups.fast.count=1')).toContain(told('right', 'group "fast"'))
  expect(texts('groups.index.count=1')).toContain(told('right', 'group "index"'))
  expect(texts('venues.left.guards={tradeThrough: refuse}')).toContain(
    told('right', 'venue "left"'),
  )
  const quoted = 'venues.right.feeds=[trade, quote]'
  for (const name of ['sip', 'fast', 'index'])
    expect(texts(`groups.${name}.count=1`, quoted)).toBe('x')
  // Whoever trades what that venue does not is not concerned; an index is read where home has its parts.
  expect(texts('groups.fast.count=1', 'venues.right.instruments=[ELM]')).toBe('x')
  expect(texts('groups.index.count=1', 'venues.left.instruments=[OAK, ELM, WOOD]')).toBe('x')
})

const TWO_VENUES = `name: x
instruments:
  - { symbol: OAK, fundamental: { type: constant } }
  - { symbol: ELM, fundamental: { type: constant } }
  - { symbol: WOOD, fundamental: { type: index, of: [{ symbol: OAK }, { symbol: ELM }] } }
venues:
  - { name: left, instruments: [OAK, WOOD], feeds: [trade, quote] }
  - { name: right, instruments: [OAK, ELM], feeds: [trade] }
groups:
  - { name: sip, type: consolidated-feed, venue: left, count: 0 }
  - { name: fast, type: cross-venue-arbitrageur, venue: left, count: 0 }
  - { name: index, type: index-arbitrageur, venue: left, instrument: WOOD, count: 0 }
`

const MARKET_FILE = `name: x
instruments: [{ symbol: ABM, fundamental: { type: constant } }]
venues:
  - { name: exchange, feeds: [trade] }
groups:
  - { name: maker, type: adaptive-market-maker }
  - { name: noise, type: noise }
`

test('who waits for news of an instrument of which nobody tells any is refused, and who is not there not', () => {
  const file = (groups: object[]) => ({
    name: 'x',
    instruments: ['ABM', 'XYZ'].map((symbol) => ({ symbol, fundamental: { type: 'constant' } })),
    venues: [{ name: 'v0' }],
    groups: groups.map((group, index) => ({ name: `g${index}`, ...group })),
  })
  const told = (groups: object[]): string[] => {
    try {
      parseScenario(stringify(file(groups)), 'x.yaml')
      return []
    } catch (error) {
      return (error as ScenarioError).problems.map(({ path, text }) => `${path} ${text}`)
    }
  }
  const maker = { type: 'news-maker', instrument: 'XYZ' }
  const news = { type: 'news', instrument: 'XYZ' }
  const refusal =
    /^groups\[0\]\.type must not be "news-maker" without a group of type "news" for "XYZ"/
  expect(told([maker])).toEqual([expect.stringMatching(refusal)])
  expect(told([maker, { ...news, count: 0 }])).toEqual([expect.stringMatching(refusal)])
  expect(told([maker, { type: 'news' }])).toEqual([expect.stringMatching(refusal)])
  expect(told([maker, news])).toEqual([])
  expect(told([{ ...maker, count: 0 }])).toEqual([])
})
