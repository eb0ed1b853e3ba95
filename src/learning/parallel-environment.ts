import type { Market } from '../../actors/actor.ts'
import { createLearner } from '../../actors/learner/learner.ts'
import { contains, type Space, type Value } from '../../actors/learner/space.ts'
import type { Decider, Moment, Task } from '../../actors/learner/task.ts'
import { Kind, nameOf } from '../../protocols/kind.ts'
import { ESCALATE } from '../simulation/part.ts'
import { formatDuration } from '../simulation/scenario/dump.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { createSimulation, type OwnActor, type Simulation } from '../simulation/simulation.ts'
import type { Info, Reset } from './environment.ts'

/** One learner of a market. */
export interface Player {
  /** Its stable name, `group/index`, unlike any other's in the scenario. */
  readonly key: string
  readonly task: Task
  /** Where it trades; by default the first venue. */
  readonly venue?: string
  /** ns of thinking before each of its messages; by default 50. */
  readonly computation?: number
  /** ticks × lots that it begins with; by default 10,000,000. */
  readonly cash?: number
}

/** What happened up to the next decisions, by the key of each player who decides or has ended. */
export interface ParallelStep {
  readonly observations: Readonly<Record<string, Value>>
  readonly rewards: Readonly<Record<string, number>>
  readonly terminations: Readonly<Record<string, boolean>>
  readonly truncations: Readonly<Record<string, boolean>>
  readonly infos: Readonly<Record<string, Info>>
}

/**
 * Several learners in one market, after PettingZoo's parallel form. Players decide when their tasks
 * say so: those who decide at the same nanosecond do so in one step, and a step tells only of those
 * who decide next or have come to their end. With tasks of one rhythm that is PettingZoo's own form.
 */
export interface ParallelEnvironment {
  readonly possibleAgents: readonly string[]
  /** Who still plays, in the order of `possibleAgents`: who has left does not come back. */
  readonly agents: readonly string[]
  /** Who of them must act in the next step: nobody where all who were told of have ended. */
  readonly deciding: readonly string[]
  observationSpace(agent: string): Space
  actionSpace(agent: string): Space
  reset(how: Reset): {
    readonly observations: Readonly<Record<string, Value>>
    readonly infos: Readonly<Record<string, Info>>
  }
  /**
   * @param actions one for each of `deciding`, and for nobody else
   * @throws RangeError where one is missing, too many, or outside its space; nothing happened then
   */
  step(actions: Readonly<Record<string, Value>>): ParallelStep
  /** The market under way, to look into; `undefined` before the first reset and after `close`. */
  readonly simulation: Simulation | undefined
  close(): void
}

/** Who is asked from outside: it keeps the moment, and the run waits. */
class Asked implements Decider {
  moment: Moment | undefined
  action: Value | undefined
  private readonly halt: () => void

  constructor(halt: () => void) {
    this.halt = halt
  }

  meet(moment: Moment): void {
    this.moment = moment
    this.halt()
  }

  decide(): Value {
    return this.action as Value
  }
}

const FEEDS = [Kind.trade, Kind.quote, Kind.depthByPrice].map((kind) => nameOf(Kind, kind))

/**
 * The market of `scenario` with the players' decisions handed over. The players join at the end of
 * the cast; venues publish what learners read, if they did not. One seed is one episode.
 *
 * @throws RangeError where a task ends after the scenario does, or there is no player
 */
