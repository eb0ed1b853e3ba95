import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Analysis } from '../study/experiment/analyse.ts'
import type { Cost } from '../study/experiment/dry-run.ts'
import type { CellPool, StudyOutcome } from '../study/experiment/run-study.ts'
import type { ReadStudy } from '../study/experiment/study-file.ts'
import { codeOf, listenForInterruption } from './interruption.ts'
import { note } from './note.ts'
import { packageVersion } from './package-version.ts'
import { createProgress, SILENT } from './progress.ts'
import { tableOf } from './rows-text.ts'
import { folder } from './run-option.ts'
import type { StudyWorkerOptions } from './study-worker.ts'

const EXAMPLES = `
FILE names the scenario, the factors, the seeds and the measures; docs/studies.md has an example. A
study that was interrupted or killed goes on from its folder by the same command.

Examples:
  outcry study run studies/batches.yaml --dry-run
  outcry study run studies/batches.yaml --threads 8
  outcry study run studies/batches.yaml --nats nats://10.0.0.1
  outcry study worker --nats nats://10.0.0.1     on any machine, at any time
  outcry query --help
`

interface Options {
  readonly out?: string
  readonly threads: number
  readonly nats?: string
  readonly key?: string
  readonly ca?: string
  readonly dryRun?: true
  readonly json?: true
}

/** `outcry study run|schema`: questions about a market's design, answered with statistics. */
export function addStudyCommand(program: Command): void {
  const study = program
    .command('study')
    .summary('run a study: cells, seeds, comparisons')
    .description('Vary a scenario, run many seeds of each cell, and compare.')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
  study
    .command('run')
    .description('Run a study file into a folder: results.parquet, manifest.json, report.html.')
    .argument('<file>', 'the study file')
    .option('--out <folder>', 'its folder (default: the study’s name, .study, here)', folder)
    .option('--threads <number>', 'how many runs at once', threadCount, availableParallelism())
    .option('--nats <url>', 'leave the runs to the workers that come to this server')
    .option('--key <file>', "a file with this process's nkey seed")
    .option('--ca <file>', "the certificate that the server's is signed with, for TLS")
    .option('--dry-run', 'say what it would cost, by one run of a few cells')
    .option('--json', 'print one JSON document')
    .action(run)
  study
    .command('worker')
    .description('Do runs of the studies that come to a NATS server, until it is stopped.')
    .requiredOption('--nats <url>', 'the server, or several with commas between them')
    .option('--threads <number>', 'how many runs at once', threadCount, availableParallelism())
    .option('--key <file>', "a file with this process's nkey seed")
    .option('--ca <file>', "the certificate that the server's is signed with, for TLS")
    .action(async (options: StudyWorkerOptions) => {
      const { studyWorker } = await import('./study-worker.ts')
      await studyWorker(options)
    })
  study
    .command('schema')
    .description('Print the JSON Schema of study files, for editors.')
    .action(async () => {
      const { studySchemaText } = await import('../study/experiment/study-schema.ts')
      process.stdout.write(studySchemaText())
    })
}

