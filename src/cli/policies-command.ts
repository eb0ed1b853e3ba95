import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { CommandFailure, EXIT } from './failure.ts'
import { tableOf } from './rows-text.ts'

const EXAMPLES = `
Examples:
  outcry policies                       those that come with it
  outcry policies .                     those of this folder
`

/** `outcry policies [FOLDER]`: the trained policies there are. */
export function addPoliciesCommand(program: Command): void {
  program
    .command('policies')
    .summary('list trained policies')
    .description('List the trained policies that come with the package, or those of a folder.')
    .argument('[folder]', 'where to look (default: those that come with the package)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, { json }: { readonly json?: true }) => {
      if (folder !== undefined && !existsSync(folder)) {
        throw new CommandFailure(`${folder}: there is no such folder`, EXIT.badInput)
      }
      const { policyFacts, policyFiles } = await import('../study/training/policies.ts')
      const found = policyFiles(folder).map(policyFacts)
      if (json) {
        process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
        return
      }
      const heads = ['name', 'algorithm', 'scenario', 'act', 'steps', 'reward'] as const
      if (found.length > 0) {
        process.stdout.write(
          tableOf(
            heads,
            found.map((each) => heads.map((head) => inShort(each[head]))),
          ),
        )
      }
      if (found.length === 0) process.stdout.write(`no policies in ${folder ?? 'the package'}\n`)
    })
}

/** A number that is no whole one, to four digits. */
const inShort = <Value>(value: Value): Value | string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(4) : value
