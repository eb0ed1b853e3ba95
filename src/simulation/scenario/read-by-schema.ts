import { z } from 'zod'
import { diagnose, type Finding } from './diagnose.ts'
import type { SchemaNode } from './expectation.ts'
import { readText } from './load.ts'
import { problemsOf } from './problems.ts'
import { formatPath, type Problem, ScenarioError } from './scenario-error.ts'
import { type Assignment, assign, parseAssignment } from './set-path.ts'
import { readSource, type Source } from './source.ts'

/** A file of YAML, and what it says. */
export interface Read<Said> {
  readonly source: Source
  readonly said: Said
}

/** How a file is read. */
export interface Reading {
  /** What is wrong where the schema alone cannot tell it well. */
  explain?(issue: z.core.$ZodIssue, data: unknown): Finding | undefined
  /** Fields to set before it is checked, as `ppo.learningRate=0.001`. */
  readonly set?: readonly string[] | undefined
  /** What is to be set, and what becomes of it. By default: it is set. */
  amend?(assignment: Assignment): Assignment
}

/**
 * Reads a file of YAML by a schema, and tells what is wrong with it as is told of a scenario.
 *
 * @param whole what to call the whole file in problems, such as `a study`
 * @throws ScenarioError with all that is wrong, each with its line, or with what was to be set
 */
export function readBySchema<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  whole: string,
  { explain = () => undefined, set = [], amend = (each) => each }: Reading = {},
): Read<z.output<Schema>> {
  const source = readSource(readText(file), file)
  let { data } = source
  const assignments = set.map((text) => {
    const assignment = parseAssignment(text, data)
    data = assign(data, amend(assignment))
    return assignment
  })
  const { success, data: said, error } = schema.safeParse(data)
  if (success) return { source, said }
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode
  const findings = error.issues.flatMap(
    (issue) => explain(issue, data) ?? diagnose([issue], data, root),
  )
  throw new ScenarioError(problemsOf(findings, source, assignments, whole))
}

/**
 * Reads a file of JSON that the program wrote. It is read as YAML, which has lines, only where somebody
 * has changed it into what cannot be.
 *
 * @throws ScenarioError with all that is wrong, each with its line
 */
export function readJsonBySchema<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  whole: string,
): z.output<Schema> {
  const text = readText(file)
  try {
    const { success, data } = schema.safeParse(JSON.parse(text))
    if (success) return data
  } catch {
    // What is no JSON is said below.
  }
  return readBySchema(file, schema, whole).said
}

/** A finding as a problem at its line. */
export function placed({ path, text, named }: Finding, source: Source, whole: string): Problem {
  const { where } = named ? source.locateName(path) : source.locate(path)
  return { where, path: formatPath(path) || whole, text }
}