async function run(file: string, options: Options): Promise<void> {
  const { out, threads, dryRun, json } = options
  const { readStudy } = await import('../study/experiment/study-file.ts')
  const read = readStudy(file)
  if (dryRun) {
    const { estimateCost } = await import('../study/experiment/dry-run.ts')
    const cost = await estimateCost(read, threads)
    process.stdout.write(json ? `${JSON.stringify(cost, null, 2)}\n` : costText(cost, threads))
    return
  }
  const path = out ?? `${read.study.name}.study`
  const outcome = await runAndTell(read, path, options)
  const { analyse } = await import('../study/experiment/analyse.ts')
  const { writeResults } = await import('../study/experiment/write-results.ts')
  const { writeStudyReport } = await import('../study/experiment/report/write-study-report.ts')
  await writeResults(path, read, outcome, packageVersion())
  const analysis = analyse(read.study, read.cells, outcome.runs)
  const { analyseGames } = await import('../study/game/analyse-game.ts')
  const { gameSentences } = await import('../study/game/tell-game.ts')
  const games = analyseGames(read.study, read.cells, outcome.runs)
  await writeStudyReport(join(path, 'report.html'), read, outcome, analysis, games)
  const { verdictOf, summaryOf } = await import('../study/experiment/tell.ts')
  const { rankingOf, rankingText } = await import('../study/experiment/ranking.ts')
  const ranking = rankingOf(read.study, read.cells, outcome.runs)
  const said = {
    folder: path,
    ...{ cells: read.cells.length, runs: outcome.runs.length, resumed: outcome.resumed },
    finished: outcome.finished,
    comparisons: analysis.comparisons.map((found) => ({
      ...found,
      verdict: verdictOf(read.study, read.cells, found),
    })),
    ...(read.study.game === undefined ? {} : { games }),
    ...(read.study.train === undefined ? {} : { ranking }),
  }
  const lines = [
    ...rankingText(read.study, read.cells, ranking),
    ...gameSentences(read.study, games),
    ...summaryOf(read.study, analysis),
  ]
  process.stdout.write(
    json
      ? `${JSON.stringify(said, null, 2)}\n`
      : `${games.length > 0 ? '' : cellTable(read, analysis)}${lines
          .map((line) => `${line}\n`)
          .join(
            '',
          )}${path}: ${outcome.runs.length} runs of ${read.cells.length} cells, ${outcome.resumed} of them from before\n`,
  )
}

/** Runs what is open. A study that a signal ends keeps what is done, and exits as the signal says. */
async function runAndTell(
  read: ReadStudy,
  path: string,
  { threads, nats, key, ca }: Options,
): Promise<StudyOutcome> {
  const { runStudy } = await import('../study/experiment/run-study.ts')
  const stop = new AbortController()
  const interruption = listenForInterruption(() => {
    note('ends after the runs in hand, and keeps what is done; once more to leave at once')
    stop.abort()
  })
  const progress = process.stderr.isTTY
    ? createProgress(read.study.name, 0, process.stderr)
    : SILENT
  const queued = async (servers: string, identity: string): Promise<CellPool> => {
    const { createQueuePool } = await import('../study/queue/queue-pool.ts')
    const { studyKey } = await import('../study/queue/queue-names.ts')
    return createQueuePool({
      ...{ dial: { servers, seed: key, ca }, outcry: packageVersion() },
      study: studyKey(identity, path),
      onAlone: () => note(`nobody works at ${servers}: outcry study worker --nats ${servers}`),
    })
  }
  try {
    const outcome = await runStudy(read, {
      ...{ folder: path, threads, signal: stop.signal },
      ...(nats === undefined ? {} : { pool: (identity: string) => queued(nats, identity) }),
      onProgress: ({ done, of, left }) => {
        const rest = left === null ? '' : `, about ${timeText(left)} left`
        progress.note(`${done} of ${of} runs${rest}`)
      },
    })
    if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
    return outcome
  } finally {
    progress.clear()
    interruption.end()
  }
}

function costText({ cells, runs, runsMost, tried, seconds, secondsMost }: Cost, threads: number) {
  const rows = tried.map((one) => [one.cell, `${one.seconds.toFixed(2)} s`])
  const more =
    runsMost > runs
      ? `, at most ${runsMost} runs in about ${timeText(secondsMost)} until its intervals are narrow`
      : ''
  return `${tableOf(['cell tried', 'a run'], rows)}${cells} cells, ${runs} runs: about ${timeText(seconds)} on ${threads} threads${more}\n`
}

function cellTable({ study, cells }: ReadStudy, { cells: figures }: Analysis): string {
  const short = (value: number): string =>
    Number.isNaN(value) ? '–' : String(Number(value.toPrecision(4)))
  const rows = figures.map(({ cell, measure, values, mean, low, high }) => [
    ...(cells[cell]?.levels.map(({ name }) => name) ?? []),
    measure,
    values.length,
    `${short(mean)} [${short(low)}, ${short(high)}]`,
  ])
  return tableOf([...study.factors.map(({ name }) => name), 'measure', 'runs', 'mean'], rows)
}

const timeText = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`

function threadCount(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= 256) return value
  throw new InvalidArgumentError('It must be a whole number, 1 to 256.')
}
