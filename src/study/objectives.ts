import type { Log } from '../simulation/actor-door.ts'

/** What learners within a run were paid, as they log it. */
export interface Objectives {
  readonly hear: Log
  /**
   * Mean reward a decision of a group's learners, of what they logged in a span.
   *
   * @param from ns after the session's start; `to` is not in the span
   * @returns NaN where they logged nothing
   */
  of(group: string, from: number, to: number): number
}

/** Keeps what learners within a run log of their rewards. @see createLearning */
export function keepObjectives(): Objectives {
  const heard: { readonly group: string; readonly at: number; readonly mean: number }[] = []
  return {
    hear(key, at, text) {
      const [, mean] = /^decisions \d+, mean reward (\S+)$/.exec(text) ?? []
      if (mean === undefined) return
      heard.push({ group: key.slice(0, key.lastIndexOf('/')), at, mean: Number(mean) })
    },
    of(group, from, to) {
      const own = heard.filter((one) => one.group === group && one.at >= from && one.at < to)
      return own.reduce((sum, { mean }) => sum + mean, 0) / own.length
    },
  }
}
