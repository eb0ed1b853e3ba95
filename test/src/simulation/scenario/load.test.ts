import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../../protocols/units.ts'
import { CAST } from '../../../../src/simulation/cast.ts'
import {
  loadScenario,
  parseScenario,
  type ScenarioOptions,
} from '../../../../src/simulation/scenario/load.ts'
import { ScenarioError } from '../../../../src/simulation/scenario/scenario-error.ts'
import { shippedScenarios } from '../../../../src/simulation/scenario/shipped.ts'

const SMALL = `name: small
session: { start: "09:00:00", open: "09:30:00", close: "16:00:00" }
instruments:
  - { symbol: ABM, fundamental: { type: constant, value: 100 } }
  - { symbol: XYZ, fundamental: { type: constant, value: 50 } }
venues:
  - { name: exchange, instruments: [ABM] }
latency: { type: constant, delay: "1 ms" }
groups:
  - { name: noise, type: noise, count: 5 }
  - { name: value, type: value, count: 2 }
`

/** Every archetype, as a refusal lists them. */
const TYPES = Object.keys(CAST)
  .map((type) => JSON.stringify(type))
  .join(', ')

/** The lines that a file is refused with, the small one after one change; none where it loads. */
function refusal(from: string | RegExp, to: string, options?: ScenarioOptions): string[] {
  const text = SMALL.replace(from, to)
  if (from !== '') expect(text).not.toBe(SMALL)
  return refusalOf(() => parseScenario(text, 'small.yaml', options))
}

function refusalOf(act: () => unknown): string[] {
  try {
    act()
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n')
    throw error
  }
  return []
}

test('a small file is filled in with the defaults of a trading day', () => {
  const scenario = parseScenario(SMALL, 'small.yaml')
  expect(scenario.session).toEqual({
    startSeconds: 9 * 3600,
    open: 30 * MINUTE,
    close: 7 * HOUR,
    halts: [],
  })
  expect(scenario.until).toBe(7 * HOUR + SECOND)
  expect(scenario.seed).toBe(1)
  expect(scenario.venues).toEqual([
    {
      name: 'exchange',
      cancelOnDisconnect: true,
      instruments: ['ABM'],
      computation: 50,
      service: 0,
      feeds: ['trade', 'quote'],
    },
  ])
  expect(scenario.groups[0]).toMatchObject({
    venue: 'exchange',
    instrument: 'ABM',
    cash: 10_000_000,
    computation: 50,
    supervision: { onFailure: 'stop', backoff: SECOND, restarts: 3 },
  })
})

test('a venue that names no instruments trades them all', () => {
  const text = SMALL.replace(', instruments: [ABM]', '')
  expect(parseScenario(text, 'small.yaml').venues[0]?.instruments).toEqual(['ABM', 'XYZ'])
})

test('a group trades where and what it says, and else the first', () => {
  const venues =
    '{ name: exchange, instruments: [ABM] }\n  - { name: pool, instruments: [XYZ, ABM] }'
  const text = SMALL.replace('{ name: exchange, instruments: [ABM] }', venues)
  const placed = (fields: string) => {
    const { groups } = parseScenario(text.replace('count: 2', fields), 'small.yaml')
    return [groups[1]?.venue, groups[1]?.instrument]
  }
  expect(placed('count: 2')).toEqual(['exchange', 'ABM'])
  expect(placed('venue: pool')).toEqual(['pool', 'XYZ'])
  expect(placed('venue: pool, instrument: ABM')).toEqual(['pool', 'ABM'])
})

test('halts and ends are counted from the start of the session', () => {
  const halts = SMALL.replace('close: "16:00:00"', 'halts: [{ at: "10:00", for: "5 min" }]')
  const scenario = parseScenario(halts, 'small.yaml', { until: '10 min' })
  expect(scenario.session.halts).toEqual([{ at: HOUR, for: 5 * MINUTE, auction: 0 }])
  expect(scenario.until).toBe(10 * MINUTE)
  expect(parseScenario(SMALL, 'small.yaml', { until: '10:00:00.5' }).until).toBe(HOUR + SECOND / 2)
})

