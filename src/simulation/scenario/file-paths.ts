import { dirname, resolve } from 'node:path'

/**
 * A copy of what a scenario file says in which the files that groups name, `parameters.file`, are
 * found from where the scenario file stands. Everything else is passed over as it is.
 *
 * @param data anything
 * @param file where it was read
 */
export function withFilePaths(data: unknown, file: string): unknown {
  const groups = fieldsOf(data).groups
  if (!Array.isArray(groups)) return data
  return { ...fieldsOf(data), groups: groups.map((group) => withFilePath(group, file)) }
}

function withFilePath(group: unknown, scenario: string): unknown {
  const fields = fieldsOf(group)
  const { file } = fieldsOf(fields.parameters)
  if (typeof file !== 'string' || file === '') return group
  const found = resolve(dirname(scenario), file)
  return { ...fields, parameters: { ...fieldsOf(fields.parameters), file: found } }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
