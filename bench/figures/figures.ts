import type { BenchReport, Conditions } from '../conditions.ts'
import type { Profile, Share } from '../profile.ts'
import type { BenchResult } from '../result.ts'
import { type ScalingFigures, scalingOf } from './scaling-summary.ts'
import { rounded } from './tell.ts'

/** What one case measured. @see BenchResult */
export type Result = Pick<BenchResult, 'unit' | 'rate' | 'runs' | 'hash' | 'note'>

/** What a soak came to: agents of a live market for some minutes. */
export interface Soak {
  /** ISO 8601 */
  readonly at: string
  readonly minutes: number
  readonly agents: number
  readonly taken: number
  readonly outputs: number
  readonly gaps: number
  /** MB a minute that each process gained, after collection. */
  readonly gains: Readonly<Record<string, number>>
}

/** What an auditor found of an exchange that was killed so many times. */
export interface Faults {
  /** ISO 8601 */
  readonly at: string
  readonly kills: number
  readonly acknowledged: number
  readonly repeated: number
  readonly lost: number
  readonly twice: number
  readonly reports: number
  readonly reportsAstray: number
  readonly orders: number
  readonly unended: number
  readonly position: number
  readonly cash: number
  readonly isReplayed: boolean
}

/** All that the documentation has of figures of speed: docs/figures.json. */
export interface Figures {
  readonly conditions: Conditions
  readonly results: Readonly<Record<string, Result>>
  readonly profiles: readonly Profile[]
  readonly scaling: ScalingFigures | null
  readonly soak: Soak | null
  readonly faults: Faults | null
}

/** Shares below this, and functions beyond so many, are not kept. */
const SHARE = 0.01
const FUNCTIONS = 12

/**
 * What `npm run bench -- --json` printed; lines before the document are npm's.
 * @throws RangeError where there is no such document
 */
export function readReport(text: string): BenchReport {
  const begin = /^\{/m.exec(text)
  const report = begin === null ? undefined : parsed(text.slice(begin.index))
  if (report?.conditions === undefined || !Array.isArray(report.benches)) {
    throw new RangeError(
      'it is not what the benches print: make it by "npm run bench -- --json > FILE"',
    )
  }
  return report
}

function parsed(text: string): BenchReport | undefined {
  try {
    return JSON.parse(text) as BenchReport
  } catch {
    return undefined
  }
}

/**
 * The line of `text` that is an object of one field, `name`: what a soak or the faults print among
 * other things. The last one counts.
 * @throws RangeError where there is none
 */
export function readLine<Line>(name: string, text: string): Line {
  const lines = text.split('\n').filter((line) => line.startsWith(`{"${name}":`))
  const last = lines.at(-1)
  if (last === undefined) throw new RangeError(`it has no line {"${name}": …}`)
  return (JSON.parse(last) as Record<string, Line>)[name] as Line
}

/** Why a report's figures are none for the pages. */
export function wrongWith({ conditions, failures }: BenchReport): string[] {
  return [
    ...(conditions.isSmall ? ['it is of small runs'] : []),
    ...(conditions.ended === '' ? ['it was cut off'] : []),
    ...failures.map(({ name, error }) => `${name} failed: ${error}`),
  ]
}

/** What of a report the pages need. */
export function figuresOf(
  { conditions, benches, profiles }: BenchReport,
  soak: Soak | null,
  faults: Faults | null,
): Figures {
  const all = benches.flatMap(({ results }) => results)
  const single = all.filter(({ name }) => !name.startsWith('scaling'))
  const grid = benches.find(({ name }) => name === 'scaling')
  return {
    conditions: { ...conditions, load: rounded(conditions.load) },
    results: Object.fromEntries(single.map((one) => [one.name, kept(one)])),
    profiles: profiles.map(keptOf),
    scaling: grid === undefined || conditions.isSmall ? null : scalingOf(grid.results),
    ...{ soak, faults },
  }
}

const kept = ({ unit, rate, runs, hash, note }: BenchResult): Result => ({
  ...{ unit, rate: rounded(rate), runs: runs.map(rounded), hash },
  ...(note === undefined ? {} : { note }),
})

const shares = (of: readonly Share[], most: number): Share[] =>
  of
    .filter(({ share }) => share >= SHARE)
    .slice(0, most)
    .map(({ name, share }) => ({ name, share: rounded(share) }))

const keptOf = ({ name, seconds, functions, folders, garbage, rest }: Profile): Profile => ({
  ...{ name, seconds: rounded(seconds) },
  ...{ functions: shares(functions, FUNCTIONS), folders: shares(folders, FUNCTIONS) },
  ...{ garbage: rounded(garbage), rest: rounded(rest) },
})

/** The file's text: a line a figure, so that two runs can be compared by eye. */
export function textOf(figures: Figures): string {
  const lines = (of: readonly (readonly [string, unknown])[]): string =>
    of.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n')
  const list = (of: readonly unknown[]): string =>
    of.map((each) => `    ${JSON.stringify(each)}`).join(',\n')
  const { conditions, results, profiles, scaling, soak, faults } = figures
  return `{
  "conditions": ${JSON.stringify(conditions)},
  "results": {
${lines(Object.entries(results))}
  },
  "profiles": [
${list(profiles)}
  ],
  "scaling": ${JSON.stringify(scaling)},
  "soak": ${JSON.stringify(soak)},
  "faults": ${JSON.stringify(faults)}
}
`
}