const SIZES = 'parameters: { size: { type: uniform, min: -5, max: 2 } }'
const CASES: [string, string, string, string][] = [
  [
    'an unknown field',
    'latency:',
    'latencie:',
    'small.yaml:8:1 latencie is not a field (did you mean "latency"?): the fields here are name, description, seed, session, until, instruments, venues, latency, groups, placement',
  ],
  [
    'an unknown archetype',
    'type: noise',
    'type: noize',
    `small.yaml:10:26 groups[0].type must be one of ${TYPES}, not "noize" (did you mean "noise"?)`,
  ],
  [
    'an archetype that is like no other',
    'type: noise',
    'type: oracle',
    `small.yaml:10:26 groups[0].type must be one of ${TYPES}, not "oracle"`,
  ],
  [
    'a group without an archetype',
    'type: noise, ',
    '',
    `small.yaml:10:5 groups[0].type is missing: it must be one of ${TYPES}`,
  ],
  [
    'a name given twice among groups',
    'name: value',
    'name: noise',
    'small.yaml:11:13 groups[1].name must be unique among venues and groups, not "noise" again',
  ],
  [
    'a group that is called as a venue is',
    'name: value',
    'name: exchange',
    'small.yaml:11:13 groups[1].name must be unique among venues and groups, not "exchange" again',
  ],
  [
    'a symbol given twice',
    'XYZ',
    'ABM',
    'small.yaml:5:15 instruments[1].symbol must be unique among instruments, not "ABM" again',
  ],
  [
    'an instrument traded twice at one venue',
    '[ABM]',
    '[ABM, ABM]',
    'small.yaml:7:42 venues[0].instruments[1] must be unique among a venue\'s instruments, not "ABM" again',
  ],
  [
    'a venue of an unknown instrument',
    '[ABM]',
    '[ABN]',
    'small.yaml:7:37 venues[0].instruments[0] must be an instrument: "ABM", "XYZ", not "ABN" (did you mean "ABM"?)',
  ],
  [
    'a group at an unknown venue',
    'count: 5',
    'venue: exchnage',
    'small.yaml:10:40 groups[0].venue must be a venue: "exchange", not "exchnage" (did you mean "exchange"?)',
  ],
  [
    'a group in an instrument that its venue does not trade',
    'count: 5',
    'instrument: XYZ',
    'small.yaml:10:45 groups[0].instrument must be an instrument of venue "exchange": "ABM", not "XYZ"',
  ],
  [
    'a close before the open',
    'close: "16:00:00"',
    'close: "09:29:59"',
    'small.yaml:2:56 session.close must be after the open (09:30:00), not 09:29:59',
  ],
  [
    'an open before the start',
    'open: "09:30:00"',
    'open: "08:00"',
    'small.yaml:2:37 session.open must be at or after the start (09:00:00), not 08:00:00',
  ],
  [
    'a start within a second',
    'start: "09:00:00"',
    'start: "09:00:00.5"',
    'small.yaml:2:19 session.start must be in whole seconds, not "09:00:00.5"',
  ],
  [
    'a time that no clock shows',
    'open: "09:30:00"',
    'open: "9:60"',
    'small.yaml:2:37 session.open must be a time of day such as "09:30:00", not "9:60"',
  ],
  [
    'halts that overlap',
    'close: "16:00:00"',
    'halts: [{ at: "10:00", for: "5 min" }, { at: "10:04", for: "5 min" }]',
    'small.yaml:2:94 session.halts[1].at must be at or after the end of the halt before it (10:05:00), not 10:04:00',
  ],
  [
    'a halt that outlasts the close',
    'close: "16:00:00"',
    'halts: [{ at: "15:58", for: "5 min" }]',
    'small.yaml:2:63 session.halts[0].at must end by the close (16:00:00), not at 16:03:00',
  ],
  [
    'an end before the start',
    'name: small',
    'name: small\nuntil: "08:59"',
    'small.yaml:2:8 until must be after the start (09:00:00), not "08:59"',
  ],
  [
    'an end that is no time',
    'name: small',
    'name: small\nuntil: late',
    'small.yaml:2:8 until must be a time of day such as "16:00:01" or a duration since the start such as "10 min", not "late"',
  ],
  [
    'a negative count',
    'count: 5',
    'count: -1',
    'small.yaml:10:40 groups[0].count must be a whole number, 0 to 1000000, not -1',
  ],
  [
    'a count above a million',
    'count: 5',
    'count: 1000001',
    'small.yaml:10:40 groups[0].count must be a whole number, 0 to 1000000, not 1000001',
  ],
  [
    'a negative size',
    'count: 5',
    SIZES,
    'small.yaml:10:75 groups[0].parameters.size.min must be a whole number, 1 to 1073741823, not -5',
  ],
  [
    'a price that is not whole ticks',
    'value: 100 ',
    'value: 100.5 ',
    'small.yaml:4:58 instruments[0].fundamental.value must be a whole number, 1 to 1073741823, not 100.5',
  ],
  [
    'a mean that is not whole ticks',
    'count: 2',
    'parameters: { mean: 0.5 }',
    'small.yaml:11:53 groups[1].parameters.mean must be a whole number, 1 to 1073741823, not 0.5',
  ],
  [
    'a seed beyond what a double can count',
    'name: small',
    'name: small\nseed: 9007199254740992',
    'small.yaml:2:7 seed must be a whole number, 0 to 9007199254740991, not 9007199254740992',
  ],
  [
    'an instant link',
    'delay: "1 ms"',
    'delay: "0 ns"',
    'small.yaml:8:35 latency.delay must be at least 1 ns, not 0 ns',
  ],
  [
    'a least delay above the greatest',
    'type: constant, delay: "1 ms"',
    'type: uniform, min: "2 ms", max: "1 ms"',
    'small.yaml:8:45 latency.max must be at least the min ("2 ms"), not "1 ms"',
  ],
  [
    'a duration without a unit',
    'count: 5',
    'computation: "50"',
    'small.yaml:10:46 groups[0].computation must be a duration such as "50 ns", "1.5 s" or "48 d", not "50"',
  ],
  [
    'averages the wrong way round',
    'type: noise, count: 5',
    'type: momentum, parameters: { short: 60 }',
    'small.yaml:10:57 groups[0].parameters.short is 60: short must not be above long',
  ],
  [
    'a jump that is neither never nor at some interval',
    '{ type: constant, value: 100 }',
    '{ type: mean-reverting, shocks: { meanInterval: 0 } }',
    'small.yaml:4:81 instruments[0].fundamental.shocks.meanInterval must be "never", or a duration of at least 1 ms, as in "30 min", not 0',
  ],
  [
    'a feed that there is not',
    'instruments: [ABM] ',
    'instruments: [ABM], feeds: [quotes] ',
    'small.yaml:7:51 venues[0].feeds[0] must be one of "trade", "quote", "depthByPrice", "depthByOrder", "indicative", not "quotes" (did you mean "quote"?)',
  ],
  [
    'a name that cannot be a folder',
    'name: small',
    'name: ../small',
    'small.yaml:1:7 name must be a name of at most 64 letters, digits, "-" and "_" that begins with a letter, not "../small"',
  ],
  [
    'a market of nothing',
    /instruments:\n(.*\n){2}/.source,
    '',
    'small.yaml:1:1 instruments is missing: it must be a list of at least 1',
  ],
]

