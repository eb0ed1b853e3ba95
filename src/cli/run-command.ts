import { type Command, InvalidArgumentError, Option } from 'commander'
import { folder } from './run-option.ts'
import { setOption } from './set-option.ts'

const EXAMPLES = `
The run folder gets the tape, the manifest, Parquet tables and report.html. Ctrl-C ends a run early
and keeps what there is; a second one leaves at once.

Examples:
  outcry run tiny                                      ten minutes of a small market
  outcry run rmsc04 --seed 7 --until 10:30
  outcry run mine.yaml --set groups.noise.count=500 --set latency.extent=1000
  outcry run rmsc04 --workers 2                        the same tape, from two threads
  outcry run rmsc04 --nats nats://10.0.0.1 --partitions 4    and from four machines
  outcry run tiny --json --no-report | jq .summary.trades
`

/** The options of `outcry run`. */
export interface RunCommandOptions {
  readonly seed?: number
  readonly until?: string
  readonly out?: string
  readonly runs?: string
  readonly set: readonly string[]
  readonly json?: true
  readonly quiet?: true
  readonly report: boolean
  readonly workers?: number
  readonly nats?: string
  readonly partitions?: number
}

/** `outcry run SCENARIO`: runs it into a folder of its own. */
export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .summary('run a scenario')
    .description('Run a scenario into a folder of its own, and say what came of it.')
    .argument('<scenario>', 'a file, or the name of a shipped scenario')
    .option('--seed <number>', "in place of the scenario's seed", seed)
    .option('--until <time>', 'when to end: a time of day, or a span since the start ("10 min")')
    .addOption(setOption())
    .option('--out <folder>', 'the folder to make the run folder in (default: "runs")', folder)
    .addOption(new Option('--runs <folder>').argParser(folder).hideHelp())
    .option('--json', 'print one JSON document')
    .addOption(new Option('--quiet', 'print nothing but what goes wrong').conflicts('json'))
    .option('--no-report', 'leave the report out')
  addPlaceOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: RunCommandOptions) => {
      const { runAndTell } = await import('./run-and-tell.ts')
      await runAndTell(name, options)
    })
}

/** Adds the options that say where a run is to be. */
export const addPlaceOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--workers <number>', 'run in so many partitions, each on a thread of its own')
        .argParser(partitionCount)
        .conflicts('nats'),
    )
    .option('--nats <url>', 'run in partitions that nodes host: see "outcry node"')
    .option('--partitions <number>', 'how many nodes to wait for, with --nats', partitionCount)

function partitionCount(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= 256) return value
  throw new InvalidArgumentError('It must be a whole number, 1 to 256.')
}

function seed(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('A seed is a whole number, 0 to 2^53 − 1.')
}