export function createParallelEnvironment(
  scenario: Scenario,
  players: readonly Player[],
): ParallelEnvironment {
  if (players.length === 0) throw new RangeError('an environment has at least one player')
  const byKey = new Map(players.map((player) => [player.key, player]))
  demandTime(scenario, players)
  const market = withFeeds(scenario)
  let simulation: Simulation | undefined
  let asked = new Map<string, Asked>()
  let agents: string[] = []
  let deciding: string[] = []

  /** Runs to the next moment, and through all moments of the same nanosecond. */
  const advance = (running: Simulation): void => {
    for (const each of asked.values()) each.moment = undefined
    running.runUntil(running.end)
    const reached = (): Moment | undefined =>
      [...asked.values()].find(({ moment }) => moment !== undefined)?.moment
    const first = reached()
    if (first === undefined) throw new Error('the market ended before a learner had its moment')
    for (let met = -1; met !== countOf(asked); ) {
      met = countOf(asked)
      running.runUntil(first.at)
    }
  }

  const told = (): { readonly key: string; readonly moment: Moment }[] => {
    const moments = agents.flatMap((key) => {
      const moment = asked.get(key)?.moment
      return moment === undefined ? [] : [{ key, moment }]
    })
    const isOver = ({ terminated, truncated }: Moment): boolean => terminated || truncated
    deciding = moments.filter(({ moment }) => !isOver(moment)).map(({ key }) => key)
    const left = new Set(moments.filter(({ moment }) => isOver(moment)).map(({ key }) => key))
    agents = agents.filter((key) => !left.has(key))
    return moments
  }

  return {
    possibleAgents: players.map(({ key }) => key),
    get agents() {
      return agents
    },
    get deciding() {
      return deciding
    },
    get simulation() {
      return simulation
    },
    observationSpace: (agent) => playerOf(byKey, agent).task.observationSpace,
    actionSpace: (agent) => playerOf(byKey, agent).task.actionSpace,
    reset({ seed }) {
      const halt = (): void => simulation?.pause()
      asked = new Map(players.map(({ key }) => [key, new Asked(halt)]))
      agents = players.map(({ key }) => key)
      simulation = createSimulation(
        { ...market, seed },
        {
          actors: players.map((player) => ownActor(player, asked.get(player.key) as Asked)),
        },
      )
      advance(simulation)
      const moments = told()
      return {
        observations: byName(moments, ({ observation }) => observation),
        infos: byName(moments, ({ info }) => info),
      }
    },
    step(actions) {
      if (simulation === undefined || agents.length === 0) {
        throw new Error('no episode is under way: reset first')
      }
      demandActions(actions, deciding, byKey)
      for (const key of deciding) (asked.get(key) as Asked).action = actions[key] as Value
      advance(simulation)
      const moments = told()
      return {
        observations: byName(moments, ({ observation }) => observation),
        rewards: byName(moments, ({ reward }) => reward),
        terminations: byName(moments, ({ terminated }) => terminated),
        truncations: byName(moments, ({ truncated }) => truncated),
        infos: byName(moments, ({ info }) => info),
      }
    },
    close() {
      simulation = undefined
      agents = []
      deciding = []
    },
  }
}

const countOf = (asked: ReadonlyMap<string, Asked>): number =>
  [...asked.values()].filter(({ moment }) => moment !== undefined).length

const byName = <T>(
  moments: readonly { readonly key: string; readonly moment: Moment }[],
  read: (moment: Moment) => T,
): Record<string, T> => Object.fromEntries(moments.map(({ key, moment }) => [key, read(moment)]))

function playerOf(players: ReadonlyMap<string, Player>, key: string): Player {
  const player = players.get(key)
  if (player === undefined) {
    throw new RangeError(`there is no player "${key}": there are ${[...players.keys()].join(', ')}`)
  }
  return player
}

function ownActor({ key, task, venue, computation, cash }: Player, decider: Decider): OwnActor {
  return {
    key,
    actor: (market: Market) => createLearner(task, decider, market),
    supervision: ESCALATE,
    ...(venue === undefined ? {} : { venue }),
    ...(computation === undefined ? {} : { computation }),
    ...(cash === undefined ? {} : { cash }),
  }
}

/** @see ParallelEnvironment.step */
function demandActions(
  actions: Readonly<Record<string, Value>>,
  deciding: readonly string[],
  players: ReadonlyMap<string, Player>,
): void {
  const extra = Object.keys(actions).find((key) => !deciding.includes(key))
  if (extra !== undefined) throw new RangeError(`${extra} does not decide now`)
  for (const key of deciding) {
    if (!Object.hasOwn(actions, key)) throw new RangeError(`${key} decides now: it has no action`)
    const { actionSpace } = playerOf(players, key).task
    if (!contains(actionSpace, actions[key])) {
      const given = JSON.stringify(actions[key])
      throw new RangeError(`${key}: ${given} is no point of ${JSON.stringify(actionSpace)}`)
    }
  }
}

function demandTime(scenario: Scenario, players: readonly Player[]): void {
  const { open } = scenario.session
  for (const { key, task } of players) {
    const end = task.end({ open } as Market)
    if (end <= scenario.until) continue
    throw new RangeError(
      `${key}'s task ends ${formatDuration(end)} after time 0, and the scenario at ${formatDuration(scenario.until)}: ` +
        'let it run for longer (until), or give the task fewer or shorter steps',
    )
  }
}

/** The scenario, whose venues publish all that a learner reads. */
function withFeeds(scenario: Scenario): Scenario {
  const venues = scenario.venues.map((venue) => {
    const feeds = [...new Set([...venue.feeds, ...FEEDS])] as typeof venue.feeds
    return { ...venue, feeds }
  })
  return { ...scenario, venues }
}
