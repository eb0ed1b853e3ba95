import { type Manifest, readManifest } from '../../journal/manifest.ts'
import { rosterOf } from '../../journal/roster.ts'
import { runFolderAt } from '../../journal/run-folder.ts'
import { symbolFinder } from '../../journal/tables/symbol.ts'
import { createMemoryTape } from '../../journal/tape.ts'
import { recordedMarket } from '../../learning/demonstration/recorded-market.ts'
import { watch } from '../../learning/demonstration/trajectory.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { createSimulation } from '../../simulation/simulation.ts'
import { TrainingError } from '../training/training-file.ts'
import { type Demonstrated, type Demonstrations, splitOf } from './demonstrations.ts'

/** Who is watched, and as doing what. */
export interface WatchTerms {
  /** `group/index`, or a group's name: each of it. */
  readonly actor: string
  readonly task: Readonly<Record<string, unknown>>
  /** Share of the runs that is for the test, 0..1. */
  readonly testShare: number
  /** ns that publications take to a learner; left out: what reports took to the actor. */
  readonly delay?: number | undefined
}

/** A run whose tape is in a folder; or a scenario to be played with a seed, leaving no folder. */
export type WatchedRun =
  | { readonly folder: string }
  | { readonly scenario: string; readonly set: readonly string[]; readonly seed: number }

type Told = Pick<Manifest, 'cast' | 'venues' | 'scenario'>

/**
 * What an actor did in several runs, all as the same task.
 *
 * @throws TrainingError where a run has no such actor, nor enough of a record; RunFolderError,
 *   TapeError, ScenarioError where it cannot be read or played
 */
export function demonstrate(runs: readonly WatchedRun[], terms: WatchTerms): Demonstrations {
  const trajectories = runs.flatMap((run, nth) => {
    const split = splitOf(nth, terms.testShare)
    return ('folder' in run ? ofFolder(run.folder, terms) : ofSeed(run, terms)).map((each) => ({
      ...each,
      origin: { ...each.origin, split },
    }))
  })
  if (trajectories.every(({ steps }) => steps.length === 0)) {
    throw new TrainingError(
      'the records hold no whole decision of the task: let the runs be longer',
    )
  }
  return { task: terms.task, trajectories }
}

function ofFolder(folder: string, terms: WatchTerms): Demonstrated[] {
  const manifest = readManifest(folder)
  const { tape, name } = runFolderAt(folder)
  const { scenarioName, seed, hash, session, reached } = manifest
  const from = { run: name, scenario: scenarioName, seed, hash: hash ?? '' }
  return watchAll(tape, manifest, { ...session, end: reached }, from, terms)
}

function ofSeed(
  { scenario, set, seed }: Extract<WatchedRun, { scenario: string }>,
  terms: WatchTerms,
): Demonstrated[] {
  const loaded = loadScenario(scenario, { set, seed })
  const tape = createMemoryTape()
  const simulation = createSimulation(loaded, { tape })
  simulation.runUntil(simulation.end)
  const { cast } = simulation
  const venues = loaded.venues.map(({ name, instruments }) => ({
    ...{ name, actor: cast.find(({ group }) => group === name)?.first as number },
    instruments: instruments.map((symbol, id) => ({ id, symbol, tick: 1 })),
  }))
  const told = { cast: [...cast], venues, scenario: { ...loaded } }
  const from = { run: `${scenario}-${seed}`, scenario, seed, hash: simulation.hash() }
  return watchAll(tape, told, { ...loaded.session, end: simulation.end }, from, terms)
}

function watchAll(
  tape: Parameters<typeof recordedMarket>[0],
  told: Told,
  times: { readonly open: number; readonly close: number; readonly end: number },
  from: Pick<Demonstrated['origin'], 'run' | 'scenario' | 'seed' | 'hash'>,
  { actor, task, delay }: WatchTerms,
): Demonstrated[] {
  const { keys } = rosterOf(told)
  const actors = [...keys.keys()].filter(
    (id) => keys[id] === actor || keys[id]?.startsWith(`${actor}/`),
  )
  if (actors.length === 0) {
    const groups = [...new Set(keys.map((key) => key.split('/')[0]))].join(', ')
    throw new TrainingError(`${from.run}: has no actor ${actor}: its groups are ${groups}`)
  }
  const { venue, symbol, instrument } = homeOf(told, actor)
  const symbolOf = symbolFinder(told as Manifest)
  const { open, close, end } = times
  const market = recordedMarket(tape, {
    ...{ venue: venue.actor, instrument, open, close, end, actors, delay },
    thinking: told.cast.find(({ first }) => first === venue.actor)?.computation ?? 0,
    isNews: (publisher, number) => symbolOf(publisher, number) === symbol,
  })
  return actors.map((id) => {
    try {
      const trajectory = watch(market, id, task)
      const { terminated } = trajectory
      const own = { actor: keys[id] as string, delay: market.delays.get(id) as number }
      return { ...trajectory, origin: { ...from, ...own, split: 'train', terminated } }
    } catch (cause) {
      throw new TrainingError(`${from.run}: ${keys[id]}: ${(cause as Error).message}`, { cause })
    }
  })
}

/** The venue of the actor's group, and the first instrument there. */
function homeOf({ venues, scenario }: Told, actor: string) {
  const groups = (scenario.groups ?? []) as { readonly name: string; readonly venue?: string }[]
  const own = groups.find(({ name }) => name === actor.split('/')[0])
  const venue = venues.find(({ name }) => name === own?.venue) ?? venues[0]
  const listed = venue?.instruments[0]
  if (venue === undefined || listed === undefined) {
    throw new TrainingError('the run has no venue with an instrument')
  }
  const asked = (own as { readonly instrument?: string } | undefined)?.instrument
  const instrument = venue.instruments.find(({ symbol }) => symbol === asked) ?? listed
  return { venue, symbol: instrument.symbol, instrument: instrument.id }
}
