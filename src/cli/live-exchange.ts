import { existsSync, readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../journal/make-folder.ts'
import { type Manifest, readManifest, writeManifest } from '../journal/manifest.ts'
import { type RunFolder, runFolderAt } from '../journal/run-folder.ts'
import { type ExchangeOutcome, serveExchange } from '../live/exchange.ts'
import { marketNameOf } from '../live/names.ts'
import { loadScenario } from '../simulation/scenario/load.ts'
import { stageOf } from '../simulation/stage.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { codeOf, listenForInterruption } from './interruption.ts'
import type { LiveExchangeOptions } from './live-command.ts'
import { serveMetrics } from './live-metrics.ts'
import { note } from './note.ts'
import { SILENT } from './progress.ts'
import { conclude } from './run-and-tell.ts'
import { manifestOf } from './run-scenario.ts'

/** The largest frame that a participant may send: 256 messages of the longest kind. */
const FRAME = 262_144

/**
 * `outcry live exchange`: until its day is over, or somebody stops it.
 * @throws CommandFailure where it is stopped before it takes part; LiveError where it cannot
 */
export async function liveExchange(name: string, options: LiveExchangeOptions): Promise<void> {
  const { set, seed, nats, key, ca, report } = options
  const scenario = loadScenario(name, { set, ...(seed === undefined ? {} : { seed }) })
  const market = options.market ?? marketNameOf(scenario.name)
  const folder = folderOf(options.folder ?? join('runs', `live-${market}`))
  const interruption = listenForInterruption(() => note('stopping; once more to leave at once'))
  const begun = performance.now()
  let manifest: Manifest | undefined
  let closeMetrics = (): void => {}
  try {
    const outcome = await serveExchange({
      ...{ servers: nats, seed: key, ca, scenario, market, folder: folder.path },
      ...{ tape: folder.tape, speed: options.speed, patience: options.patience },
      cutOff: options.cutOff,
      ...{ throttle: { rate: options.rate, burst: options.burst }, reset: options.reset === true },
      ...{ replicas: options.replicas, room: options.room, frame: FRAME },
      quota: quotaOf(scenario.until, options),
      snapshotEvery: Math.max(1, options.snapshotEvery),
      note,
      onReady(status) {
        const { epoch } = status()
        const { cast } = stageOf(scenario, 1)
        const first = manifestOf(scenario, { cast, end: scenario.until }, 0)
        manifest = {
          ...first,
          started: startedOf(folder) ?? first.started,
          live: { market, epoch },
        }
        writeManifest(folder.path, manifest)
        if (options.metrics !== undefined) closeMetrics = serveMetrics(options.metrics, status)
        note(`${market} is open at ${nats}`)
      },
      isStopping: () => interruption.signal !== undefined,
    })
    if (manifest === undefined) throw new CommandFailure('stopped before it took part', EXIT.failed)
    const done = finished(manifest, outcome, (performance.now() - begun) / 1000)
    writeManifest(folder.path, done)
    await conclude({ folder, manifest: done }, { report, ...jsonOf(options) }, SILENT)
    // A client whose server is away goes on asking for it: all has been told.
    if (interruption.signal !== undefined) process.exit(codeOf(interruption.signal))
  } catch (error) {
    // One that took no part leaves no folder behind, unless there is something in it.
    if (readdirSync(folder.path).length === 0) rmdirSync(folder.path)
    throw error
  } finally {
    closeMetrics()
    if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
    interruption.end()
  }
}

/** As many frames as a participant may send in a day that keeps to its rate, or the exchange needs. */
const quotaOf = (until: number, { rate, burst }: LiveExchangeOptions): number =>
  Math.ceil((Math.max(rate, CONTROLS) * until) / 1e9) + burst

/** Messages of the exchange's to itself in a second: one each 5 ms. */
const CONTROLS = 200

const jsonOf = ({ json }: Pick<LiveExchangeOptions, 'json'>) => (json === true ? { json } : {})

function folderOf(path: string): RunFolder {
  makeFolder(path)
  return runFolderAt(path)
}

/** When the run that the folder has began. */
const startedOf = ({ path, manifest }: RunFolder): string | undefined =>
  existsSync(manifest) ? readManifest(path).started : undefined

function finished(first: Manifest, { market, isComplete }: ExchangeOutcome, run: number): Manifest {
  return {
    ...first,
    status: isComplete ? 'complete' : 'interrupted',
    reached: Math.min(market.now, first.end),
    hash: market.hash(),
    records: market.records,
    events: market.events,
    ended: new Date().toISOString(),
    seconds: { ...first.seconds, run },
  }
}
