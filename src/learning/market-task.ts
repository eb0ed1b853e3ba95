import { z } from 'zod'
import { createComposedTask, taskParameters } from '../../actors/learner/composed-task.ts'
import { wordsOf } from '../../actors/learner/named-tasks.ts'
import type { Value } from '../../actors/learner/space.ts'
import type { Task } from '../../actors/learner/task.ts'
import { diagnose, type Finding } from '../simulation/scenario/diagnose.ts'
import type { SchemaNode } from '../simulation/scenario/expectation.ts'
import { formatPath, formatValue } from '../simulation/scenario/scenario-error.ts'

export { wordsOf }

/**
 * The task that a file, or code, says in the words of docs/learning/environments.md.
 *
 * @throws RangeError where it does not say it right, or its pieces do not fit: all that is wrong, a line
 *   each
 */
export function createMarketTask(given: unknown): Task<Float64Array, Value> {
  const faults = taskFaults(given)
  if (faults.length === 0) return createComposedTask(taskParameters.parse(wordsOf(given)))
  const lines = faults.map(({ path, text }) => `${formatPath(path) || 'the task'} ${text}`)
  throw new RangeError(lines.join('\n'))
}

/** All that is wrong with a task, each with its field; of one that can be done, nothing. */
export function taskFaults(given: unknown): Finding[] {
  const isTable = typeof given === 'object' && given !== null && !Array.isArray(given)
  if (typeof given !== 'string' && !isTable) {
    const text = `must be a table of fields, or the name of a known task, not ${formatValue(given)}`
    return [{ path: [], text }]
  }
  try {
    const words = wordsOf(given)
    const { success, data, error } = taskParameters.safeParse(words)
    if (!success) return diagnose(error.issues, words, fields())
    createComposedTask(data)
    return []
  } catch (error) {
    if (error instanceof RangeError) return [{ path: [], text: error.message }]
    throw error
  }
}

const fields = (): SchemaNode =>
  z.toJSONSchema(taskParameters, { io: 'input', unrepresentable: 'any' }) as SchemaNode
