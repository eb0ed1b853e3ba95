import type { Percentiles } from './told.ts'

/** Steps a doubling: a percentile is exact to 9 %. */
const STEPS = 8
/** The shortest that is told apart, ms. */
const LEAST = 0.001

/** Durations, of which only how many were about how long is kept. */
export function createDurations() {
  const counts = new Uint32Array(STEPS * 32)
  let total = 0
  let max = 0
  const at = (share: number): number => {
    let left = Math.ceil(share * total)
    for (let nth = 0; nth < counts.length; nth++) {
      left -= counts[nth] as number
      if (left <= 0) return Math.min(max, LEAST * 2 ** ((nth + 1) / STEPS))
    }
    return max
  }
  return {
    /** @param ms 0 or more */
    add(ms: number): void {
      const step = Math.floor(Math.log2(Math.max(LEAST, ms) / LEAST) * STEPS)
      const nth = Math.min(counts.length - 1, step)
      counts[nth] = (counts[nth] as number) + 1
      total++
      max = Math.max(max, ms)
    },
    percentiles(): Percentiles {
      if (total === 0) return { count: 0, p50: 0, p90: 0, p99: 0, max: 0 }
      return { count: total, p50: at(0.5), p90: at(0.9), p99: at(0.99), max }
    },
  }
}
