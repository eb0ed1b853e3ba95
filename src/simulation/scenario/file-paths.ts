import { dirname, resolve } from 'node:path'

/**
 * A copy of what a scenario file says in which the files that it names, fields called `file`
 * wherever they are, are found from where the scenario file stands. Everything else is passed over
 * as it is.
 *
 * @param data anything
 * @param scenario where it was read
 */
export function withFilePaths(data: unknown, scenario: string): unknown {
  if (Array.isArray(data)) return data.map((each) => withFilePaths(each, scenario))
  if (typeof data !== 'object' || data === null) return data
  const isFile = (name: string, value: unknown): value is string =>
    name === 'file' && typeof value === 'string' && value !== ''
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      isFile(name, value) ? resolve(dirname(scenario), value) : withFilePaths(value, scenario),
    ]),
  )
}
