import { exp } from '../../protocols/math.ts'
import type { Random } from '../actor.ts'

/** A marked, multivariate Hawkes process with one exponential kernel. */
export interface HawkesTerms {
  /** Spontaneous events of each type, a ns. */
  readonly base: readonly number[]
  /**
   * `excitation[i][j]`: how many events of type i one event of type j with mark 1 brings about by
   * itself, in the mean.
   */
  readonly excitation: readonly (readonly number[])[]
  /** Mean time from an event to those that it brings about, ns. */
  readonly memory: number
}

/** The process as it goes on. */
export interface Hawkes {
  /** The next event: how long after the one before, in ns, and its type. */
  next(): { readonly gap: number; readonly type: number }
  /**
   * Lets the event just given bring about others.
   * @param mark 0 or more, in proportion to which it does; 1 in the mean, for the rates to be the
   *   closed form's
   */
  excite(type: number, mark: number): void
}

/**
 * Simulates a Hawkes process exactly, by thinning: between two events the intensity only falls, so
 * that what it now is bounds it until the next.
 *
 * λ_i(t) = base_i + Σ_events excitation_i,type · mark · e^(−(t − t_event)/memory) / memory
 *
 * Its long-run rates are (I − excitation)⁻¹ · base, where the spectral radius is below 1.
 * Source: Hawkes 1971; Ogata 1981 (thinning, algorithm 2).
 */
export function createHawkes({ base, excitation, memory }: HawkesTerms, random: Random): Hawkes {
  const excess = new Float64Array(base.length)
  const intensityOf = (type: number): number => (base[type] as number) + (excess[type] as number)
  const total = (): number => {
    let sum = 0
    for (let type = 0; type < base.length; type++) sum += intensityOf(type)
    return sum
  }
  return {
    next() {
      let gap = 0
      for (;;) {
        const bound = total()
        const wait = random.exponential(1 / bound)
        gap += wait
        const kept = exp(-wait / memory)
        for (let type = 0; type < base.length; type++) {
          excess[type] = (excess[type] as number) * kept
        }
        let draw = random.uniform() * bound
        for (let type = 0; type < base.length; type++) {
          draw -= intensityOf(type)
          if (draw < 0) return { gap, type }
        }
      }
    },
    excite(type, mark) {
      for (let to = 0; to < base.length; to++) {
        const brought = (excitation[to]?.[type] as number) * mark
        excess[to] = (excess[to] as number) + brought / memory
      }
    },
  }
}

/**
 * Whether no event brings about events without end: the spectral radius is below 1, told by the
 * matrix's 1,024th power.
 */
export function isStable(excitation: readonly (readonly number[])[]): boolean {
  let power = excitation.map((row) => [...row])
  for (let doubling = 0; doubling < 10; doubling++) {
    const last = power
    power = last.map((row) =>
      row.map((_, to) =>
        row.reduce((sum, value, by) => sum + value * (last[by]?.[to] as number), 0),
      ),
    )
  }
  return power.every((row) => row.reduce((sum, value) => sum + value, 0) < 1)
}
