import { rmSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { SECOND } from '../../protocols/units.ts'
import { type FileTape, openFileTape } from '../journal/file-tape.ts'
import { holdRoom } from '../journal/hold-room.ts'
import { type Manifest, writeManifest } from '../journal/manifest.ts'
import type { RunFolder } from '../journal/run-folder.ts'
import { extentOf } from '../journal/run-so-far.ts'
import { TapeError } from '../journal/tape.ts'
import { formatClock } from '../simulation/scenario/clock-time.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { createSimulation, type OwnActor, type Simulation } from '../simulation/simulation.ts'
import { SimulationError } from '../simulation/system.ts'
import { packageVersion } from './package-version.ts'
import type { Reached } from './progress.ts'

/** What a run needs beside its scenario. */
export interface RunOptions {
  /** An empty run folder. */
  readonly folder: RunFolder
  /** Called between two slices of work. */
  readonly onProgress: (reached: Reached) => void
  /** Asked between two slices of work. */
  readonly isInterrupted: () => boolean
  /** Actors beside the scenario's. */
  readonly actors?: readonly OwnActor[] | undefined
}

/** A run that came to some end: its folder with tape and manifest, and what stopped it, if it was. */
export interface RunOutcome {
  readonly folder: RunFolder
  readonly manifest: Manifest
  readonly failure?: unknown
}

/**
 * Runs `scenario` into `folder`: the tape, and the manifest, which says `running` until
 * the run is complete, interrupted or failed. The tables are for others to write.
 *
 * A run that fills the disk has failed, and its manifest says so: room for that is held from the
 * beginning. Where even that is gone, the manifest goes on saying `running`.
 *
 * @throws where the cast cannot be made, or nothing be written, and leaves no folder; and where a
 *   run that did not fail cannot close its manifest
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunOutcome> {
  const { folder } = options
  const { tape, simulation, first, giveBack } = begin(scenario, options)
  const started = performance.now()
  const failure = await runToEnd(simulation, tape, options)
  giveBack()
  const manifest: Manifest = {
    ...first,
    ...(failure instanceof TapeError ? taped(folder) : said(simulation)),
    status: statusOf(simulation, failure),
    events: simulation.counts.events,
    error: failure === undefined ? null : errorOf(failure, simulation),
    ended: new Date().toISOString(),
    seconds: { ...first.seconds, run: (performance.now() - started) / 1000 },
  }
  if (failure === undefined) {
    writeManifest(folder.path, manifest)
    return { folder, manifest }
  }
  closeAfterFailure(() => writeManifest(folder.path, manifest))
  return { folder, manifest, failure }
}

/** Beside the manifest's own length, what its end may take: its error, and the system's blocks. */
const ROOM = 16_384

/** What cannot even begin leaves no folder. */
function begin(scenario: Scenario, { folder, actors }: RunOptions) {
  let tape: FileTape | undefined
  try {
    tape = openFileTape(folder.tape)
    const begun = performance.now()
    const simulation = createSimulation(scenario, { tape, actors: actors ?? [] })
    const first = manifestOf(simulation, (performance.now() - begun) / 1000)
    const giveBack = holdRoom(folder.manifest, 2 * JSON.stringify(first, null, 2).length + ROOM)
    writeManifest(folder.path, first)
    return { tape, simulation, first, giveBack }
  } catch (cause) {
    if (tape !== undefined) closeAfterFailure(tape.close)
    rmSync(folder.path, { recursive: true, force: true })
    throw cause
  }
}

/** What a run came to. */
const said = ({ now, counts, hash }: Simulation) =>
  ({ reached: now, records: counts.records, hash: hash() }) satisfies Partial<Manifest>

/** What a run came to whose last messages did not reach its tape: it has no identity. */
function taped({ tape }: RunFolder): Pick<Manifest, 'reached' | 'records' | 'hash'> {
  return { ...extentOf(tape), hash: null }
}

/** A slice is a hundredth of the run, or less where that takes longer than a person waits. */
const SLICES = 100
const SLICE_MS = 100

/** @returns what stopped the run before its end or an interruption did */
async function runToEnd(
  simulation: Simulation,
  tape: FileTape,
  { onProgress, isInterrupted }: RunOptions,
): Promise<unknown> {
  const longest = Math.max(1, Math.ceil(simulation.end / SLICES))
  let slice = longest
  try {
    while (!simulation.finished && !isInterrupted()) {
      const begun = performance.now()
      simulation.runUntil(simulation.now + slice)
      const took = performance.now() - begun
      if (took > SLICE_MS) slice = Math.max(1, Math.floor(slice / 2))
      else if (took < SLICE_MS / 4) slice = Math.min(longest, slice * 2)
      onProgress({ now: simulation.now, end: simulation.end, records: simulation.counts.records })
      // Signals are heard between macrotasks, and not within a slice.
      await setImmediate()
    }
    tape.close()
    return undefined
  } catch (failure) {
    closeAfterFailure(() => tape.close())
    return failure
  }
}

/** What there is of a failed run is kept as far as it can be; the failure itself is the news. */
function closeAfterFailure(close: () => void): void {
  try {
    close()
  } catch {
    // The disk may be what failed.
  }
}

function statusOf({ finished }: Simulation, failure: unknown): Manifest['status'] {
  if (failure !== undefined) return 'failed'
  return finished ? 'complete' : 'interrupted'
}

function errorOf(failure: unknown, { now }: Simulation): NonNullable<Manifest['error']> {
  const message = failure instanceof Error ? failure.message : String(failure)
  if (failure instanceof SimulationError) return { message, at: failure.at, actor: failure.actor }
  return { message, at: now, actor: '' }
}

function manifestOf({ scenario, cast, end }: Simulation, build: number): Manifest {
  const { session, instruments } = scenario
  const tickOf = (symbol: string): number =>
    instruments.find((instrument) => instrument.symbol === symbol)?.tick as number
  return {
    format: 1,
    outcry: packageVersion(),
    node: process.version,
    scenarioName: scenario.name,
    seed: scenario.seed,
    scenario: { ...scenario },
    status: 'running',
    reached: 0,
    end,
    hash: null,
    records: 0,
    events: 0,
    error: null,
    session: {
      start: formatClock(session.startSeconds * SECOND),
      open: session.open,
      close: session.close,
    },
    cast: [...cast],
    venues: scenario.venues.map((venue) => ({
      name: venue.name,
      actor: cast.find(({ group }) => group === venue.name)?.first as number,
      instruments: venue.instruments.map((symbol, id) => ({ id, symbol, tick: tickOf(symbol) })),
    })),
    started: new Date().toISOString(),
    ended: null,
    seconds: { build, run: 0, write: 0 },
    figures: {},
  }
}
