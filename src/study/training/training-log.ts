import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

type Report = Readonly<Record<string, number>>

/** Where it is told how each update went. */
export interface TrainingLog {
  /** @param report by name; NaN where there is nothing to tell this time */
  add(update: number, report: Report): void
}

/**
 * A log file: CSV where its name ends so, else one JSON line an update. It is written as the training
 * goes; what an earlier training said of the first `kept` updates stays, and the rest of it goes.
 */
export function openTrainingLog(path: string, kept: number): TrainingLog {
  const isCsv = path.endsWith('.csv')
  const before = kept > 0 && existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  const lines = before.filter((line) => {
    const update = isCsv ? Number(line.split(',')[0]) : updateOf(line)
    return update >= 1 && update <= kept
  })
  let hasHead = isCsv && lines.length > 0
  const head = hasHead ? [before[0] as string] : []
  writeFileSync(path, [...head, ...lines].map((line) => `${line}\n`).join(''))
  return {
    add(update, report) {
      const row = { update, ...report }
      if (!isCsv) {
        appendFileSync(path, `${JSON.stringify(measuredOf(row))}\n`)
        return
      }
      const names = hasHead ? '' : `${Object.keys(row).join(',')}\n`
      hasHead = true
      const values = Object.values(row).map((value) => (Number.isNaN(value) ? '' : value))
      appendFileSync(path, `${names}${values.join(',')}\n`)
    },
  }
}

/** A report without what was not measured this time, which is NaN. */
export const measuredOf = (report: Report): Report =>
  Object.fromEntries(Object.entries(report).filter(([, value]) => !Number.isNaN(value)))

/** The number of a line's update; NaN of a line that was cut off. */
function updateOf(line: string): number {
  try {
    return Number(JSON.parse(line).update)
  } catch {
    return Number.NaN
  }
}
