import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { VERSION } from '../../../protocols/layout.ts'

/** The stream of runs that are to be done: whoever acknowledges one takes it out. */
export const WORK = 'OUTCRY_WORK'
/** The stream of cells, and of what their runs came to. */
export const STUDIES = 'OUTCRY_STUDIES'

/** What every version of the program calls the work that it can do. */
export interface WorkNames {
  /** The consumer that all workers of the version share. */
  readonly consumer: string
  /** Below it `<study>.<cell>.<seed>`. */
  readonly jobs: string
}

/** Runs are done by workers of the version that asks for them: another might come to other tapes. */
export function workNames(outcry: string): WorkNames {
  const version = `${outcry.replace(/[^A-Za-z0-9-]/g, '_')}-L${VERSION}`
  return { consumer: `workers-${version}`, jobs: `outcry.work.${version}` }
}

/** What a study is called by in the streams. */
export interface StudyNames {
  /** All that is said of it. */
  readonly all: string
  readonly results: string
  cell(cell: number): string
  result(cell: number, seed: number): string
}

/** @param study as `studyKey` gives it */
export function studyNames(study: string): StudyNames {
  const root = `outcry.study.${study}`
  return {
    all: `${root}.>`,
    results: `${root}.run.>`,
    cell: (cell) => `${root}.cell.${cell}`,
    result: (cell, seed) => `${root}.run.${cell}.${seed}`,
  }
}

/**
 * A study in a folder: two folders never share runs, and who takes up the same folder again finds
 * what was done for it meanwhile.
 *
 * @param identity what the study asks, as `StudyOutcome` has it
 */
export const studyKey = (identity: string, folder: string): string =>
  createHash('sha256')
    .update(JSON.stringify([identity, hostname(), resolve(folder)]))
    .digest('hex')
    .slice(0, 24)

/** The study, the cell and the seed that a subject's last parts name; of a result, `run` between. */
export function runOfSubject(subject: string): { study: string; cell: number; seed: number } {
  const parts = subject.split('.')
  const [study, cell, seed] = parts.filter((part) => part !== 'run').slice(-3)
  return { study: study as string, cell: Number(cell), seed: Number(seed) }
}
