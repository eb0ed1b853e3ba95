/** How fast a study's runs come in, and what that makes of those that are left. */
export interface Pace {
  /** A run came in at `at`, that took `ms` wherever it was run; both in ms. */
  finished(ms: number, at: number): void
  /**
   * Seconds that `open` will take: as long as runs of their cells took, of a cell without one as all
   * did, over as many at once as lately came in. `null` where nothing tells.
   */
  left(
    open: readonly { readonly cell: number }[],
    known: readonly { readonly cell: number; readonly ms: number }[],
    now: number,
  ): number | null
}

/** So many ms count as lately, and at least so many runs. */
const LATELY = 60_000
const FEWEST = 10

/**
 * Workers come and go and share their machine, so that how many runs are done at once is counted and
 * not believed: the time of the runs that came in lately over the time in which they came.
 *
 * @param atOnce runs at once until some have come in; `null`: nobody knows
 */
export function createPace(atOnce: number | null): Pace {
  const came: { readonly ms: number; readonly at: number }[] = []
  const counted = (now: number): number | null => {
    const first = came[0]
    if (first === undefined || came.length < FEWEST) return atOnce
    const ms = came.slice(1).reduce((sum, run) => sum + run.ms, 0)
    const most = atOnce ?? Number.POSITIVE_INFINITY
    return now > first.at ? Math.min(most, ms / (now - first.at)) : atOnce
  }
  return {
    finished(ms, at) {
      came.push({ ms, at })
      while (came.length > FEWEST && at - (came[0]?.at ?? at) > LATELY) came.shift()
    },
    left(open, known, now) {
      const width = counted(now)
      if (known.length === 0 || width === null) return null
      const sums = new Map<number, { ms: number; count: number }>()
      let all = 0
      for (const { cell, ms } of known) {
        const own = sums.get(cell) ?? { ms: 0, count: 0 }
        sums.set(cell, { ms: own.ms + ms, count: own.count + 1 })
        all += ms
      }
      const ms = open.reduce((sum, { cell }) => {
        const own = sums.get(cell)
        return sum + (own === undefined ? all / known.length : own.ms / own.count)
      }, 0)
      return ms / 1000 / Math.max(width, 0.01)
    },
  }
}
