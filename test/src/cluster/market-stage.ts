import fc from 'fast-check'
import type { Actor, Market } from '../../../actors/actor.ts'
import { createConstant } from '../../../actors/fundamental/constant.ts'
import { machineFollower, pipelineFollower } from '../../../examples/three-ways.ts'
import type { ActorId, InstrumentId, Nanos } from '../../../protocols/units.ts'
import type { StageSource } from '../../../src/cluster/stage-source.ts'
import { constantLatency, uniformLatency } from '../../../src/kernel/latency.ts'
import type { Member } from '../../../src/simulation/part.ts'
import type { PlacedStage } from '../../../src/simulation/stage.ts'
import { createChatter, createVenue } from '../simulation/chatter.ts'

/** Who trades, and how much of what the runtime offers it makes use of. */
interface Trader {
  readonly way: 'chatter' | 'pipeline' | 'machine'
  readonly venue: number
  readonly gap: number
  readonly throws: number
  readonly subscribes: boolean
  readonly talks: boolean
}

/** A random market of several venues, plain data, and where its actors are placed. */
export interface RandomMarket {
  readonly seed: number
  readonly end: number
  readonly venues: number
  readonly service: number
  readonly traders: readonly Trader[]
  readonly delay: number
  readonly jitter: number
  readonly escalates: boolean
  /** By dense id, and further. */
  readonly placement: readonly number[]
}

const trader: fc.Arbitrary<Trader> = fc.record({
  way: fc.constantFrom('chatter', 'chatter', 'chatter', 'pipeline', 'machine'),
  venue: fc.nat({ max: 1 }),
  gap: fc.integer({ min: 3, max: 20 }),
  throws: fc.constantFrom(0, 0, 0.005),
  subscribes: fc.boolean(),
  talks: fc.boolean(),
})

/** @param end ns: how long the markets are */
export const randomMarkets = (end: number, escalates = [false]): fc.Arbitrary<RandomMarket> =>
  fc.record({
    seed: fc.nat(),
    end: fc.constant(end),
    venues: fc.integer({ min: 1, max: 2 }),
    service: fc.constantFrom(0, 0, 2),
    traders: fc.array(trader, { minLength: 6, maxLength: 9 }),
    delay: fc.integer({ min: 5, max: 30 }),
    jitter: fc.constantFrom(0, 9),
    escalates: fc.constantFrom(...escalates),
    placement: fc
      .constantFrom(2, 2, 3)
      .map((partitions) => Array.from({ length: 11 }, (_, nth) => nth % partitions))
      .chain((even) => fc.shuffledSubarray(even, { minLength: 11, maxLength: 11 })),
  })

/** The stage of a random market: what partitions, wherever they are, call. @see StageSource */
export function stage(market: RandomMarket): PlacedStage {
  const { seed, end, venues, service, traders, delay, jitter } = market
  const members: Member[] = [
    ...Array.from({ length: venues }, (_, nth) => createVenue(end, service, `venue-${nth}/0`)),
    ...traders.map((one, nth) => memberOf(one, nth, market)),
  ]
  const latency = jitter === 0 ? constantLatency(delay) : uniformLatency(delay, delay + jitter)
  const links = traders.map((_, nth) => [venues + nth, peerOf(nth, market)] as const)
  const placement = dense(market.placement.slice(0, members.length))
  return { parts: { seed, members, latency, links, placement }, end: end + 500 }
}

/** The same market for partitions elsewhere. */
export const sourceOf = (market: RandomMarket): StageSource => ({
  module: import.meta.url,
  input: market,
})

/** Partitions numbered from 0 without a gap. */
function dense(placement: readonly number[]): number[] {
  const numbers = [...new Set(placement)]
  return placement.map((partition) => numbers.indexOf(partition))
}

const peerOf = (nth: number, { venues, traders }: RandomMarket): number =>
  venues + ((nth + 1) % traders.length)

function memberOf(one: Trader, nth: number, market: RandomMarket): Member {
  const home = one.venue % market.venues
  return {
    key: `trader/${nth}`,
    home,
    thinking: nth % 3,
    actor: actorOf(one, home, nth, market),
    supervision: {
      onFailure: market.escalates ? 'escalate' : 'restart',
      backoff: 7,
      restarts: 4,
    },
  }
}

function actorOf(one: Trader, home: number, nth: number, market: RandomMarket): Actor {
  const { way, talks, ...plan } = one
  const at: Market = {
    venue: home as ActorId,
    instrument: 0 as InstrumentId,
    open: 10 as Nanos,
    close: (market.end - 10) as Nanos,
    fundamental: createConstant({ type: 'constant', shifts: [], value: 100 }),
  }
  if (way === 'pipeline') return pipelineFollower(at, one.gap)
  if (way === 'machine') return machineFollower(at, one.gap)
  const peer = talks ? { peer: peerOf(nth, market) } : {}
  return createChatter({ ...plan, ...peer, venue: home })
}
