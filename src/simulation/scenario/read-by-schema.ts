import { z } from 'zod'
import { diagnose, type Finding } from './diagnose.ts'
import type { SchemaNode } from './expectation.ts'
import { readText } from './load.ts'
import { formatPath, type Problem, ScenarioError } from './scenario-error.ts'
import { readSource, type Source } from './source.ts'

/** A file of YAML, and what it says. */
export interface Read<Said> {
  readonly source: Source
  readonly said: Said
}

/**
 * Reads a file of YAML by a schema, and tells what is wrong with it as is told of a scenario.
 *
 * @param whole what to call the whole file in problems, such as `a study`
 * @param explain what is wrong where the schema alone cannot tell it well
 * @throws ScenarioError with all that is wrong, each with its line
 */
export function readBySchema<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  whole: string,
  explain: (issue: z.core.$ZodIssue, data: unknown) => Finding | undefined = () => undefined,
): Read<z.output<Schema>> {
  const source = readSource(readText(file), file)
  const { data } = source
  const { success, data: said, error } = schema.safeParse(data)
  if (success) return { source, said }
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode
  const findings = error.issues.flatMap(
    (issue) => explain(issue, data) ?? diagnose([issue], data, root),
  )
  throw new ScenarioError(findings.map((finding) => placed(finding, source, whole)))
}

/** A finding as a problem at its line. */
export function placed({ path, text, named }: Finding, source: Source, whole: string): Problem {
  const { where } = named ? source.locateName(path) : source.locate(path)
  return { where, path: formatPath(path) || whole, text }
}
