import { appendFileSync, existsSync, truncateSync, writeFileSync } from 'node:fs'
import { readText } from '../../simulation/scenario/load.ts'
import type { Pool } from '../pool.ts'
import { type DayMeasure, measureDays } from './day-measures.ts'
import type { DayFigures, DayJob } from './evaluate.ts'
import { createEvolution } from './evolution.ts'
import { assignments, CalibrationError, type Targets, valueAt } from './targets.ts'

/** One candidate, as a line of the log has it. */
export interface Evaluation {
  readonly generation: number
  /** Of each parameter, in their order. */
  readonly values: readonly number[]
  readonly measures: Readonly<Record<string, number | null>>
  /** Σ ((measure − target)/error)²; `null` where a measure was no number. */
  readonly loss: number | null
}

/** What a calibration came to. */
export interface Calibrated {
  readonly best: Evaluation
  readonly evaluations: number
  /** Of these, how many an earlier, interrupted calibration had made. */
  readonly resumed: number
  readonly finished: boolean
}

/** What lives through days: a pool whose threads call `evaluate`, or anything that does. */
export type Threads = Pick<Pool<DayJob, DayFigures>, 'run'>

/** What a calibration is told and asked while it goes on. */
export interface Watch {
  readonly onEvaluation?: (evaluation: Evaluation, best: Evaluation) => void
  readonly isInterrupted?: () => boolean
}

/**
 * Searches the parameters of `scenario` for the least loss, a generation of candidates on `pool` at a
 * time. Each candidate is judged by the same days (common random numbers), so that the loss is a
 * function.
 *
 * Every evaluation is a line of `log`, JSON, its first line what was asked for. A calibration that was
 * interrupted or killed is taken up again from its log, to the same end: the search is a function of
 * its seed and of the losses. A torn last line is evaluated again.
 *
 * @throws CalibrationError where the log is of another calibration
 */
export async function calibrate(
  scenario: string,
  targets: Targets,
  log: string,
  pool: Threads,
  { onEvaluation, isInterrupted = () => false }: Watch = {},
): Promise<Calibrated> {
  const { parameters, population, generations, seed } = targets
  const past = openLog(log, { scenario, ...targets })
  const evolution = createEvolution(parameters.length, seed, population)
  let best: Evaluation | undefined
  let [evaluations, resumed] = [0, 0]
  const isBetter = (one: Evaluation): boolean =>
    best === undefined || (one.loss ?? ANY) < (best.loss ?? ANY)
  for (let generation = 0; generation < generations && !isInterrupted(); generation++) {
    const candidates = evolution
      .ask()
      .map((point) => parameters.map((parameter, at) => valueAt(parameter, point[at] as number)))
    const known = past.splice(0, candidates.length)
    const found: Evaluation[] = [...known]
    const fresh = await evaluateAll(scenario, targets, candidates.slice(known.length), pool)
    for (const [index, measures] of fresh.entries()) {
      const values = candidates[known.length + index] as number[]
      const evaluation = { generation, values, measures, loss: lossOf(measures, targets) }
      appendFileSync(log, `${JSON.stringify(evaluation)}\n`)
      found.push(evaluation)
    }
    resumed += known.length
    evaluations += found.length
    for (const evaluation of found) {
      if (isBetter(evaluation)) best = evaluation
      onEvaluation?.(evaluation, best as Evaluation)
    }
    evolution.tell(found.map(({ loss }) => loss ?? Number.NaN))
    if (generation === generations - 1) {
      return { best: best as Evaluation, evaluations, resumed, finished: true }
    }
  }
  if (best === undefined)
    throw new CalibrationError(`${log}: interrupted before its first generation`)
  return { best, evaluations, resumed, finished: false }
}

const ANY = Number.POSITIVE_INFINITY

/** Every day of every candidate is a job of its own, so that no thread waits for another. */
async function evaluateAll(
  scenario: string,
  { parameters, days }: Targets,
  candidates: readonly (readonly number[])[],
  pool: Threads,
): Promise<Record<string, number | null>[]> {
  const jobs = candidates.flatMap((values) => {
    const set = assignments(parameters, values)
    return Array.from({ length: days }, (_, day): DayJob => ({ scenario, set, seed: day + 1 }))
  })
  const figures = await Promise.all(jobs.map((job) => pool.run(job)))
  return candidates.map((_, index) => {
    const measures = measureDays(figures.slice(index * days, (index + 1) * days))
    return Object.fromEntries(
      Object.entries(measures).map(([name, value]) => [
        name,
        Number.isFinite(value) ? value : null,
      ]),
    )
  })
}

/** How far `measures` are from the targets, in squared standard errors. */
export function lossOf(
  measures: Readonly<Record<string, number | null>>,
  { targets }: Pick<Targets, 'targets'>,
): number | null {
  let loss = 0
  for (const [name, target] of Object.entries(targets)) {
    const measured = measures[name as DayMeasure]
    if (measured === null || measured === undefined) return null
    loss += ((measured - target.value) / target.error) ** 2
  }
  return loss
}

/** The evaluations of an earlier calibration; an empty log is begun. */
function openLog(log: string, asked: object): Evaluation[] {
  const head = JSON.stringify(asked)
  const text = existsSync(log) ? readText(log) : ''
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole === '') {
    writeFileSync(log, `${head}\n`)
    return []
  }
  const [first, ...lines] = whole.trimEnd().split('\n')
  if (first !== head) {
    throw new CalibrationError(
      `${log}: is the log of another calibration: give another file, or remove it`,
    )
  }
  if (whole.length < text.length) truncateSync(log, Buffer.byteLength(whole))
  return lines.map((line) => JSON.parse(line) as Evaluation)
}
