import { rmSync } from 'node:fs'
import { SECOND } from '../../protocols/units.ts'
import { type FileTape, openFileTape } from '../journal/file-tape.ts'
import { holdRoom } from '../journal/hold-room.ts'
import { type Manifest, writeManifest } from '../journal/manifest.ts'
import type { RunFolder } from '../journal/run-folder.ts'
import { extentOf } from '../journal/run-so-far.ts'
import { TapeError } from '../journal/tape.ts'
import { formatClock } from '../simulation/scenario/clock-time.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import type { OwnActor } from '../simulation/simulation.ts'
import { SimulationError } from '../simulation/system.ts'
import {
  createLocalEngine,
  createPartitionedEngine,
  type Engine,
  type PartitionPlan,
} from './engine.ts'
import { learnBeyondOf } from './learn-beyond.ts'
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
  /** Takes up a tape in place of beginning one: the folder is then kept whatever happens. */
  readonly openTape?: ((path: string) => FileTape) | undefined
  /** Where its partitions are to be; default one kernel in this thread, which alone hosts `actors`. */
  readonly partitions?: PartitionPlan | undefined
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
  const { tape, engine, first, giveBack } = await begin(scenario, options)
  const started = performance.now()
  const failure = await runToEnd(engine, tape, options)
  giveBack()
  const manifest: Manifest = {
    ...first,
    ...(failure instanceof TapeError ? taped(folder) : said(engine)),
    status: statusOf(engine, failure),
    events: engine.counts.events,
    error: failure === undefined ? null : errorOf(failure, engine),
    ended: new Date().toISOString(),
    seconds: { ...first.seconds, run: (performance.now() - started) / 1000 },
    partitions: engine.partitions,
  }
  await engine.close()
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
async function begin(scenario: Scenario, { folder, actors, partitions, openTape }: RunOptions) {
  let tape: FileTape | undefined
  let engine: Engine | undefined
  try {
    tape = (openTape ?? openFileTape)(folder.tape)
    const beyond = await learnBeyondOf(scenario, partitions !== undefined)
    const begun = performance.now()
    engine =
      partitions === undefined
        ? createLocalEngine(scenario, tape, actors ?? [], beyond?.begin)
        : await createPartitionedEngine(scenario, partitions, tape, folder)
    const first: Manifest = {
      ...manifestOf(scenario, engine, (performance.now() - begun) / 1000),
      ...(beyond === undefined ? {} : { learning: beyond.learning }),
    }
    const giveBack = holdRoom(folder.manifest, 2 * JSON.stringify(first, null, 2).length + ROOM)
    writeManifest(folder.path, first)
    return { tape, engine, first, giveBack }
  } catch (cause) {
    await engine?.close()
    if (tape !== undefined) closeAfterFailure(tape.close)
    if (openTape === undefined) rmSync(folder.path, { recursive: true, force: true })
    throw cause
  }
}

/** What a run came to. */
const said = ({ now, counts, hash }: Engine) =>
  ({ reached: now, records: counts.records, hash: hash() }) satisfies Partial<Manifest>

/** What a run came to whose last messages did not reach its tape: it has no identity. */
function taped({ tape }: RunFolder): Pick<Manifest, 'reached' | 'records' | 'hash'> {
  return { ...extentOf(tape), hash: null }
}

/** @returns what stopped the run before its end or an interruption did */
async function runToEnd(
  engine: Engine,
  tape: FileTape,
  { onProgress, isInterrupted }: RunOptions,
): Promise<unknown> {
  try {
    while (!engine.finished && !isInterrupted()) {
      await engine.advance()
      onProgress({ now: engine.now, end: engine.end, records: engine.counts.records })
    }
    if (!engine.finished) await engine.stop()
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

function statusOf({ finished }: Engine, failure: unknown): Manifest['status'] {
  if (failure !== undefined) return 'failed'
  return finished ? 'complete' : 'interrupted'
}

function errorOf(failure: unknown, { now }: Engine): NonNullable<Manifest['error']> {
  const message = failure instanceof Error ? failure.message : String(failure)
  if (failure instanceof SimulationError) return { message, at: failure.at, actor: failure.actor }
  return { message, at: now, actor: '' }
}

/** The manifest of a run that begins. @param build s that making its cast took */
export function manifestOf(
  scenario: Scenario,
  { cast, end }: Pick<Engine, 'cast' | 'end'>,
  build: number,
): Manifest {
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
