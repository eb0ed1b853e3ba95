import { existsSync, readFileSync } from 'node:fs'
import { findInconsistencies } from './consistency.ts'
import { diagnose } from './diagnose.ts'
import { didYouMean } from './did-you-mean.ts'
import { folderOf, withFilePaths } from './file-paths.ts'
import { problemsOf } from './problems.ts'
import { resolveScenario } from './resolve.ts'
import type { Scenario } from './scenario.ts'
import { ScenarioError } from './scenario-error.ts'
import { scenarioFile } from './schema.ts'
import { type Assignment, assign, parseAssignment } from './set-path.ts'
import { shippedFile, shippedScenarios } from './shipped.ts'
import { readSource } from './source.ts'

/** What to change in a scenario as it is loaded. */
export interface ScenarioOptions {
  /** Fields to set, as `groups.noise.count=5`: in order, before anything is checked. */
  readonly set?: readonly string[]
  /** In place of the file's: 0..2^53 − 1. */
  readonly seed?: number
  /** In place of the file's: a time of day, or a duration since the start. */
  readonly until?: string
}

/**
 * Loads a scenario: one that comes with the package, by its name, or any file, by its path.
 *
 * @param nameOrPath a path where it has a slash or ends in .yaml, .yml or .json; else a name, and
 *   where no scenario has the name, a path
 * @throws ScenarioError with all that is wrong
 */
export function loadScenario(nameOrPath: string, options: ScenarioOptions = {}): Scenario {
  const file = fileOf(nameOrPath)
  return parseScenario(readText(file), file, options)
}

/** The file that `loadScenario` would read. @throws ScenarioError where there is none */
export function fileOf(nameOrPath: string): string {
  if (/[/\\]|\.(ya?ml|json)$/.test(nameOrPath)) return nameOrPath
  const shipped = shippedScenarios()
  if (shipped.includes(nameOrPath)) return shippedFile(nameOrPath)
  if (existsSync(nameOrPath)) return nameOrPath
  const text = `no scenario has this name${didYouMean(nameOrPath, shipped)}: there are ${shipped.join(', ')}`
  throw new ScenarioError([{ where: `${nameOrPath}:`, path: '', text }])
}

/** A file's text. @throws ScenarioError where it cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const text = whyUnread(file, (error as NodeJS.ErrnoException).code)
    throw new ScenarioError([{ where: `${file}:`, path: '', text }])
  }
}

function whyUnread(file: string, code: string | undefined): string {
  if (code === 'EISDIR') return 'is a folder: name a file in it'
  if (code !== 'ENOENT') return `cannot be read (${code})`
  const name = /([^/\\]*)\.(ya?ml|json)$/.exec(file)?.[1] ?? ''
  const meant = shippedScenarios().includes(name) ? ` (did you mean "${name}"?)` : ''
  return `there is no such file${meant}`
}

/**
 * Reads a scenario from the text of a file.
 *
 * @param file what to call the text in problems
 * @throws ScenarioError with all that is wrong, in the order of the text
 */
export function parseScenario(text: string, file: string, options: ScenarioOptions = {}): Scenario {
  const source = readSource(text, file)
  const assignments: Assignment[] = []
  let data = withFilePaths(source.data, folderOf(file))
  const change = (assignment: Assignment): void => {
    assignments.push(assignment)
    data = assign(data, assignment)
  }
  for (const path of options.set ?? []) change(parseAssignment(path, data))
  if (options.seed !== undefined) {
    change({ label: `--seed ${options.seed}`, path: ['seed'], value: options.seed })
  }
  if (options.until !== undefined) {
    change({ label: `--until ${options.until}`, path: ['until'], value: options.until })
  }
  const read = scenarioFile.safeParse(data)
  const findings = [...diagnose(read.error?.issues ?? [], data), ...findInconsistencies(data)]
  if (read.success && findings.length === 0) return resolveScenario(read.data)
  throw new ScenarioError(problemsOf(findings, source, assignments, 'a scenario'))
}
