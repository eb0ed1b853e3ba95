import { z } from 'zod'
import { createComposedTask, taskParameters } from '../../actors/learner/composed-task.ts'
import { wordsOf } from '../../actors/learner/named-tasks.ts'
import type { Value } from '../../actors/learner/space.ts'
import type { Task } from '../../actors/learner/task.ts'

export { wordsOf }

/**
 * The task that a file, or code, says in the words of docs/learning/environments.md.
 *
 * @throws RangeError where it does not say it right, or its pieces do not fit
 */
export function createMarketTask(given: unknown): Task<Float64Array, Value> {
  const parsed = taskParameters.safeParse(wordsOf(given))
  if (parsed.success) return createComposedTask(parsed.data)
  throw new RangeError(z.prettifyError(parsed.error))
}
