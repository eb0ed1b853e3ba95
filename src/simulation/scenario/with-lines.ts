import { z } from 'zod'
import { diagnose, valueAt } from './diagnose.ts'
import type { SchemaNode } from './expectation.ts'
import { problemsOf } from './problems.ts'
import { ScenarioError } from './scenario-error.ts'
import { readSource } from './source.ts'

/** What a schema found wrong with a part of a file, told by what knows no lines. */
interface SchemaFault {
  readonly text: string
  readonly name: string
  readonly schema: z.ZodType
  readonly within: readonly string[]
  readonly issues: readonly z.core.$ZodIssue[]
}

/**
 * Has `read` read a file of which it knows the fields and no lines: a `fault` that its error tells of is
 * told as of a scenario.
 *
 * @param whole what the file should be, such as `a policy`
 * @throws ScenarioError with all fields that are wrong, each with its line; whatever else `read` throws
 */
export function withLines<Read>(whole: string, read: () => Read): Read {
  try {
    return read()
  } catch (error) {
    const { fault } = error as { readonly fault?: SchemaFault }
    if (fault === undefined) throw error
    const { text, name, schema, within, issues } = fault
    const source = readSource(text, name)
    const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode
    const findings = diagnose(issues, valueAt(source.data, within), root)
    const placed = findings.map((each) => ({ ...each, path: [...within, ...each.path] }))
    throw new ScenarioError(problemsOf(placed, source, [], whole))
  }
}
