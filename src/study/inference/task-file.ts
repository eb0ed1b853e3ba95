import { taskFaults, wordsOf } from '../../learning/market-task.ts'
import { readText } from '../../simulation/scenario/load.ts'
import { placed } from '../../simulation/scenario/read-by-schema.ts'
import { ScenarioError } from '../../simulation/scenario/scenario-error.ts'
import { readSource, type Step } from '../../simulation/scenario/source.ts'

/**
 * The task that a file says: the file's `task` where it has one, as a training file does, else the file.
 *
 * @throws ScenarioError with all that is wrong, each with its line
 */
export function readTask(file: string): Readonly<Record<string, unknown>> {
  const source = readSource(readText(file), file)
  const { task } = (source.data ?? {}) as { readonly task?: unknown }
  const within: readonly Step[] = task === undefined ? [] : ['task']
  const given = task ?? source.data
  const faults = taskFaults(given)
  if (faults.length === 0) return wordsOf(given)
  throw new ScenarioError(
    faults.map((fault) => placed({ ...fault, path: [...within, ...fault.path] }, source, 'a task')),
  )
}
