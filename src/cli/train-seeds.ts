import { basename } from 'node:path'
import type { SeedTrained } from '../study/training/train-seed.ts'
import type { TrainingFile } from '../study/training/training-file.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { codeOf, listenForInterruption } from './interruption.ts'
import { packageVersion } from './package-version.ts'
import { createProgress, SILENT } from './progress.ts'
import { policyName, type TrainOptions } from './train-command.ts'

/**
 * `outcry train FILE --seeds`, `--report`: several seeds at the same time, and the page of them. What is
 * interrupted has no page.
 *
 * @throws CommandFailure where one log is asked for of several trainings
 */
export async function trainSeedsAndTell(name: string, options: TrainOptions): Promise<void> {
  if (options.log !== undefined) {
    const text =
      '--log is of one training: with --seeds or --report each policy has a log beside it'
    throw new CommandFailure(text, EXIT.badInput)
  }
  const { readTraining } = await import('../study/training/training-file.ts')
  const { seedName, trainSeeds } = await import('../study/training/train-seeds.ts')
  const { defaultThreads } = await import('../study/pool.ts')
  const { demandPlaceForFile } = await import('../journal/demand-place.ts')
  const file = readTraining(name)
  const out = options.out ?? policyName(name)
  const first = (options.seeds ?? 1) === 1 ? out : seedName(out, file.seed)
  for (const path of [first, options.report]) if (path !== undefined) demandPlaceForFile(path)
  const threads = options.threads ?? defaultThreads()
  const interruption = listenForInterruption(() => {
    process.stderr.write('outcry: ends after the updates in hand\n')
  })
  const progress = process.stderr.isTTY ? createProgress('train', 0, process.stderr) : SILENT
  try {
    const trained = await trainSeeds({
      ...{ file, count: options.seeds ?? 1, out, threads },
      ...{ every: options.checkpointEvery, resume: options.resume === true },
      isInterrupted: () => interruption.signal !== undefined,
      onProgress: (made, of) => progress.note(`${made} of ${of} updates`),
    })
    const isWhole = trained.every(({ isDone }) => isDone)
    const report = isWhole ? options.report : undefined
    if (report !== undefined)
      await writeReport(name, file, trained, { ...options, report, threads })
    progress.clear()
    process.stdout.write(outcomeText(trained, report, options.json === true))
    if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
  } finally {
    progress.clear()
    interruption.end()
  }
}

async function writeReport(
  name: string,
  file: TrainingFile,
  trained: readonly SeedTrained[],
  { report, against, episodes, threads }: TrainOptions & { report: string; threads: number },
): Promise<void> {
  const { trySeeds } = await import('../study/training/report/try-seeds.ts')
  const { writeTrainingReport } = await import('../study/training/report/training-report.ts')
  const tried = await trySeeds({
    ...{ trained, episodes, threads },
    against: against?.split(',').filter((each) => each !== ''),
  })
  const terms = { name: basename(name).replace(/\.ya?ml$/, ''), file, outcry: packageVersion() }
  await writeTrainingReport(report, terms, tried)
}

function outcomeText(
  trained: readonly SeedTrained[],
  report: string | undefined,
  isJson: boolean,
): string {
  if (isJson) return `${JSON.stringify({ policies: trained, report: report ?? null }, null, 2)}\n`
  const lines = trained.map(({ out, updates, isDone }) => {
    const rest = isDone ? '' : ', interrupted: --resume goes on'
    return `${out}: ${updates} updates${rest}\n`
  })
  return `${lines.join('')}${report === undefined ? '' : `${report}\n`}`
}
