import { existsSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { demandPlaceForFolder } from '../journal/demand-place.ts'
import { demandFolder } from '../journal/make-folder.ts'
import type { Checked } from '../study/property/check.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { createProgress, SILENT } from './progress.ts'
import { folder } from './run-option.ts'

const EXAMPLES = `
FILE exports properties, as examples/properties.ts does. A counterexample is shrunk and written as a
scenario, NAME.counterexample.json, which outcry run replays. Each property is told of when it is through: Ctrl-C
keeps those. The exit code is 1 where a counterexample was found.

Examples:
  outcry check properties.js
  outcry check properties.js --runs 1000 --seed 7 --threads 8
`

interface Options {
  readonly runs: number
  readonly seed: number
  readonly threads: number
  readonly out: string
  readonly json?: true
}

/** `outcry check FILE`: attacks hypotheses about markets. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('attack hypotheses about markets')
    .description('Look for markets of which the properties in a file do not hold.')
    .argument('<file>', 'a module that exports properties')
    .option('--runs <number>', 'markets to try, of each property', whole(1, 10_000_000), 100)
    .option('--seed <number>', 'of the search', whole(0, 2 ** 30), 1)
    .option('--threads <number>', 'how many at once', whole(1, 256), availableParallelism())
    .option('--out <folder>', 'where counterexamples are written', folder, '.')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(check)
}

async function check(file: string, { runs, seed, threads, out, json }: Options): Promise<void> {
  if (!existsSync(file)) throw new CommandFailure(`${file}: there is no such file`, EXIT.badInput)
  const { checkProperties } = await import('../study/property/check.ts')
  const { propertiesIn } = await import('../study/property/check-work.ts')
  await propertiesIn(resolve(file)).catch((cause: Error) => {
    const text = `${file}: is no module of JavaScript or TypeScript that can be read: ${cause.message}`
    throw new CommandFailure(text, EXIT.badInput, cause)
  })
  demandPlaceForFolder(out)
  const progress = process.stderr.isTTY ? createProgress('check', 0, process.stderr) : SILENT
  const told: Told[] = []
  const onChecked = (checked: Checked): void => {
    progress.clear()
    const one = written(checked, out)
    told.push(one)
    if (!json) process.stdout.write(textOf(one))
  }
  const onPart = (done: number, of: number): void => progress.note(`${done} of ${of} parts`)
  try {
    await checkProperties(resolve(file), { runs, seed, threads, onChecked, onPart })
  } finally {
    progress.clear()
  }
  if (told.length === 0) {
    const text = `${file}: exports no property: one has says, markets, measures and holds`
    throw new CommandFailure(text, EXIT.badInput)
  }
  if (json) process.stdout.write(`${JSON.stringify(told, null, 2)}\n`)
  if (told.some(({ counterexample }) => counterexample !== null)) process.exitCode = EXIT.failed
}

/** What came of a property, and the file of its counterexample. */
type Told = Checked & { readonly file: string | null }

/** Writes the counterexample, where there is one. */
function written(checked: Checked, out: string): Told {
  if (checked.counterexample === null) return { ...checked, file: null }
  const file = join(out, `${checked.name}.counterexample.json`)
  demandFolder(out)
  writeFileSync(file, `${JSON.stringify(checked.counterexample.scenario, null, 2)}\n`)
  return { ...checked, file }
}

function textOf({ says, runs, counterexample, file }: Told): string {
  if (counterexample === null) return `not refuted by ${runs} markets: ${says}\n`
  const error = counterexample.error == null ? '' : ` (${counterexample.error.split('\n')[0]})`
  return `refuted, after ${counterexample.shrinks} shrinks: ${says}${error}\n  ${file}\n`
}

const whole =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number, ${min} to ${max}.`)
  }
