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
  /** The title of the test to try before all of its file; '' where that would save little. */
  readonly first: string
}

const FIRST_LINE = /^# kills: (\S+\.test\.ts) — (.+)$/

/** What a patch may say after its first line, in this order. */
const NOTES = ['shown by', 'first'] as const
type Note = (typeof NOTES)[number]

/**
 * Reads the lines that stand before a patch's diff: `# kills: <test file> — <the bug>` and, where it
 * has them, `# shown by: <the smallest input>` and `# first: <a test's title>`.
 * @throws RangeError where the first has another form
 */
export function mutantOf(file: string, text: string): Mutant {
  const name = basename(file, '.patch')
  const found = FIRST_LINE.exec(text.split('\n', 1)[0] as string)
  if (found === null) throw new RangeError(`${name}: no first line "# kills: <test file> — <bug>"`)
  const [, test, bug] = found as unknown as [string, string, string]
  const { 'shown by': shown, first } = notesOf(text)
  return { name, file, test, bug, shown, first }
}

function notesOf(text: string): Record<Note, string> {
  const notes = { 'shown by': '', first: '' }
  for (const line of text.split('\n').slice(1, 1 + NOTES.length)) {
    const note = NOTES.find((each) => line.startsWith(`# ${each}: `))
    if (note !== undefined) notes[note] = line.slice(note.length + 4)
  }
  return notes
}

/** A patch's text with a note of it changed; '' takes it out. */
export function withNote(text: string, note: Note, value: string): string {
  const notes = { ...notesOf(text), [note]: value }
  const [kills, ...diff] = text.split('\n').filter((line, at) => at === 0 || !line.startsWith('# '))
  const said = NOTES.filter((each) => notes[each] !== '')
  return [kills, ...said.map((each) => `# ${each}: ${notes[each]}`), ...diff].join('\n')
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
