import { parse } from 'yaml'
import { didYouMean } from './did-you-mean.ts'
import { formatPath, ScenarioError } from './scenario-error.ts'
import type { Step } from './source.ts'

/** A field that was set from outside the file, and how it was said: `--set groups.noise.count=5`. */
export interface Assignment {
  readonly label: string
  readonly path: readonly Step[]
  readonly value: unknown
}

/** The lists whose rows may be called by name, and the field that names them. */
const NAMED: Readonly<Record<string, string>> = {
  groups: 'name',
  venues: 'name',
  instruments: 'symbol',
}

/**
 * Reads `path=value`: steps apart by dots, or places as `[1]`; the value as YAML. A row of groups,
 * venues or instruments is called by its name or its place.
 *
 * @param data the file so far, in which names are looked up
 * @throws ScenarioError where it is no assignment, or a row is not there
 */
export function parseAssignment(text: string, data: unknown): Assignment {
  const label = `--set ${text}`
  const [, written = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  const steps = written
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map((step) => step.trim())
  if (steps.some((step) => step === '' || step === '__proto__')) {
    throw problem(label, '', 'must be path=value, as in groups.noise.count=5')
  }
  const path: Step[] = []
  let at: unknown = data
  for (const step of steps) {
    const next = Array.isArray(at) ? place(at, step, path, label) : step
    path.push(next)
    at = fieldOf(at, next)
  }
  return { label, path, value: readValue(value, label) }
}

function readValue(text: string, label: string): unknown {
  try {
    return parse(text, { prettyErrors: false }) as unknown
  } catch (error) {
    throw problem(label, '', `is not YAML: ${error instanceof Error ? error.message : error}`)
  }
}

function place(rows: readonly unknown[], step: string, path: readonly Step[], label: string): Step {
  if (/^\d+$/.test(step)) {
    if (Number(step) < rows.length) return Number(step)
    throw problem(label, formatPath(path), `has ${rows.length} rows, counted from 0, not ${step}`)
  }
  const key = NAMED[formatPath(path)]
  const names = key === undefined ? [] : rows.map((row) => String(fieldOf(row, key)))
  const index = names.indexOf(step)
  if (index >= 0) return index
  const known = names.length > 0 ? `: there are ${names.join(', ')}` : ' and wants a place'
  const text = `has no "${step}"${didYouMean(step, names)}${known}`
  throw problem(label, formatPath(path), text)
}

/**
 * Sets the field in `data`, and the tables on its way where there are none.
 *
 * @returns a copy; `data` stays as it was
 * @throws ScenarioError where the path leads through something that has no fields
 */
export function assign(data: unknown, { label, path, value }: Assignment): unknown {
  const copy = structuredClone(data)
  let at: unknown = copy
  for (const [depth, step] of path.entries()) {
    if (typeof at !== 'object' || at === null) {
      const text = `has no fields, so no "${step}" can be set in it`
      throw problem(label, formatPath(path.slice(0, depth)) || 'the file', text)
    }
    const fields = at as Record<Step, unknown>
    const last = depth === path.length - 1
    if (last) fields[step] = value
    else fields[step] = fieldOf(fields, step) ?? {}
    at = fields[step]
  }
  return copy
}

function fieldOf(value: unknown, step: Step): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  return (value as Record<Step, unknown>)[step]
}

const problem = (where: string, path: string, text: string): ScenarioError =>
  new ScenarioError([{ where: `${where}:`, path, text }])
