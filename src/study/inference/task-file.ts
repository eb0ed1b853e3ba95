import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { createMarketTask } from '../../learning/market-task.ts'
import { TrainingError } from '../training/training-file.ts'

/**
 * The task that a file says: the file's `task` where it has one, as a training file does, else the file.
 *
 * @throws TrainingError where it cannot be read, or is no task
 */
export function readTask(file: string): Readonly<Record<string, unknown>> {
  let said: unknown
  try {
    said = parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new TrainingError(`${file}: ${(cause as Error).message.split('\n')[0]}`, { cause })
  }
  const whole = (said ?? {}) as Readonly<Record<string, unknown>>
  const task = (whole.task ?? whole) as Readonly<Record<string, unknown>>
  try {
    createMarketTask(task)
  } catch (cause) {
    throw new TrainingError(`${file}: the task: ${(cause as Error).message}`, { cause })
  }
  return task
}
