import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A bug to plant, and the test that is there to find it. */
export interface Mutant {
  /** The patch's name, without its ending. */
  readonly name: string
  /** The patch's file. */
  readonly file: string
  /** The test file that finds it, from the root. */
  readonly test: string
  /** What the bug does. */
  readonly bug: string
}

const FIRST_LINE = /^# kills: (\S+\.test\.ts) — (.+)$/

/**
 * Reads a patch's first line, `# kills: <test file> — <the bug>`.
 * @throws RangeError where it has another form
 */
export function mutantOf(file: string, text: string): Mutant {
  const name = basename(file, '.patch')
  const found = FIRST_LINE.exec(text.split('\n', 1)[0] as string)
  if (found === null) throw new RangeError(`${name}: no first line "# kills: <test file> — <bug>"`)
  const [, test, bug] = found as unknown as [string, string, string]
  return { name, file, test, bug }
}

/** The mutants of a folder, by name. */
export function mutantsIn(folder: string): Mutant[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .sort()
    .map((file) => mutantOf(join(folder, file), readFileSync(join(folder, file), 'utf8')))
}

/** The mutants as a table of Markdown. */
export function mutantTable(mutants: readonly Mutant[]): string {
  const rows = mutants.map(({ name, bug, test }) => `| \`${name}\` | ${bug} | \`${test}\` |`)
  return ['| patch | the bug | found by |', '| --- | --- | --- |', ...rows].join('\n')
}

const OPEN = '<!-- mutants -->'
const CLOSE = '<!-- /mutants -->'

/**
 * `page` with its table of mutants made anew.
 * @throws RangeError where it has no place for one
 */
export function fillMutants(page: string, mutants: readonly Mutant[]): string {
  const begin = page.indexOf(OPEN)
  const end = page.indexOf(CLOSE)
  if (begin < 0 || end < begin) throw new RangeError('the page has no place for the mutants')
  return `${page.slice(0, begin + OPEN.length)}\n${mutantTable(mutants)}\n${page.slice(end)}`
}
