import { derive, drawUniform, rootKey } from '../../protocols/hash.ts'
import { log, normalQuantile } from '../../protocols/math.ts'
import type { Nanos } from '../../protocols/units.ts'
import type { Fundamental } from '../actor.ts'
import type { JumpsParameters } from './parameters.ts'

/**
 * A value that stands still and jumps: a compound Poisson process, jumps normal around 0, exponential
 * times between them of at least 1 ns. Not rounded; at least 1 tick. A pure function of (seed, time):
 * the nth jump's time and size are hashes of n, and looks in any order see one path.
 *
 * Source: the value of Budish, Cramton and Shim 2015 (*The High-Frequency Trading Arms Race*, QJE
 * 130(4), section VI.A).
 *
 * @param seed 0..2^53 − 1
 */
export function createJumps(
  { value, meanInterval, deviation }: JumpsParameters,
  seed: number,
  from: Nanos,
): Fundamental {
  const key = rootKey(seed, 'fundamental')
  const spans = derive(key, 'spans')
  const sizes = derive(key, 'sizes')
  /** What is known of the path: each jump's time, and the value from then on. */
  const times = [from as number]
  const values = [value as number]
  let last = value as number

  const extend = (): void => {
    const nth = times.length
    const span = Math.max(1, Math.round(-meanInterval * log(drawUniform(spans, nth, 0))))
    last += deviation * normalQuantile(drawUniform(sizes, nth, 0))
    times.push((times[nth - 1] as number) + span)
    values.push(Math.max(1, last))
  }

  /** The last jump at or before `at`, by bisection; the path is known beyond it. */
  const jumpBefore = (at: number): number => {
    while ((times.at(-1) as number) <= at) extend()
    let low = 0
    let high = times.length - 1
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((times[middle] as number) <= at) low = middle
      else high = middle
    }
    return low
  }

  const valueAt = (at: Nanos): number => (at < from ? value : (values[jumpBefore(at)] as number))
  const nextJump = (after: Nanos): Nanos =>
    (after < from ? times[0] : times[jumpBefore(after) + 1]) as Nanos
  return Object.assign(valueAt, { nextJump })
}
