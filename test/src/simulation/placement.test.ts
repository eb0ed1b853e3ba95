import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Kind } from '../../../protocols/kind.ts'
import { LAYOUTS, type WireKind } from '../../../protocols/layout.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { hashOf } from '../../../src/journal/tape-hash.ts'
import { createDistribution, type Distribution } from '../../../src/kernel/distribution.ts'
import { HorizonError } from '../../../src/kernel/kernel.ts'
import {
  constantLatency,
  DIRECT,
  distanceLatency,
  type Latency,
  LIGHT,
  uniformLatency,
} from '../../../src/kernel/latency.ts'
import { createLinks, type DirectLink } from '../../../src/kernel/links.ts'
import type { Member } from '../../../src/simulation/part.ts'
import { lookahead } from '../../../src/simulation/partitions.ts'
import { createSystem, SimulationError } from '../../../src/simulation/system.ts'
import { createChatter, createVenue } from './chatter.ts'

/** A small random market, and where its actors are placed. */
interface Stage {
  readonly seed: number
  readonly traders: readonly { gap: number; throws: number; subscribes: boolean; talks: boolean }[]
  readonly link: {
    readonly model: 'constant' | 'uniform' | 'distance' | 'links'
    readonly delay: number
  }
  readonly service: number
  readonly escalates: boolean
  readonly placement: readonly number[]
}

const END = 450

/** Made once: its table takes longer than a market. */
const LOG_NORMAL = createDistribution({ type: 'log-normal', median: 4, sigma: 0.5 })

const PAIR: Stage = {
  seed: 1,
  traders: [1, 2].map(() => ({ gap: 9, throws: 0, subscribes: true, talks: false })),
  link: { model: 'constant', delay: 100 },
  service: 0,
  escalates: false,
  placement: [0, 1, 1],
}

const stages: fc.Arbitrary<Stage> = fc.record({
  seed: fc.nat(),
  traders: fc.array(
    fc.record({
      gap: fc.integer({ min: 3, max: 40 }),
      throws: fc.constantFrom(0, 0, 0.05),
      subscribes: fc.boolean(),
      talks: fc.boolean(),
    }),
    { minLength: 2, maxLength: 5 },
  ),
  link: fc.record({
    model: fc.constantFrom('constant', 'uniform', 'distance', 'links'),
    delay: fc.integer({ min: 5, max: 30 }),
  }),
  service: fc.constantFrom(0, 0, 2),
  escalates: fc.constantFrom(false, false, false, true),
  placement: fc.array(fc.nat({ max: 3 }), { minLength: 6, maxLength: 6 }),
})

function membersOf({ traders, service, escalates }: Stage): Member[] {
  const cast = traders.map(({ gap, throws, subscribes, talks }, nth): Member => {
    const peer = 1 + ((nth + 1) % traders.length)
    return {
      key: `trader/${nth}`,
      home: 0,
      thinking: nth % 3,
      actor: createChatter({ gap, throws, subscribes, ...(talks ? { peer } : {}) }),
      supervision: {
        onFailure: escalates ? 'escalate' : 'restart',
        backoff: 7,
        restarts: 4,
      },
    }
  })
  return [createVenue(END, service), ...cast]
}

function latencyOf({ link, seed }: Stage, keys: readonly string[]): Latency {
  const { model, delay } = link
  if (model === 'constant') return constantLatency(delay)
  if (model === 'uniform') return uniformLatency(delay, delay + 9)
  if (model === 'links') return richLinks(delay, seed, keys)
  const far = distanceLatency((delay * LIGHT) / 1e9, seed, keys)
  return { ...far, base: (a, b, channel) => far.base(a, b, channel) + 4, longest: far.longest + 4 }
}

/** Links between the venue and two classes of traders: far, lossy and narrow; near, and cut off once. */
function richLinks(delay: number, seed: number, keys: readonly string[]): Latency {
  const far: DirectLink = {
    base: delay,
    jitter: LOG_NORMAL,
    loss: { probability: 0.1, timeout: 15 },
    bandwidth: 32e9,
    burst: { window: 50, perMessage: 2 },
  }
  const near: DirectLink = {
    base: delay,
    jitter: createDistribution({ type: 'uniform', min: 0, max: 9 }),
    unordered: true,
    outages: [{ from: 200, to: 240 }],
  }
  const { bandwidth: _bandwidth, burst: _burst, ...feed } = far
  return createLinks({
    seed,
    keys,
    classes: keys.map((_, id) => id % 2),
    direct: [
      [far, near],
      [near, far],
    ],
    feeds: [
      [feed, { base: delay + 1, lines: 2, jitter: feed.jitter as Distribution }],
      [feed, feed],
    ],
  })
}

