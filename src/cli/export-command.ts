import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ExportFormat } from '../journal/export.ts'
import { parseClock } from '../simulation/scenario/clock-time.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { folder, RUN_ARGUMENT, runsOption } from './run-option.ts'

const EXAMPLES = `
lobster writes the messages and the order book of one instrument as LOBSTER has them; parquet and
csv write a file a table; trace writes the messages of a span of time, for ui.perfetto.dev.

Examples:
  outcry export latest --format csv --out tables
  outcry export latest --format lobster --levels 5
  outcry export latest --format trace --from 09:35:00 --to 09:35:01
`

interface Options {
  readonly format: ExportFormat
  readonly out?: string
  readonly levels?: number
  readonly instrument?: string
  readonly venue?: string
  readonly from?: number
  readonly to?: number
  readonly runs: string
}

/** `outcry export RUN`: writes a run in a format that others read. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .summary('write a run in a format that others read')
    .description('Write a run in a format that others read, and print the files.')
    .argument('<run>', RUN_ARGUMENT)
    .addOption(
      new Option('--format <format>', 'the format')
        .choices(['lobster', 'parquet', 'csv', 'trace'])
        .makeOptionMandatory(),
    )
    .option(
      '--out <folder>',
      'where to (default: a folder of the format in the run folder)',
      folder,
    )
    .option('--levels <number>', 'lobster: price levels a side, 1 to 1000 (default: 10)', levels)
    .option('--instrument <symbol>', "lobster: which (default: the venue's first)")
    .option('--venue <name>', 'lobster: which (default: the first)')
    .option('--from <time>', 'trace: time of day at which it begins (default: the open)', clock)
    .option('--to <time>', 'trace: and ends (default: 1 s later)', clock)
    .addOption(runsOption())
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, { format, out, runs, ...options }: Options) => {
      for (const name of Object.keys(options)) {
        const only = name === 'from' || name === 'to' ? 'trace' : 'lobster'
        if (format === only) continue
        const instead =
          format === 'csv' || format === 'parquet' ? `: ${format} writes everything` : ''
        throw new CommandFailure(`--${name} is for --format ${only}${instead}`, EXIT.badInput)
      }
      const { join } = await import('node:path')
      const { openRunFolder } = await import('../journal/run-folder.ts')
      const { exportRun } = await import('../journal/export.ts')
      const { tellUnfinished } = await import('./unfinished.ts')
      const { path } = openRunFolder(run, runs)
      tellUnfinished(path)
      const { readManifest } = await import('../journal/manifest.ts')
      const zero = parseClock(readManifest(path).session.start) ?? 0
      const since = (time: number | undefined): number | undefined =>
        time === undefined ? undefined : Math.max(0, time - zero)
      const { from, to } = options
      const asked = { ...options, from: since(from), to: since(to) }
      const files = await exportRun(path, format, out ?? join(path, format), asked)
      process.stdout.write(files.map((file) => `${file}\n`).join(''))
    })
}

/** ns after midnight. */
function clock(text: string): number {
  const value = parseClock(text)
  if (value !== undefined) return value
  throw new InvalidArgumentError('It must be a time of day such as 09:35:00 or 09:35:00.25.')
}

function levels(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= 1000) return value
  throw new InvalidArgumentError('It must be a whole number, 1 to 1000.')
}
