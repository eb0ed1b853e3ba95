import { createComposedTask, taskParameters } from '../../actors/learner/composed-task.ts'
import type { Value } from '../../actors/learner/space.ts'
import type { Task } from '../../actors/learner/task.ts'

/**
 * The task that a file, or code, says in the words of docs/learning/environments.md.
 *
 * @throws z.ZodError where it does not say it right, RangeError where its pieces do not fit
 */
export const createMarketTask = (given: unknown): Task<Float64Array, Value> =>
  createComposedTask(taskParameters.parse(given))
