import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import type { Summary } from '../analysis/summary.ts'
import { type Manifest, writeManifest } from '../journal/manifest.ts'
import { createRunFolder, type RunFolder } from '../journal/run-folder.ts'
import { TapeError } from '../journal/tape.ts'
import { formatClock, parseClock } from '../simulation/scenario/clock-time.ts'
import { loadScenario } from '../simulation/scenario/load.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import type { OwnActor } from '../simulation/simulation.ts'
import type { PartitionPlan } from './engine.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { codeOf, listenForInterruption } from './interruption.ts'
import { note } from './note.ts'
import { natsPlan, workersPlan } from './partition-plans.ts'
import { partitionVerdict } from './partition-verdict.ts'
import { createProgress, type Progress, SILENT } from './progress.ts'
import type { RunCommandOptions } from './run-command.ts'
import { type RunOptions, type RunOutcome, runScenario } from './run-scenario.ts'

/**
 * Runs a scenario, writes its tables and its report, and prints what came of it.
 *
 * @param actors beside the scenario's
 * @throws ScenarioError before anything is written; CommandFailure where the run failed, when its
 *   folder is closed
 */
export async function runAndTell(
  name: string,
  options: RunCommandOptions,
  actors: readonly OwnActor[] = [],
): Promise<void> {
  const { set, seed, until } = options
  const scenario = loadScenario(name, {
    set,
    ...(seed === undefined ? {} : { seed }),
    ...(until === undefined ? {} : { until }),
  })
  demandPlace(options, actors)
  const folder = createRunFolder({
    base: options.out ?? options.runs ?? 'runs',
    scenario: scenario.name,
    seed: scenario.seed,
    now: new Date(),
  })
  await carryOut(scenario, folder, options, { actors })
}

/** How a run is carried out beside its options. */
export interface CarryOut {
  readonly actors?: readonly OwnActor[]
  /** In place of a new tape. @see RunOptions */
  readonly openTape?: RunOptions['openTape']
  /** Looks at a run that came to its end or was interrupted, before its tables are written. */
  readonly inspect?: (outcome: RunOutcome) => void
}

/**
 * Runs `scenario` into `folder`, writes its tables and its report, and prints what came of it.
 * @throws CommandFailure where the run failed, when its folder is closed
 */
export async function carryOut(
  scenario: Scenario,
  folder: RunFolder,
  options: Omit<RunCommandOptions, 'set'>,
  { actors = [], openTape, inspect }: CarryOut = {},
): Promise<void> {
  const progress = progressOf(scenario, options)
  const interruption = listenForInterruption(() => {
    progress.clear()
    process.stderr.write('outcry: stopping; once more to leave at once\n')
  })
  const isInterrupted = (): boolean => interruption.signal !== undefined
  try {
    const outcome = await runScenario(scenario, {
      folder,
      onProgress: progress.show,
      isInterrupted,
      actors,
      openTape,
      partitions: partitionsOf(scenario, options, isInterrupted),
    })
    inspect?.(outcome)
    await conclude(outcome, options, progress, isInterrupted)
  } catch (error) {
    progress.clear()
    // A cast that could not be made left no folder: its input is at fault.
    const isInput = error instanceof CommandFailure || !existsSync(folder.path)
    throw isInput ? error : unfinished(error, folder)
  } finally {
    if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
    interruption.end()
  }
}

type Places = Pick<RunCommandOptions, 'workers' | 'nats' | 'partitions'>

/** Refuses what cannot be run where it is asked to. @throws CommandFailure that says why */
export function demandPlace(
  { workers, nats, partitions }: Places,
  actors: readonly OwnActor[] = [],
): void {
  if ((nats === undefined) !== (partitions === undefined)) {
    const lacks = nats === undefined ? '--nats URL' : '--partitions NUMBER'
    throw new CommandFailure(`--nats and --partitions go together: add ${lacks}`, EXIT.badInput)
  }
  if (workers === undefined && nats === undefined) return
  if (actors.length > 0) {
    const why = 'actors that no scenario names cannot be made anew elsewhere'
    const option = nats === undefined ? '--workers' : '--nats'
    throw new CommandFailure(`${option}: ${why}; leave it out`, EXIT.badInput)
  }
}

