import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { MANIFEST_FILE } from '../journal/run-folder.ts'
import { EXIT } from './failure.ts'
import { createProgress, SILENT } from './progress.ts'

const EXAMPLES = `
lobster: drives the matching engine with a day's messages and compares its book with the orderbook
file after each; visible executions come as orders that take, and should trade with the order that
the file names. itch: decodes NASDAQ TotalView-ITCH 5.0, counts its messages and keeps its books.

A run folder of a live market: tells a fresh exchange what the run's was told, and compares what it
says with the run's tape, byte for byte.

Exits with 1 where a row differs or messages contradict each other, with 2 where a file is no such
file. To trade among recorded orders: outcry help run, and the scenario replay-lobster.

Examples:
  outcry replay AMZN_2012-06-21.zip
  outcry replay folder --symbol AMZN --levels 3 --json
  outcry replay runs/live-tiny
  outcry replay 01302020.NASDAQ_ITCH50.gz --symbol AAPL
`

const FORMATS = ['lobster', 'itch'] as const

interface Options {
  readonly format?: (typeof FORMATS)[number]
  readonly levels?: number
  readonly symbol?: string
  readonly json?: true
}

/** `outcry replay PATH`: drives the engine with a recorded market. */
export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .summary('drive the engine with a recorded market')
    .description('Drive the engine with a recorded market, and say how it compares.')
    .argument(
      '<path>',
      'LOBSTER: a zip, a folder or one of the two files; ITCH 5.0: a file, or its gz; a live run',
    )
    .addOption(
      new Option('--format <format>', 'the format (default: by the name)').choices(FORMATS),
    )
    .option(
      '--levels <number>',
      'levels a side: to compare (default: all that the file has), or, itch, to print (default: 5)',
      levels,
    )
    .option('--symbol <symbol>', 'lobster: which, where there are several; itch: the one to keep')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, { format, json, ...options }: Options) => {
      if (format === undefined && existsSync(join(path, MANIFEST_FILE))) {
        const { replayRun } = await import('./replay-run.ts')
        await replayRun(path, json === true)
        return
      }
      const asked = format ?? formatOf(path)
      const begun = performance.now()
      const progress = process.stderr.isTTY ? createProgress('replay', 0, process.stderr) : SILENT
      let shown = -1
      const onProgress = (share: number): void => {
        const percent = Math.floor(share * 100)
        if (percent > shown) progress.note(`${percent} %`)
        shown = percent
      }
      try {
        const text = await import('./replay-text.ts')
        const { found, isGood, lines } =
          asked === 'lobster'
            ? await text.tellLobster(path, { ...options, onProgress })
            : await text.tellItch(path, { ...options, onProgress })
        const seconds = Math.round(performance.now() - begun) / 1000
        progress.clear()
        process.stdout.write(
          json === true
            ? `${JSON.stringify({ format: asked, path, seconds, ...found }, null, 2)}\n`
            : lines(seconds),
        )
        if (!isGood) process.exitCode = EXIT.failed
      } catch (error) {
        progress.clear()
        throw error
      }
    })
}

/** LOBSTER comes as a folder, a zip or CSV; everything else is ITCH. */
function formatOf(path: string): (typeof FORMATS)[number] {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  return isFolder || /\.(zip|csv)$/i.test(path) ? 'lobster' : 'itch'
}

function levels(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= 1000) return value
  throw new InvalidArgumentError('It must be a whole number, 1 to 1000.')
}
