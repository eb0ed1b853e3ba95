import type { Finding } from './diagnose.ts'
import { formatPath, type Problem } from './scenario-error.ts'
import type { Assignment } from './set-path.ts'
import type { Source } from './source.ts'

/**
 * Findings with their places, in the order of the text; what was set from outside comes last.
 *
 * @param whole what to call the whole file, such as `a study`
 */
export function problemsOf(
  findings: readonly Finding[],
  source: Source,
  assignments: readonly Assignment[],
  whole: string,
): Problem[] {
  const placed = new Map<string, { offset: number; problem: Problem }>()
  for (const { path, text, named } of findings) {
    // A field that should not be there came with whatever was set in it.
    const set = assignments.findLast((assignment) =>
      assignment.path.every(
        (step, depth) => step === path[depth] || (named && depth >= path.length),
      ),
    )
    const place = named ? source.locateName(path) : source.locate(path)
    const where = set === undefined ? place.where : `${set.label}:`
    const offset = set === undefined ? place.offset : Number.MAX_SAFE_INTEGER
    // A field can break one rule in two ways, and is to be told of it once.
    const problem = { where, path: formatPath(path) || whole, text }
    placed.set(`${where} ${problem.path} ${text}`, { offset, problem })
  }
  return [...placed.values()].sort((a, b) => a.offset - b.offset).map(({ problem }) => problem)
}