test.each(CASES)('%s is refused where it stands', (_title, from, to, line) => {
  expect(refusal(from.includes('(') ? new RegExp(from) : from, to)).toEqual([line])
})

test('everything that is wrong is said at once, in the order of the file', () => {
  const text = `sead: 1
instruments: [{ symbol: ABM, fundamental: { type: constant } }]
venues: [{ name: exchange, service: fast }]
groups:
  - { name: noise, type: noize, count: -1, venue: exchange }
  - { name: noise, type: noise, parameters: { wakeForm: 3 } }
`
  const lines = refusalOf(() => parseScenario(text, 'x.yaml'))
  expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'x.yaml:1:1 name',
    'x.yaml:1:1 sead',
    'x.yaml:3:37 venues[0].service',
    'x.yaml:5:26 groups[0].type',
    'x.yaml:5:40 groups[0].count',
    'x.yaml:6:13 groups[1].name',
    'x.yaml:6:47 groups[1].parameters.wakeForm',
  ])
})

test('what is no YAML, or no table, is refused with its place', () => {
  expect(refusalOf(() => parseScenario('name: [', 'x.yaml'))).toEqual([
    'x.yaml:1:8 is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ])
  expect(refusalOf(() => parseScenario('name: a\nname: b', 'x.yaml'))).toEqual([
    'x.yaml:2:1 is not YAML: Map keys must be unique',
  ])
  expect(refusalOf(() => parseScenario('name: *who', 'x.yaml'))).toEqual([
    'x.yaml: is not YAML: Unresolved alias (the anchor must be set before the alias): who',
  ])
  expect(refusalOf(() => parseScenario('- 1', 'x.yaml'))).toEqual([
    'x.yaml:1:1 a scenario must be a table of fields, not [1]',
  ])
  expect(refusalOf(() => parseScenario('', 'x.yaml'))).toEqual([
    'x.yaml:1:1 a scenario must be a table of fields, not null',
  ])
})

test('fields are set from outside by the names of groups, venues and instruments, or by place', () => {
  const set = [
    'groups.noise.count=7',
    'groups[1].count=3',
    'venues.exchange.service=10 us',
    'instruments.XYZ.fundamental={ type: mean-reverting }',
    'groups.noise.supervision.onFailure=restart',
    'groups.noise.parameters.wakeTo=1 h',
  ]
  const scenario = parseScenario(SMALL, 'small.yaml', { set, seed: 9, until: '12:00' })
  expect(scenario.groups.map(({ count }) => count)).toEqual([7, 3])
  expect(scenario.venues[0]?.service).toBe(10_000)
  expect(scenario.instruments[1]?.fundamental.type).toBe('mean-reverting')
  expect(scenario.groups[0]?.supervision).toMatchObject({ onFailure: 'restart', restarts: 3 })
  expect(scenario.groups[0]?.parameters).toMatchObject({ wakeTo: HOUR })
  expect([scenario.seed, scenario.until]).toEqual([9, 3 * HOUR])
})

test.each([
  [
    'groups.noise.count=-1',
    '--set groups.noise.count=-1: groups[0].count must be a whole number, 0 to 1000000, not -1',
  ],
  [
    'groups.noize.count=1',
    '--set groups.noize.count=1: groups has no "noize" (did you mean "noise"?): there are noise, value',
  ],
  ['groups[2].count=1', '--set groups[2].count=1: groups has 2 rows, counted from 0, not 2'],
  [
    'groups.noise.coutn=1',
    '--set groups.noise.coutn=1: groups[0].coutn is not a field (did you mean "count"?): the fields here are name, type, count, cash, computation, workTime, thinking, venue, instrument, supervision, parameters',
  ],
  ['name.first=x', '--set name.first=x: name has no fields, so no "first" can be set in it'],
  [
    'sead.first=1',
    '--set sead.first=1: sead is not a field (did you mean "seed"?): the fields here are name, description, seed, session, until, instruments, venues, latency, groups, placement',
  ],
  [
    'groups.noise.count=1e12',
    '--set groups.noise.count=1e12: groups[0].count must be a whole number, 0 to 1000000, not 1000000000000',
  ],
  [
    'groups.noise.count',
    '--set groups.noise.count: must be path=value, as in groups.noise.count=5',
  ],
  ['__proto__.x=1', '--set __proto__.x=1: must be path=value, as in groups.noise.count=5'],
  ['name=[', '--set name=[: is not YAML: Flow sequence must end with a ]'],
])('setting %s is refused as it was said', (path, line) => {
  expect(refusal('', '', { set: [path] })).toEqual([line])
})

test('a seed or an end from outside is refused as it was said', () => {
  expect(refusal('', '', { seed: -1 })).toEqual([
    '--seed -1: seed must be a whole number, 0 to 9007199254740991, not -1',
  ])
  expect(refusal('', '', { until: '8 am' })).toEqual([
    '--until 8 am: until must be a time of day such as "16:00:01" or a duration since the start such as "10 min", not "8 am"',
  ])
})

test('an end beyond what can be counted is refused with the most', () => {
  expect(refusal('', '', { until: '200 d' })).toEqual([
    '--until 200 d: until must be at most 104 days, not "200 d"',
  ])
})

test('a file that cannot be read is refused with what it is, or what was meant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-'))
  expect(refusalOf(() => loadScenario(folder))).toEqual([
    `${folder}: is a folder: name a file in it`,
  ])
  expect(refusalOf(() => loadScenario('tiny.yaml'))).toEqual([
    'tiny.yaml: there is no such file (did you mean "tiny"?)',
  ])
  expect(refusalOf(() => loadScenario('mine.yaml'))).toEqual(['mine.yaml: there is no such file'])
})

