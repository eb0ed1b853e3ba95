/** One thing that is wrong with a scenario. */
export interface Problem {
  /** Where: `file:line:column`, a `--set` assignment, or whatever names the source. */
  readonly where: string
  /** The field, as `groups[1].parameters.size`; empty for the file as a whole. */
  readonly path: string
  /** What the value is and what would be right. */
  readonly text: string
}

/**
 * A scenario cannot be used. `message` has one line a problem, all problems of the file at once:
 * `scenarios/x.yaml:12:5 groups[1].count must be …, not …`.
 */
export class ScenarioError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(lineOf).join('\n'))
    this.name = 'ScenarioError'
    this.problems = problems
  }
}

const lineOf = ({ where, path, text }: Problem): string =>
  [where, path, text].filter((part) => part !== '').join(' ')

/** A field's path as people write it: `['groups', 1, 'count']` is `groups[1].count`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')
}

/** A value as it is quoted in a problem: JSON, cut where it is long. */
export function formatValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'number') return String(value)
  const json = JSON.stringify(value) ?? String(value)
  return json.length <= 60 ? json : `${json.slice(0, 57)}…`
}
