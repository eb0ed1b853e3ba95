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
  /** The smallest input found that shows it, or the first test that fails; '' before `--show`. */
  readonly shown: string
}

const FIRST_LINE = /^# kills: (\S+\.test\.ts) — (.+)$/

const SECOND_LINE = '# shown by: '

/**
 * Reads a patch's first line, `# kills: <test file> — <the bug>`, and its second, where it has one,
 * `# shown by: <the smallest input>`.
 * @throws RangeError where the first has another form
 */
export function mutantOf(file: string, text: string): Mutant {
  const name = basename(file, '.patch')
  const [first = '', second = ''] = text.split('\n', 2)
  const found = FIRST_LINE.exec(first)
  if (found === null) throw new RangeError(`${name}: no first line "# kills: <test file> — <bug>"`)
  const [, test, bug] = found as unknown as [string, string, string]
  const shown = second.startsWith(SECOND_LINE) ? second.slice(SECOND_LINE.length) : ''
  return { name, file, test, bug, shown }
}

/** A patch's text with `shown` as its second line. */
export function withShown(text: string, shown: string): string {
  const [first, ...rest] = text.split('\n')
  const diff = rest[0]?.startsWith(SECOND_LINE) ? rest.slice(1) : rest
  return [first, `${SECOND_LINE}${shown}`, ...diff].join('\n')
}

/** The longest input that the table shows whole. */
const SHOWN_MAX = 400

/**
 * What shows a bug, out of what vitest says of a failed test: fast-check's counterexample in one
 * line, cut where it is long, or else the test's title.
 */
export function shownBy(failures: readonly { title: string; message: string }[]): string {
  for (const { message } of failures) {
    const found = /Counterexample: ([\s\S]*?)\n(?:Shrunk|Got|Hint)/.exec(message)
    if (found === null) continue
    const line = (found[1] as string).replaceAll(/\s+/g, ' ').trim()
    return line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX)} …` : line
  }
  return failures[0]?.title ?? ''
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
  const rows = mutants.map(({ name, bug, test, shown }) => {
    const example = shown === '' ? '' : `\`\`${shown.replaceAll('|', '\\|')}\`\``
    return `| \`${name}\` | ${bug} | \`${test}\` | ${example} |`
  })
  const heads = ['| patch | the bug | found by | shown by |', '| --- | --- | --- | --- |']
  return [...heads, ...rows].join('\n')
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
