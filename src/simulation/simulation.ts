import type { Actor, Fundamental, Market } from '../../actors/actor.ts'
import { CELL_WORDS } from '../../protocols/cells.ts'
import { Kind } from '../../protocols/kind.ts'
import type { Nanos } from '../../protocols/units.ts'
import type { Tape } from '../journal/tape.ts'
import { hashOfSaid } from '../journal/tape-hash.ts'
import type { RecordSink } from '../kernel/recorder.ts'
import type { Log } from './actor-door.ts'
import { assemble, type CastGroup, latencyOf } from './assemble.ts'
import type { BeginOnline } from './cast.ts'
import { STOP, type Supervision } from './part.ts'
import { createPublicFace, type PublicFace } from './public-face.ts'
import type { Scenario } from './scenario/scenario.ts'
import { createSystem, type System } from './system.ts'

/** An actor that a scenario file does not have: it joins at the end of the cast. */
export interface OwnActor {
  /** Its stable name, `group/index`, unlike any other's. */
  readonly key: string
  /** The actor, or what makes it for the market it is to trade. */
  readonly actor: (market: Market) => Actor
  /** Where it trades and whose session it follows; by default the first. */
  readonly venue?: string
  /** ns of thinking before each message; by default 50. */
  readonly computation?: number
  /** What it begins with, in ticks × lots; by default 10,000,000. */
  readonly cash?: number
  /** By default it stops where it fails. */
  readonly supervision?: Supervision
}

/** What a simulation may be given beside its scenario. */
export interface SimulationOptions {
  /** Hears every record. */
  readonly tape?: Tape
  readonly actors?: readonly OwnActor[]
  /** Hears what actors log. */
  readonly log?: Log
  /** Which of several kernels in this process hosts each actor, by dense id; default one kernel. */
  readonly placement?: readonly number[]
  /**
   * Begins learners within the run whose networks are not dense. The tape is then the same where what
   * it learns by is: a backend and its version.
   */
  readonly learnBeyond?: BeginOnline
}

/** A market in virtual time. */
export interface Simulation extends PublicFace {
  readonly scenario: Scenario
  /** ns since the session's start. */
  readonly now: Nanos
  /** When it ends: what happens at this time still does. */
  readonly end: Nanos
  readonly finished: boolean
  readonly counts: { readonly events: number; readonly records: number; readonly trades: number }
  /** Who takes part, by dense id, as a run's manifest tells it. */
  readonly cast: readonly CastGroup[]
  /**
   * Handles every event up to and at `time`, or up to the end if that is sooner.
   * @throws SimulationError where an actor stopped the run; what was said before it stands
   */
  runUntil(time: number): void
  /** Handles the next event. @returns false where there is none up to the end */
  step(): boolean
  /** Called from a subscription: stops after the event in hand; `runUntil` goes on. */
  pause(): void
  /**
   * What an instrument is worth at a time, in ticks, which no actor need know.
   * @throws RangeError where the scenario has no such symbol
   */
  fundamentalAt(symbol: string, at: Nanos): number
  /** The identity of what was said so far: SHA-256, hex. */
  hash(): string
}

/**
 * Makes the market that `scenario` describes. Nothing happens before `runUntil` or `step`.
 *
 * The same scenario, seed and own actors give the same tape, to the byte, on every machine.
 */
export function createSimulation(scenario: Scenario, options: SimulationOptions = {}): Simulation {
  const { members, groups, markets, fundamentals } = assemble(
    scenario,
    undefined,
    options.learnBeyond,
  )
  const own = (options.actors ?? []).map((actor) => ownMember(actor, scenario, markets))
  const all = [...members, ...own.map(({ member }) => member)]
  const sinks: RecordSink[] = options.tape === undefined ? [] : [options.tape]
  const trades = new TradeCount()
  sinks.push(trades)
  const face = createPublicFace(sinks)
  const latency = latencyOf(
    scenario,
    all.map(({ key }) => key),
  )
  const { seed } = scenario
  const { log, placement } = options
  const system = createSystem({
    seed,
    members: all,
    latency,
    sinks,
    ...(log === undefined ? {} : { log }),
    ...(placement === undefined ? {} : { placement }),
  })
  const cast = [
    ...groups,
    ...own.map(({ group }, nth) => ({ ...group, first: members.length + nth })),
  ]
  const market = new RunningMarket({
    scenario,
    cast,
    system,
    trades,
    fundamentals,
    complete: face.complete,
  })
  return Object.assign(market, face)
}

interface MarketParts {
  readonly scenario: Scenario
  readonly cast: readonly CastGroup[]
  readonly system: System
  readonly trades: TradeCount
  readonly fundamentals: ReadonlyMap<string, Fundamental>
  /** Tells who subscribes that the run is over. */
  complete(): void
}

/** All of a simulation but its public face. @see NamedSystem for why these are no getters of a literal */
class RunningMarket implements Omit<Simulation, keyof PublicFace> {
  readonly scenario: Scenario
  readonly cast: readonly CastGroup[]
  readonly end: Nanos
  private readonly parts: MarketParts

  constructor(parts: MarketParts) {
    this.scenario = parts.scenario
    this.cast = parts.cast
    this.end = parts.scenario.until as Nanos
    this.parts = parts
  }

  get now(): Nanos {
    return Math.min(this.parts.system.now, this.end) as Nanos
  }

  get finished(): boolean {
    return this.parts.system.now > this.end
  }

  get counts(): Simulation['counts'] {
    const { system, trades } = this.parts
    const records = system.chains.counts.reduce((sum, count) => sum + count, 0)
    return { events: system.events, records, trades: trades.count }
  }

  runUntil(time: number): void {
    this.parts.system.runBefore(Math.min(time, this.end) + 1)
    if (this.finished) this.parts.complete()
  }

  step(): boolean {
    const { system } = this.parts
    return system.nextTime <= this.end && system.step()
  }

  pause(): void {
    this.parts.system.pause()
  }

  fundamentalAt(symbol: string, at: Nanos): number {
    const fundamental = this.parts.fundamentals.get(symbol)
    if (fundamental === undefined) throw new RangeError(`there is no instrument "${symbol}"`)
    return fundamental(at)
  }

  hash(): string {
    const { directory, chains } = this.parts.system
    return hashOfSaid(directory.keys, chains)
  }
}

function ownMember(own: OwnActor, { venues }: Scenario, markets: readonly Market[]) {
  const { key, computation = 50, cash = 10_000_000, supervision = STOP } = own
  const venue = own.venue === undefined ? 0 : venues.findIndex(({ name }) => name === own.venue)
  const market = markets.find((candidate) => candidate.venue === venue)
  if (market === undefined) throw new RangeError(`${key}: there is no venue "${own.venue}"`)
  const actor = own.actor(market)
  const group = { group: key.split('/')[0] as string, type: 'own', first: 0, count: 1 }
  return {
    member: { key, actor, home: market.venue, thinking: computation, supervision },
    group: { ...group, cash, computation },
  }
}

class TradeCount implements RecordSink {
  count = 0

  append(words: Uint32Array, cell: number): void {
    if ((((words[cell * CELL_WORDS] as number) >>> 16) & 255) === Kind.trade) this.count++
  }
}