/** What is left of a run: its tape, byte for byte, its identity, and how it was stopped if it was. */
function run(stage: Stage, placement?: readonly number[], stretch = 1) {
  const members = membersOf(stage)
  const keys = members.map(({ key }) => key)
  const latency = latencyOf(stage, keys)
  const tape = createMemoryTape()
  const traders = stage.traders.length
  const links = stage.traders.map((_, nth) => [1 + nth, 1 + ((nth + 1) % traders)] as const)
  const places = placement?.slice(0, members.length)
  const parts = { seed: stage.seed, members, latency, links, sinks: [tape] }
  const system =
    places === undefined
      ? createSystem(parts)
      : createSystem({ ...parts, placement: places, window: stretched(parts, places, stretch) })
  let stopped = ''
  try {
    system.runBefore(END + 500)
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error
    stopped = `${error.at} ${error.actor} ${error.message}`
  }
  const { words, counts } = system.chains
  const chains = keys.map((key, id) => ({
    key,
    chain: words.subarray(id * 4, id * 4 + 4),
    count: counts[id] as number,
  }))
  const partitions = places === undefined ? 1 : new Set(places).size
  return { hash: hashOf(chains), bytes: tape.bytes(), stopped, events: system.events, partitions }
}

function stretched(
  parts: { seed: number; members: readonly Member[]; latency: Latency },
  placement: readonly number[],
  stretch: number,
): number {
  const { directory } = createSystem({ ...parts, placement })
  return Math.ceil(lookahead(directory, parts.latency) * stretch)
}

const samePlace = (stretch: number) =>
  fc.property(stages, (stage) => {
    const alone = run(stage)
    const apart = run(stage, stage.placement, stretch)
    expect(apart.stopped).toBe(alone.stopped)
    expect(apart.hash).toBe(alone.hash)
    expect(Buffer.compare(apart.bytes, alone.bytes)).toBe(0)
  })

describe('where an actor is does not matter', () => {
  test('two to four kernels leave the tape of one, to the byte', () => {
    fc.assert(samePlace(1), { numRuns: 300 })
  })

  test('the markets it is tried on trade, fail, restart and are really apart', () => {
    const sample = fc.sample(stages, { numRuns: 60, seed: 42 })
    const runs = sample.map((stage) => run(stage, stage.placement))
    expect(runs.filter(({ partitions }) => partitions > 1).length).toBeGreaterThan(50)
    expect(runs.filter(({ stopped }) => stopped !== '').length).toBeGreaterThan(2)
    expect(runs.reduce((sum, { events }) => sum + events, 0)).toBeGreaterThan(10_000)
  })

  test('a window of 1.2 times the lookahead is found out', () => {
    const verdict = fc.check(samePlace(1.2), { numRuns: 300, endOnFailure: true })
    expect(verdict.failed).toBe(true)
  })

  test('a message that comes for a time already lived through throws', () => {
    const sample = fc.sample(stages, { numRuns: 60, seed: 7 })
    const late = sample.filter((stage) => {
      try {
        run(stage, stage.placement, 3)
        return false
      } catch (error) {
        return error instanceof HorizonError
      }
    })
    expect(late.length).toBeGreaterThan(10)
  })
})

test('the lookahead is the shortest way of anything that is said, whatever its kind', () => {
  const parts = { seed: 1, members: membersOf(PAIR) }
  const placement = [0, 1, 1]
  const { directory } = createSystem({ ...parts, latency: constantLatency(100), placement })
  const kinds = Object.keys(LAYOUTS).map(Number) as WireKind[]
  const published = kinds.filter((kind) => kind >= Kind.trade)
  expect(published).toContain(Kind.cross)
  for (const channel of [DIRECT, ...published]) {
    const base: Latency['base'] = (_from, _to, on) => (on === channel ? 7 : 100)
    expect([channel, lookahead(directory, { ...constantLatency(100), base })]).toEqual([channel, 7])
  }
  // Whichever way, wherever among the actors the venue is, and if but one of them is elsewhere.
  for (const nth of [0, 2]) {
    const members = parts.members.map((member) => ({ ...member, home: nth }))
    members.splice(nth, 0, ...members.splice(0, 1))
    const apart = createSystem({
      ...{ seed: 1, members, latency: constantLatency(100) },
      placement: members.map((_, id) => (id === (nth === 0 ? 1 : 0) ? 1 : 0)),
    }).directory
    for (const isFrom of [true, false]) {
      const base: Latency['base'] = (from) => ((from === nth) === isFrom ? 7 : 100)
      expect(lookahead(apart, { ...constantLatency(100), base })).toBe(7)
    }
  }
})
