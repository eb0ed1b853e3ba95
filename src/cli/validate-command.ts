import type { Command } from 'commander'
import { didYouMean } from '../simulation/scenario/did-you-mean.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { codeOf, listenForInterruption } from './interruption.ts'
import { note } from './note.ts'
import { createProgress, SILENT } from './progress.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
Each row is a figure that somebody published, and what came out of the shipped actors here: target,
measured with its standard error, verdict. docs/validation has a page for each. Exits with 1 where a
row misses. Ctrl-C tells what is done.

Examples:
  outcry validate                    all of them; takes some minutes
  outcry validate V5 V10 --threads 2
  outcry validate --quick            few runs each: that they work
`

interface Options {
  readonly quick?: true
  readonly threads?: number
  readonly json?: true
}

/** `outcry validate [ID…]`: holds published results against what comes out here. */
export function addValidateCommand(program: Command): void {
  program
    .command('validate')
    .summary('hold published results against what comes out here')
    .description('Run published models on the shipped actors, and compare with what was published.')
    .argument('[id...]', 'rows, such as V5 (default: all)')
    .option('--quick', 'few runs of each')
    .option('--threads <number>', 'worker threads (default: one a processor)', wholeNumber(1, 256))
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(validateAndTell)
}

async function validateAndTell(ids: readonly string[], options: Options): Promise<void> {
  const stop = new AbortController()
  const interruption = listenForInterruption(() => {
    note('stopping; once more to leave at once')
    stop.abort()
  })
  const progress = process.stderr.isTTY ? createProgress('validate', 0, process.stderr) : SILENT
  try {
    const { validate, validationsBy } = await import('../study/validation/run.ts')
    const { VALIDATIONS } = await import('../study/validation/registry.ts')
    const { defaultThreads } = await import('../study/pool.ts')
    const { validationText } = await import('./validation-text.ts')
    const known = VALIDATIONS.map(({ id }) => id)
    const unknown = ids.find((id) => !known.includes(id.toUpperCase()))
    if (unknown !== undefined) {
      const text = `${unknown}: there is no such row${didYouMean(unknown, known)}: there are ${known.join(', ')}`
      throw new CommandFailure(text, EXIT.badInput)
    }
    const asked = validationsBy(ids)
    const results = await validate(asked, {
      scale: options.quick === true ? 'quick' : 'full',
      threads: options.threads ?? defaultThreads(),
      signal: stop.signal,
      onProgress: (done, of) => progress.note(`${done} of ${of} runs`),
      onValidated: (validated) => {
        progress.clear()
        if (options.json !== true) process.stdout.write(validationText(validated))
      },
    })
    progress.clear()
    if (options.json === true) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
    if (interruption.signal !== undefined) {
      note(`stopped: ${results.length} of ${asked.length} rows were done`)
      process.exitCode = codeOf(interruption.signal)
      return
    }
    const misses = results.some(({ rows }) => rows.some(({ verdict }) => verdict === 'misses'))
    if (misses) process.exitCode = EXIT.failed
  } finally {
    progress.clear()
    interruption.end()
  }
}
