import type { Command } from 'commander'
import { didYouMean } from '../simulation/scenario/did-you-mean.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { tableOf } from './rows-text.ts'
import { RUN_ARGUMENT, runsOption } from './run-option.ts'

const EXAMPLES = `
docs/measures.md defines each measure. What cannot be measured is a dash, and null in JSON.

Examples:
  outcry measure latest
  outcry measure latest --only quoted-spread kyle-lambda
  outcry measure latest --json > measures.json
`

interface Options {
  readonly runs: string
  readonly json?: true
  readonly only?: readonly string[]
}

/** `outcry measure RUN`: every measure of market quality, with its unit. */
export function addMeasureCommand(program: Command): void {
  program
    .command('measure')
    .summary('measure the quality of a run’s markets')
    .description('Measure the quality of a run’s markets, and what each group made of them.')
    .argument('<run>', RUN_ARGUMENT)
    .option('--only <names...>', 'these measures alone')
    .option('--json', 'print a JSON array')
    .addOption(runsOption())
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, { runs, json, only }: Options) => {
      const { openRunFolder } = await import('../journal/run-folder.ts')
      const { ensureTables } = await import('../journal/query.ts')
      const { measureRun, MEASURES } = await import('../analysis/catalogue/measure-run.ts')
      const { tellUnfinished } = await import('./unfinished.ts')
      for (const name of only ?? []) {
        if (MEASURES.includes(name)) continue
        const text = `no measure is called "${name}"${didYouMean(name, MEASURES)}`
        throw new CommandFailure(`${text}: there are ${MEASURES.join(', ')}`, EXIT.badInput)
      }
      const { path } = openRunFolder(run, runs)
      tellUnfinished(path)
      await ensureTables(path)
      const found = await measureRun(path, only ?? MEASURES)
      if (json) {
        process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
        return
      }
      const rows = found.map(({ measure, of, what, value, unit }) => [
        measure,
        of,
        what,
        value === null ? '–' : String(Number(value.toPrecision(6))),
        unit,
      ])
      process.stdout.write(tableOf(['measure', 'of', '', 'value', 'unit'], rows))
    })
}
