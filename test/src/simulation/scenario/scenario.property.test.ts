import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { parseDuration } from '../../../../actors/parameters.ts'
import { SECOND } from '../../../../protocols/units.ts'
import { formatClock, parseClock } from '../../../../src/simulation/scenario/clock-time.ts'
import { formatDuration, formatScenario } from '../../../../src/simulation/scenario/dump.ts'
import { parseScenario } from '../../../../src/simulation/scenario/load.ts'
import { ScenarioError } from '../../../../src/simulation/scenario/scenario-error.ts'
import { shippedFile, shippedScenarios } from '../../../../src/simulation/scenario/shipped.ts'
import { venueRules } from './venue-rules.ts'

const spans = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000_000_000 }),
  fc.integer({ min: 1, max: 9999 }).map((n) => `${n} us`),
  fc
    .tuple(fc.integer({ min: 0, max: 99 }), fc.constantFrom('ms', 's', 'min', 'h', 'd'))
    .map(([n, unit]) => `${n}.5 ${unit}`),
)
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.nat({ max: 500 }))
  .map(([min, more]) => ({ type: 'uniform', min, max: min + more }))
const parameters: Record<string, fc.Arbitrary<object>> = {
  noise: fc.record({ size: sizes }, { requiredKeys: [] }),
  value: fc.record(
    { wakeMean: spans, mean: fc.integer({ min: 1, max: 1e6 }) },
    { requiredKeys: [] },
  ),
  momentum: fc.record({ wakeMean: spans, size: sizes }, { requiredKeys: [] }),
  'adaptive-market-maker': fc.record({ levels: fc.integer({ min: 1, max: 20 }) }),
  'percent-of-volume': fc.record({ side: fc.constantFrom('buy', 'sell') }, { requiredKeys: [] }),
}
const fundamentals = fc.oneof(
  fc.record({ type: fc.constant('constant'), value: fc.integer({ min: 1, max: 1e6 }) }),
  fc.record(
    {
      type: fc.constant('mean-reverting'),
      halfLife: spans,
      volatility: fc.double({ min: 0, max: 100, noNaN: true }),
      shocks: fc.constantFrom({}, { meanInterval: 'never' }, { meanInterval: '1 d' }),
    },
    { requiredKeys: ['type'] },
  ),
)
const latencies = fc.oneof(
  fc.record({ type: fc.constant('constant'), delay: spans }),
  spans.map((span) => ({ type: 'uniform', min: span, max: span })),
  fc.record({ type: fc.constant('distance'), extent: fc.integer({ min: 1, max: 1e9 }) }),
)
const supervision = fc.record(
  {
    onFailure: fc.constantFrom('stop', 'restart', 'escalate'),
    backoff: spans,
    restarts: fc.nat({ max: 1000 }),
  },
  { requiredKeys: [] },
)
const ends = fc.constantFrom('09:00:00.000000001', '23:59', '24:00', '10 min', '30 h', '1 ns')
const halts = fc.constantFrom(
  [],
  [{ at: '10:00', for: '1 min' }],
  [{ at: '15:59:59.5', for: '500 ms' }],
)

/** A consistent scenario file: one to three instruments and venues, up to four groups. */
const files = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .chain(([instruments, venues]) =>
    fc.record(
      {
        name: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,10}$/),
        description: fc.string({ unit: 'grapheme' }),
        seed: fc.maxSafeNat(),
        until: ends,
        session: fc.record(
          { start: fc.constantFrom('09:00', '00:00:07'), halts },
          { requiredKeys: [] },
        ),
        instruments: fc
          .array(fundamentals, { minLength: instruments, maxLength: instruments })
          .map((all) => all.map((fundamental, index) => ({ symbol: `S${index}`, fundamental }))),
        venues: fc
          .array(
            fc.record(
              {
                instruments: fc.subarray(
                  Array.from({ length: instruments }, (_, index) => `S${index}`),
                  { minLength: 1 },
                ),
                service: spans,
                feeds: fc.subarray(['trade', 'quote', 'depthByPrice', 'depthByOrder']),
                imbalance: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
                ...venueRules,
              },
              { requiredKeys: [] },
            ),
            { minLength: venues, maxLength: venues },
          )
          .map((all) => all.map((venue, index) => ({ name: `v${index}`, ...venue }))),
        latency: latencies,
        groups: fc
          .array(
            fc.constantFrom(...Object.keys(parameters)).chain((type) =>
              fc.record(
                {
                  type: fc.constant(type),
                  count: fc.nat({ max: 1000 }),
                  cash: fc.integer(),
                  venue: fc.nat({ max: venues - 1 }).map((index) => `v${index}`),
                  supervision,
                  parameters: parameters[type] as fc.Arbitrary<object>,
                },
                { requiredKeys: ['type'] },
              ),
            ),
            { maxLength: 4 },
          )
          .map((all) => all.map((group, index) => ({ name: `g${index}`, ...group }))),
      },
      { requiredKeys: ['name', 'instruments', 'venues'] },
    ),
  )
  .map((file) => ({ ...file, venues: file.venues.map((venue) => heard(venue, file.groups)) }))

