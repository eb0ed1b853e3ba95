import type { z } from 'zod'
import { didYouMean } from './did-you-mean.ts'
import { expectation, fieldNames, quoted, type SchemaNode, schemaAt } from './expectation.ts'
import { groupOfUnknownType } from './group-schema.ts'
import { scenarioJsonSchema } from './json-schema.ts'
import { formatValue } from './scenario-error.ts'
import type { Step } from './source.ts'

/** What is wrong with one field, in words. */
export interface Finding {
  readonly path: readonly Step[]
  readonly text: string
  /** The field itself should not be there. */
  readonly named?: true
}

type Issue = z.core.$ZodIssue

/**
 * Says in words what a schema found wrong with `data`.
 *
 * @param root the schema as JSON Schema; by default a scenario's
 */
export function diagnose(
  issues: readonly Issue[],
  data: unknown,
  root: SchemaNode = scenarioJsonSchema(),
): Finding[] {
  const all = issues.flatMap((issue) => [issue, ...behindUnknownType(issue, data)])
  return all.flatMap((issue) => findings(issue, data, root))
}

/** A group of an unknown archetype is read no further: this reads the rest of it. */
function behindUnknownType(issue: Issue, data: unknown): Issue[] {
  const [list, index, field] = issue.path
  if (list !== 'groups' || field !== 'type' || issue.path.length !== 3) return []
  const read = groupOfUnknownType.safeParse(valueAt(data, [list, index as Step]))
  const issues = read.error?.issues ?? []
  return issues.map((inner) => ({ ...inner, path: [list, index as Step, ...inner.path] }))
}

function findings(issue: Issue, data: unknown, root: SchemaNode): Finding[] {
  const path = namedAlone(issue.path as Step[], data)
  const node = schemaAt(root, path, data)
  if (issue.code === 'unrecognized_keys') {
    const fields = fieldNames(node)
    return issue.keys.map((key) => ({
      path: [...path, key],
      text: `is not a field${didYouMean(key, fields)}: the fields here are ${fields.join(', ')}`,
      named: true,
    }))
  }
  const value = valueAt(data, path)
  const choices = choicesOf(issue)
  const right = choices === undefined ? expectation(node) : `one of ${quoted(choices)}`
  if (value === undefined) return [{ path, text: `is missing: it must be ${right}` }]
  return [
    { path, text: sentence(issue.message, right, value) + hint(value, choices ?? node?.enum) },
  ]
}

/** The type of what is given by its name alone, as pieces of a task may be, stands in its place. */
function namedAlone(path: readonly Step[], data: unknown): readonly Step[] {
  const whole = path.slice(0, -1)
  return path.at(-1) === 'type' && typeof valueAt(data, whole) === 'string' ? whole : path
}

/** The types that there are, where an object's `type` is none of them. */
function choicesOf(issue: Issue): readonly unknown[] | undefined {
  if (issue.code !== 'invalid_union' || !('options' in issue)) return undefined
  return issue.options as readonly unknown[]
}

/** Our own schemas' messages say what would be right; zod's, and how to spell a duration, do not. */
const UNTOLD = /^(Invalid|Too|Unrecognized)|a duration is a number and its unit/

function sentence(message: string, right: string, value: unknown): string {
  const shown = formatValue(value)
  if (UNTOLD.test(message)) return `must be ${right}, not ${shown}`
  if (message.startsWith(`${shown} is `) || message.includes(', not ')) return message
  if (/^("|an? )/.test(message)) return `must be ${message}, not ${shown}`
  return message.startsWith('must ') ? `${message}, not ${shown}` : `is ${shown}: ${message}`
}

function hint(value: unknown, choices: readonly unknown[] | undefined): string {
  if (typeof value !== 'string' || choices === undefined) return ''
  return didYouMean(value, choices.map(String))
}

/** What stands at `path`; `undefined` where nothing does. */
export function valueAt(data: unknown, path: readonly Step[]): unknown {
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<Step, unknown>)[step]
  }
  return value
}
