import type { Command } from 'commander'
import { Kind, nameOf } from '../../protocols/kind.ts'
import type { DecodedRecord, RunDifference } from '../journal/diff.ts'
import { EXIT } from './failure.ts'
import { RUN_ARGUMENT, runsOption } from './run-option.ts'

const EXAMPLES = `
Exits with 0 where the tapes are the same to the byte, with 1 where they are not.

Examples:
  outcry diff runs/rmsc04-1-20260105T093000 latest
`

interface Options {
  readonly runs: string
  readonly json?: true
}

/** `outcry diff RUN RUN`: where two runs part ways. */
export function addDiffCommand(program: Command): void {
  program
    .command('diff')
    .summary('find where two runs part ways')
    .description('Find the first message in which two runs differ.')
    .argument('<run>', RUN_ARGUMENT)
    .argument('<other>', 'another')
    .option('--json', 'print one JSON document')
    .addOption(runsOption())
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, other: string, { runs, json }: Options) => {
      const { openRunFolder } = await import('../journal/run-folder.ts')
      const { diffRuns } = await import('../journal/diff.ts')
      const [a, b] = [openRunFolder(run, runs), openRunFolder(other, runs)]
      const { tellUnfinished } = await import('./unfinished.ts')
      const status = { a: tellUnfinished(a.path), b: tellUnfinished(b.path) }
      const difference = diffRuns(a.path, b.path)
      if (!difference.equal) process.exitCode = EXIT.failed
      process.stdout.write(
        json
          ? `${JSON.stringify({ a: a.path, b: b.path, status, ...difference }, null, 2)}\n`
          : differenceText(a.name, b.name, difference),
      )
    })
}

function differenceText(
  a: string,
  b: string,
  { equal, records, first, asked }: RunDifference,
): string {
  const lines = asked.map(
    ({ field, ...said }) => `${field}: ${JSON.stringify(said.a)} and ${JSON.stringify(said.b)}`,
  )
  const shown = (record: DecodedRecord | undefined): string => {
    if (record === undefined) return 'nothing: the tape has ended'
    if ('bytes' in record) return record.bytes
    const { kind, ...fields } = record
    return `${nameOf(Kind, kind)} ${JSON.stringify(fields)}`
  }
  if (equal) lines.push(`the tapes are the same: ${records.a} messages`)
  else if (first !== undefined) {
    lines.push(
      `the tapes differ after ${first.index} messages, at ${first.at} ns`,
      `  ${a} (${records.a} messages): ${shown(first.a)}`,
      `  ${b} (${records.b} messages): ${shown(first.b)}`,
    )
  }
  return `${lines.join('\n')}\n`
}
