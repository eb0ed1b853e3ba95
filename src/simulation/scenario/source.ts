import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { ScenarioError } from './scenario-error.ts'

/** A step into a file: a field's name, or a place in a list. */
export type Step = string | number

/** A scenario's text, read as YAML, of which JSON is a part. */
export interface Source {
  /** What the text says, as plain values. */
  readonly data: unknown
  /** Where in the text a field stands: its value, or what is left of its path. */
  locate(path: readonly Step[]): Place
  /** Where in the text a field's name stands. */
  locateName(path: readonly Step[]): Place
}

/** A place in a text: `file:line:column`, and its offset from the beginning. */
export interface Place {
  readonly where: string
  readonly offset: number
}

/**
 * Reads `text` as YAML 1.2.
 *
 * @param file what to call the text in problems
 * @throws ScenarioError where it is no YAML, with each thing that is wrong and its place
 */
export function readSource(text: string, file: string): Source {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  })
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { where: `${file}:${Math.max(1, line)}:${Math.max(1, col)}`, offset }
  }
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({
      where: placeOf(pos[0]).where,
      path: '',
      text: `is not YAML: ${message}`,
    }))
    throw new ScenarioError(problems)
  }
  const find = (path: readonly Step[], named: boolean): Place => {
    let node: Node | null = document.contents
    for (const [depth, step] of path.entries()) {
      const last = depth === path.length - 1
      const next = named && last ? nameIn(node, step) : valueIn(node, step)
      if (next === undefined) break
      node = next
    }
    return placeOf(node?.range?.[0] ?? 0)
  }
  return {
    data: plain(() => document.toJS({ reviver: withoutMinusZero }), file),
    locate: (path) => find(path, false),
    locateName: (path) => find(path, true),
  }
}

/** Aliases can name what is not there, or multiply without end: YAML says so only here. */
function plain(read: () => unknown, file: string): unknown {
  try {
    return read()
  } catch (error) {
    const text = `is not YAML: ${error instanceof Error ? error.message : String(error)}`
    throw new ScenarioError([{ where: `${file}:`, path: '', text }])
  }
}

const withoutMinusZero = (_name: unknown, value: unknown): unknown => (value === 0 ? 0 : value)

function valueIn(node: Node | null, step: Step): Node | undefined {
  if (!isMap(node) && !isSeq(node)) return undefined
  const value = node.get(step, true)
  return isNode(value) ? value : undefined
}

function nameIn(node: Node | null, step: Step): Node | undefined {
  if (!isMap(node)) return valueIn(node, step)
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
  return isNode(pair?.key) ? pair.key : undefined
}
