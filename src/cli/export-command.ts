import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ExportFormat } from '../journal/export.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { folder, RUN_ARGUMENT, runsOption } from './run-option.ts'

const EXAMPLES = `
lobster writes the messages and the order book of one instrument as LOBSTER has them; parquet and
csv write a file a table.

Examples:
  outcry export latest --format csv --out tables
  outcry export latest --format lobster --levels 5
`

interface Options {
  readonly format: ExportFormat
  readonly out?: string
  readonly levels?: number
  readonly instrument?: string
  readonly venue?: string
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
        .choices(['lobster', 'parquet', 'csv'])
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
    .addOption(runsOption())
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, { format, out, runs, ...options }: Options) => {
      const [first] = Object.keys(options)
      if (format !== 'lobster' && first !== undefined) {
        const text = `--${first} is for --format lobster: ${format} writes everything`
        throw new CommandFailure(text, EXIT.badInput)
      }
      const { join } = await import('node:path')
      const { openRunFolder } = await import('../journal/run-folder.ts')
      const { exportRun } = await import('../journal/export.ts')
      const { tellUnfinished } = await import('./unfinished.ts')
      const { path } = openRunFolder(run, runs)
      tellUnfinished(path)
      const files = await exportRun(path, format, out ?? join(path, format), options)
      process.stdout.write(files.map((file) => `${file}\n`).join(''))
    })
}

function levels(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= 1000) return value
  throw new InvalidArgumentError('It must be a whole number, 1 to 1000.')
}
