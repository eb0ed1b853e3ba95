import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  type Faults,
  type Figures,
  figuresOf,
  readLine,
  readReport,
  type Soak,
  textOf,
  wrongWith,
} from './figures.ts'
import { fillFigures, PARTS } from './pages.ts'
import { scalingPicture } from './scaling-picture.ts'

/**
 * Writes the figures of speed into the documentation: what the benches measured into docs/figures.json, and
 * from there into the marked parts of the pages.
 *
 *   npm run bench -- --json > FILE
 *   npm run docs:figures -- FILE
 *   npm run docs:figures -- FILE --soak FILE --faults FILE    what test:soak and test:faults printed, too
 *   npm run docs:figures                                      the pages alone, from docs/figures.json
 *
 * A file that lacks a figure is refused, so that all are of one run; `--partial` takes it, for a trial.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    soak: { type: 'string' },
    faults: { type: 'string' },
    partial: { type: 'boolean', default: false },
  },
})
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FILE = `${ROOT}docs/figures.json`

/** Ends with what is wrong with a file. */
function refuse(file: string, what: string): never {
  console.error(`docs:figures: ${file}: ${what}`)
  process.exit(2)
}

/** What a file says. */
function reading<Value>(file: string, read: (text: string) => Value): Value {
  try {
    return read(readFileSync(file, 'utf8'))
  } catch (cause) {
    return refuse(file, cause instanceof Error ? cause.message : String(cause))
  }
}

const before = existsSync(FILE) ? reading(FILE, (text) => JSON.parse(text) as Figures) : undefined
const { soak, faults, partial } = values
const file = positionals[0]
const lines = {
  soak: soak === undefined ? before?.soak : reading(soak, (text) => readLine<Soak>('soak', text)),
  faults:
    faults === undefined
      ? before?.faults
      : reading(faults, (text) => readLine<Faults>('faults', text)),
}
const report = file === undefined ? undefined : reading(file, readReport)
const figures: Figures =
  report === undefined
    ? {
        ...(before ?? refuse(FILE, 'it is not there; name what the benches printed')),
        ...known(lines),
      }
    : figuresOf(report, lines.soak ?? null, lines.faults ?? null)

function known({ soak, faults }: typeof lines): Pick<Figures, 'soak' | 'faults'> {
  return { soak: soak ?? null, faults: faults ?? null }
}

const unmeasured = (what: string): string => `${what} was not measured`
const missing = new Set<string>()
const pages = Object.keys(PARTS).map((path) => {
  const page = readFileSync(`${ROOT}${path}`, 'utf8')
  return { path, page: fillFigures(path, page, figures, (what) => missing.add(what)) }
})
const wrong = [...(report === undefined ? [] : wrongWith(report)), ...[...missing].map(unmeasured)]
for (const each of wrong) console.error(`docs:figures: ${file ?? FILE}: ${each}`)
if (wrong.length > 0 && !partial) {
  console.error('docs:figures: nothing is written; --partial writes what there is')
  process.exit(1)
}
if (report !== undefined) writeFileSync(FILE, textOf(figures))
else if (soak !== undefined || faults !== undefined) writeFileSync(FILE, textOf(figures))
for (const { path, page } of pages) writeFileSync(`${ROOT}${path}`, page)
if (figures.scaling !== null) {
  writeFileSync(`${ROOT}docs/scaling.svg`, await scalingPicture(figures.scaling))
}
const { begun, commit } = figures.conditions
console.error(`docs:figures: ${pages.length} pages, from the run of ${begun} on ${commit}`)