/** The venue, which publishes all that any trader reads wherever somebody trades. */
function heard<Venue extends { name: string; feeds?: string[]; imbalance?: number }>(
  venue: Venue,
  groups: readonly unknown[] = [],
): Venue {
  if (groups.length === 0) return venue
  const { feeds = [], imbalance = 0.9 } = venue
  return { ...venue, feeds: [...new Set([...feeds, 'trade', 'quote'])], imbalance }
}

test('a resolved scenario, written out, loads as the same scenario', () => {
  fc.assert(
    fc.property(files, (file) => {
      const scenario = parseScenario(stringify(file), 'a.yaml')
      expect(parseScenario(formatScenario(scenario), 'b.yaml')).toEqual(scenario)
    }),
  )
})

test('the shipped scenarios, written out, load as the same scenarios', () => {
  for (const name of shippedScenarios()) {
    const scenario = parseScenario(readFileSync(shippedFile(name), 'utf8'), name)
    expect(parseScenario(formatScenario(scenario), 'b.yaml')).toEqual(scenario)
  }
})

/** The way to every field and row in `value`. */
function waysInto(value: unknown, way: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [way]
  return [way, ...Object.entries(value).flatMap(([key, field]) => waysInto(field, [...way, key]))]
}

/** What an editor's slip does to one field: renames it, drops it, or puts something else there. */
function mutate(file: unknown, way: readonly string[], slip: string, garbage: unknown): unknown {
  const copy = structuredClone(file) as Record<string, unknown>
  const last = way.at(-1)
  if (last === undefined) return garbage
  let at = copy
  for (const step of way.slice(0, -1)) at = at[step] as Record<string, unknown>
  const value = at[last]
  if (slip === 'negate' && typeof value === 'number') at[last] = -value
  else if (slip === 'replace') at[last] = garbage
  else {
    if (slip === 'rename') at[`${last}x`] = value
    if (Array.isArray(at)) at.splice(Number(last), 1)
    else delete at[last]
  }
  return copy
}

test('a file with any one slip loads, or is refused with a place and a reason, and never throws else', () => {
  const originals = shippedScenarios().map((name) => parse(readFileSync(shippedFile(name), 'utf8')))
  const slips = fc.constantFrom('rename', 'remove', 'negate', 'replace')
  const garbage = fc.oneof(
    fc.constantFrom('', 'noise', '12:00', '5 s', -1, 0, 0.5, 1e300, true, null, [], {}, [[]], {
      toString: 1,
    }),
    fc.jsonValue(),
  )
  const places = fc.constantFrom(
    ...originals.flatMap((file) => waysInto(file).map((way) => ({ file, way }))),
  )
  let refused = 0
  fc.assert(
    fc.property(places, slips, garbage, ({ file, way }, slip, value) => {
      const text = stringify(mutate(file, way, slip, value))
      refused += refusal(text, slip)
    }),
    { numRuns: 500 },
  )
  expect(refused).toBeGreaterThan(100)
})

test('a file with any piece of its text gone or doubled never throws but to refuse it', () => {
  const original = readFileSync(shippedFile('tiny'), 'utf8')
  const at = fc.nat({ max: original.length })
  fc.assert(
    fc.property(at, at, fc.boolean(), (a, b, twice) => {
      const [from, to] = twice ? [Math.max(a, b), Math.min(a, b)] : [Math.min(a, b), Math.max(a, b)]
      refusal(original.slice(0, from) + original.slice(to), 'cut')
    }),
    { numRuns: 200 },
  )
})

/** 1 where the text is refused as it should be, 0 where it loads. */
function refusal(text: string, slip: string): number {
  try {
    parseScenario(text, 'x.yaml')
    return 0
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw new Error(`${slip} threw`, { cause: error })
    expect(error.problems.length).toBeGreaterThan(0)
    for (const { where, text } of error.problems) {
      expect(where).toMatch(/^x\.yaml:(\d+:\d+)?$/)
      expect(text).toMatch(/^(must |is |".*" is )/s)
    }
    return 1
  }
}

test('a time of day, written out, reads as the same time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400 * SECOND }), (at) => {
      expect(parseClock(formatClock(at))).toBe(at)
    }),
  )
})

test('a span of time, written out, reads as the same span', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 15 }), (span, zeros) => {
      const rounded = span - (span % 10 ** zeros)
      expect(parseDuration(formatDuration(rounded))).toBe(rounded)
    }),
  )
  expect([50, 1_500_000, 60 * SECOND, 175_400_000_000, 0].map(formatDuration)).toEqual([
    '50 ns',
    '1.5 ms',
    '1 min',
    '175.4 s',
    '0 ns',
  ])
})