/** Where the run is to be, if not all of it in this thread. */
function partitionsOf(
  scenario: Scenario,
  { workers, nats, partitions }: Places,
  isInterrupted: () => boolean,
): PartitionPlan | undefined {
  if (workers !== undefined) return workersPlan(scenario, workers)
  if (nats === undefined) return undefined
  return natsPlan(scenario, {
    servers: nats,
    partitions: partitions as number,
    isInterrupted,
    say: note,
  })
}

/** What goes wrong once there is a folder is no fault of the input. */
function unfinished(error: unknown, { path }: RunFolder): CommandFailure {
  const message = error instanceof Error ? error.message : String(error)
  const isSaid = message.includes(path) || !existsSync(path)
  const kept = isSaid ? '' : `; what there is of the run is in ${path}`
  return new CommandFailure(`${message}${kept}`, EXIT.failed, error)
}

function progressOf(
  { name, session }: Scenario,
  { quiet }: Pick<RunCommandOptions, 'quiet'>,
): Progress {
  if (quiet || !process.stderr.isTTY) return SILENT
  return createProgress(name, session.startSeconds * 1e9, process.stderr)
}

/** Writes the tables and the report of a run, and prints what came of it. */
export async function conclude(
  outcome: RunOutcome,
  options: Pick<RunCommandOptions, 'report' | 'json' | 'quiet'>,
  progress: Progress,
  isInterrupted: () => boolean = () => false,
): Promise<void> {
  const { folder, failure } = outcome
  progress.note('writing its tables')
  const { writeTables } = await import('../journal/write-tables.ts')
  if (failure !== undefined) {
    // What led to the failure can be asked of the tables, where they can be written.
    if (!(failure instanceof TapeError)) await writeTables(folder.path).catch(() => {})
    throw failed(outcome)
  }
  const begun = performance.now()
  await writeTables(folder.path)
  const { summarise } = await import('../analysis/summary.ts')
  const summary = await summarise(folder.path)
  const write = (performance.now() - begun) / 1000
  const manifest: Manifest = {
    ...outcome.manifest,
    seconds: { ...outcome.manifest.seconds, write },
    figures: figuresOf(summary),
  }
  writeManifest(folder.path, manifest)
  // Somebody who stopped the run is not made to wait for its drawing.
  const report = options.report && manifest.status === 'complete' && !isInterrupted()
  if (report) {
    progress.note('drawing its report')
    const { writeReport } = await import('../analysis/report/write-report.ts')
    await writeReport(folder.path)
  }
  progress.clear()
  if (options.json) process.stdout.write(documentOf(folder, manifest, summary, report))
  else if (!options.quiet) await tell(folder, manifest, summary, report)
}

/** The numbers of a summary, for the manifest. */
const figuresOf = (summary: Summary): Manifest['figures'] =>
  Object.fromEntries(
    Object.entries(summary).filter(([, value]) => value === null || typeof value === 'number'),
  )

function documentOf(
  folder: RunFolder,
  { scenario: _, figures: __, ...facts }: Manifest,
  summary: Summary,
  report: boolean,
): string {
  const paths = { folder: folder.path, report: report ? folder.report : null }
  const verdict = partitionVerdict(facts.partitions) ?? null
  return `${JSON.stringify({ ...paths, ...facts, verdict, summary }, null, 2)}\n`
}

async function tell(
  folder: RunFolder,
  manifest: Manifest,
  summary: Summary,
  report: boolean,
): Promise<void> {
  const { summaryText } = await import('./summary-text.ts')
  const links = report
    ? [`open ${folder.report}`]
    : [`${folder.path} (outcry report ${folder.name} draws its report)`]
  process.stdout.write(summaryText(manifest, summary, links))
}

function failed({ folder, manifest, failure }: RunOutcome): CommandFailure {
  const { message, at, actor } = manifest.error as NonNullable<Manifest['error']>
  const who = actor === '' ? '' : ` by ${actor}`
  const where = relative(process.cwd(), folder.path) || folder.path
  const zero = parseClock(manifest.session.start) as number
  const stopped = `the run was stopped${who} at ${formatClock(zero + at)} (${at} ns)`
  const reached = formatClock(Math.floor((zero + manifest.reached) / 1e9) * 1e9)
  // What no actor stopped need not stop again.
  const remedy = actor === '' ? `: outcry resume ${folder.name} goes on from there` : ''
  const text = `${stopped}: ${message}; what there is of it, to ${reached}, is in ${where}${remedy}`
  return new CommandFailure(text, EXIT.failed, failure)
}
