import { readFileSync } from 'node:fs'
import { HistoryError } from './history-error.ts'

/** The text of a file that a scenario names. @throws HistoryError where it cannot be read */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new HistoryError(`${file}: cannot be read (${(error as Error).message})`, {
      cause: error,
    })
  }
}
