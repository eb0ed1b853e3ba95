import type { z } from 'zod'
import type { Step } from './source.ts'

/** What a JSON Schema says of one field: as much of it as scenarios use. */
export type SchemaNode = z.core.JSONSchema.JSONSchema

/** The schema of the field at `path`, or `undefined` where there is no such field. */
export function schemaAt(
  root: SchemaNode,
  path: readonly Step[],
  data: unknown,
): SchemaNode | undefined {
  let node: SchemaNode | undefined = root
  let value = data
  for (const step of path) {
    node = childOf(optionFor(node, value), step)
    value = (value as Record<Step, unknown> | null | undefined)?.[step]
  }
  return optionFor(node, value)
}

/** The schema of a field of an object, which may have names of its own, or of a row of a list. */
export function childOf(node: SchemaNode | undefined, step: Step): SchemaNode | undefined {
  const child =
    typeof step === 'number'
      ? node?.items
      : (node?.properties?.[step] ?? node?.additionalProperties)
  return typeof child === 'object' && !Array.isArray(child) ? child : undefined
}

/**
 * Of schemas told apart by their `type`, the one that `value` claims, or else the first. Text claims the
 * type of its name.
 */
export function optionFor(node: SchemaNode | undefined, value: unknown): SchemaNode | undefined {
  const options = node?.oneOf?.filter((option) => typeof option === 'object')
  if (options === undefined) return node
  const claimed =
    typeof value === 'string' ? value : (value as { type?: unknown } | null | undefined)?.type
  return options.find((option) => constantOf(option.properties?.type) === claimed) ?? options[0]
}

const constantOf = (node: unknown): unknown => (node as SchemaNode | undefined)?.const

/** Whether a field is a span of time: text with a unit, or a whole number of ns. */
export function isDuration(node: SchemaNode | undefined): boolean {
  return spelledWithUnit(node) || optionsOf(node).some(isDuration)
}

const optionsOf = (node: SchemaNode | undefined): SchemaNode[] =>
  (node?.anyOf ?? []) as SchemaNode[]
const spelledWithUnit = (node: SchemaNode | undefined): boolean =>
  optionsOf(node).some(({ type, pattern }) => type === 'string' && pattern?.includes('ns|us'))

/** The names of an object's fields. */
export const fieldNames = (node: SchemaNode | undefined): string[] =>
  Object.keys(node?.properties ?? {})

/** What a field must be, in words: `a whole number, 0 to 1000000`; `one of "buy", "sell"`. */
export function expectation(node: SchemaNode | undefined): string {
  if (node === undefined) return 'something else'
  if (node.const !== undefined) return JSON.stringify(node.const)
  if (node.enum !== undefined) return `one of ${quoted(node.enum)}`
  if (spelledWithUnit(node)) return 'a duration such as "50 ns", "1.5 s" or "48 d"'
  if (node.anyOf !== undefined) return optionsOf(node).map(expectation).join(', or ')
  switch (node.type) {
    case 'integer':
      return `a whole number${range(node)}`
    case 'number':
      return node.multipleOf === 1 ? `a whole number${range(node)}` : `a number${range(node)}`
    case 'array':
      return node.minItems === undefined ? 'a list' : `a list of at least ${node.minItems}`
    case 'object':
      return 'a table of fields'
    case 'boolean':
      return 'true or false'
    default:
      return 'text'
  }
}

/** Names as they are quoted in a sentence: `"buy", "sell"`. */
export const quoted = (names: readonly unknown[]): string =>
  names.map((name) => JSON.stringify(name)).join(', ')

function range(node: SchemaNode): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node
  const least = meant(minimum)
  const most = meant(maximum)
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`
  const bounds = [
    exclusiveMinimum === undefined ? undefined : `above ${exclusiveMinimum}`,
    least === undefined ? undefined : `at least ${least}`,
    exclusiveMaximum === undefined ? undefined : `below ${exclusiveMaximum}`,
    most === undefined ? undefined : `at most ${most}`,
  ].filter((bound) => bound !== undefined)
  return bounds.length === 0 ? '' : `, ${bounds.join(' and ')}`
}

/** A bound that somebody set, not that of the integers which a float can hold. */
const meant = (bound: number | undefined): number | undefined =>
  bound === -Number.MAX_SAFE_INTEGER ? undefined : bound