test('the shipped scenarios load by name, and each is named as its file', () => {
  const shipped = shippedScenarios()
  expect(shipped).toEqual(
    expect.arrayContaining(['replay-lobster', 'rmsc03', 'rmsc04', 'sniping', 'tiny']),
  )
  for (const name of shipped) expect(loadScenario(name).name).toBe(name)
})

test('RMSC04 and RMSC03 have the casts of the literature', () => {
  const cast = (name: string) =>
    loadScenario(name).groups.map(({ type, count }) => `${count} ${type}`)
  expect(cast('rmsc04')).toEqual([
    '1000 noise',
    '102 value',
    '12 momentum',
    '2 adaptive-market-maker',
  ])
  expect(cast('rmsc03')).toEqual([
    '5000 noise',
    '100 value',
    '25 momentum',
    '2 adaptive-market-maker',
    '1 percent-of-volume',
  ])
})

test('a file is loaded by its path, and a name that is neither is refused', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'outcry-')), 'small.yaml')
  writeFileSync(file, SMALL)
  expect(loadScenario(file).name).toBe('small')
  expect(refusalOf(() => loadScenario('rmsc4'))).toEqual([
    `rmsc4: no scenario has this name (did you mean "rmsc04"?): there are ${shippedScenarios().join(', ')}`,
  ])
  expect(refusalOf(() => loadScenario('./no.yaml'))).toEqual(['./no.yaml: there is no such file'])
})
