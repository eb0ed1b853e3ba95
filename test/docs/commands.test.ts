import { existsSync, readFileSync } from 'node:fs'
import { type Command, CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { loadScenario } from '../../src/simulation/scenario/load.ts'
import { blocksOf, PAGES } from './pages.ts'

/** A command line that a page shows. */
interface Shown {
  readonly where: string
  readonly line: string
}

/** The lines of blocks that call the program, without what explains them. */
const lines = PAGES.flatMap((page) =>
  blocksOf(page).flatMap(({ where, text }) =>
    text
      .split('\n')
      .filter((line) => /^(npx )?outcry /.test(line))
      .map(
        (line): Shown => ({ where, line: line.replace(/^npx /, '').replace(/( {2,}| #).*/, '') }),
      ),
  ),
)

/** What stands between backticks in a sentence: there files may be `FILE` and numbers `N`. */
const mentions = PAGES.flatMap(({ path, text }) =>
  [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`(outcry [a-z][^`]*)`/g)].map(
    ([, line]): Shown => ({ where: path, line: (line as string).replaceAll(/\bN\b/g, '1') }),
  ),
)

/** The words of a line, as a shell has them; no more of its language than the pages use. */
function words(line: string): string[] {
  const found = line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)
  return [...found].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'))
}

/** A command as it was understood. */
interface Understood {
  readonly name: string
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** Has the real program understand a line, and do nothing. @throws CommanderError where it cannot */
function understand(line: string): Understood | undefined {
  let understood: Understood | undefined
  const program = createProgram()
  const disarm = (command: Command): void => {
    command.configureOutput({ writeErr: () => {}, writeOut: () => {}, outputError: () => {} })
    if (command.commands.length === 0) {
      command.action(() => {
        const name = `${command.parent === program ? '' : `${command.parent?.name()} `}${command.name()}`
        understood = { name, args: command.args, options: command.opts() }
      })
    }
    command.commands.forEach(disarm)
  }
  disarm(program)
  program.parse(words(line).slice(1), { from: 'user' })
  return understood
}

/** What is wrong with what a line names: files of the tree, a shipped scenario and its fields. */
function faultOf({ name, args, options }: Understood): string | undefined {
  const paths = [...args, ...Object.values(options)].map(String)
  const missing = paths.find(
    (path) => /^(studies|scenarios|examples)\/[^A-Z]+$/.test(path) && !existsSync(path),
  )
  if (missing !== undefined) return `${missing} is not there`
  if (name === 'demonstrate') return strangerIn(options)
  const [scenario = ''] = args
  if (!/^(run|calibrate|live (market|exchange|agents))$/.test(name)) return undefined
  if (/[.A-Z]/.test(scenario)) return undefined
  loadScenario(scenario, { set: (options.set ?? []) as string[] })
  return undefined
}

/** An actor that a shipped scenario does not have. */
function strangerIn({ scenario, actor }: Understood['options']): string | undefined {
  if (scenario === undefined || /[.A-Z]/.test(String(scenario))) return undefined
  const { groups } = loadScenario(String(scenario))
  const group = String(actor).split('/')[0]
  return groups.some(({ name }) => name === group) ? undefined : `${scenario} has no ${group}`
}

/** The lines that the program does not understand, or that name what is not there, and why. */
function faults(shown: readonly Shown[], leftOut: readonly string[]): string[] {
  return shown.flatMap(({ where, line }) => {
    try {
      const understood = understand(line)
      const fault = understood === undefined ? 'is no command' : faultOf(understood)
      return fault === undefined ? [] : [`${where}: ${line}: ${fault}`]
    } catch (error) {
      if (error instanceof CommanderError && leftOut.includes(error.code)) return []
      return [`${where}: ${line}: ${(error as Error).message}`]
    }
  })
}

test('every command line of the pages is one that the program understands', () => {
  expect(lines.length).toBeGreaterThan(40)
  expect(faults(lines, [])).toEqual([])
})

test('every command that the pages mention is one that the program understands', () => {
  expect(mentions.length).toBeGreaterThan(60)
  // A mention may leave out what is clear.
  const leftOut = [
    'commander.missingArgument',
    'commander.missingMandatoryOptionValue',
    'commander.optionMissingArgument',
    'commander.help',
  ]
  expect(faults(mentions, leftOut)).toEqual([])
})

test('a line that the program does not understand is told of', () => {
  const bad = [
    'outcry rum tiny',
    'outcry run tiny --sead 3',
    'outcry run tini',
    'outcry run',
    'outcry study run studies/none.yaml',
    'outcry demonstrate --scenario tiny --actor momentum/0 --task task.yaml --out demos',
  ]
  expect(
    faults(
      bad.map((line) => ({ where: 'a page', line })),
      [],
    ),
  ).toHaveLength(bad.length)
})

test('every command is in README', () => {
  const readme = PAGES.find(({ path }) => path === 'README.md')?.text as string
  const names = createProgram().commands.map((command) => command.name())
  expect(names.filter((name) => !readme.includes(`outcry ${name}`))).toEqual([])
})

test('every script that the pages name is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }
  const named = PAGES.flatMap(({ path, text }) =>
    [...text.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, name]) => ({ path, name })),
  )
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(({ name }) => !(String(name) in scripts))).toEqual([])
})
