import type { Interval } from '../../analysis/facts/block-bootstrap.ts'
import type { Trajectory } from '../../learning/demonstration/trajectory.ts'
import { meanInterval } from '../training/evaluation.ts'

/** What is compared of two: of each run a number of its own, or many numbers. */
export interface Traits {
  /** Lots held, decision by decision, and after the last. */
  readonly positions: readonly number[]
  /** Decisions for which a position of one sign was held, each that ended. */
  readonly holdings: readonly number[]
  /** Lots by which the position changed, where it did. */
  readonly sizes: readonly number[]
  /** Actions, by their number among all. */
  readonly actions: readonly number[]
  /** Change of the position over the decisions after a jump of the mid, times the jump's sign. */
  readonly reactions: readonly number[]
  /** Sum of the task's rewards. */
  readonly paid: number
}

/** Decisions after a jump over which the reaction is taken. */
const AFTER = 3

/**
 * What there is to compare of one run.
 *
 * @param jump change of the mid from one decision to the next, ticks, from which on it counts as news
 * @param sizes choices of each part of an action
 */
export function traitsOf(
  { steps, last }: Trajectory,
  jump: number,
  sizes: readonly number[],
): Traits {
  const told = [...steps.map(({ info }) => info), last.info]
  const positions = told.map(({ position }) => position as number)
  const changes = positions.slice(1).map((lots, nth) => lots - (positions[nth] as number))
  const holdings: number[] = []
  let held = 0
  positions.forEach((lots, nth) => {
    const isSame =
      nth > 0 && lots !== 0 && Math.sign(lots) === Math.sign(positions[nth - 1] as number)
    if (!isSame && held > 0) holdings.push(held)
    held = lots === 0 ? 0 : isSame ? held + 1 : 1
  })
  const reactions = told.flatMap(({ mid }, nth) => {
    const before = told[nth - 1]?.mid
    const after = positions[nth + AFTER]
    if (before === undefined || after === undefined) return []
    const moved = (mid as number) - before
    return Math.abs(moved) < jump ? [] : [Math.sign(moved) * (after - (positions[nth] as number))]
  })
  return {
    ...{ positions, holdings, reactions },
    sizes: changes.filter((change) => change !== 0).map(Math.abs),
    actions: steps.map(({ parts }) =>
      parts.reduce((sum, part, at) => sum * (sizes[at] as number) + part, 0),
    ),
    paid: steps.reduce((sum, { reward }) => sum + reward, 0),
  }
}

/** The jump that a tenth of all changes of the mid reach, ticks. */
export function usualJump(trajectories: readonly Trajectory[]): number {
  const moves = trajectories.flatMap(({ steps }) =>
    steps
      .slice(1)
      .map(({ info }, nth) => Math.abs((info.mid as number) - (steps[nth]?.info.mid as number))),
  )
  const sorted = Float64Array.from(moves).sort()
  return Math.max(0.5, sorted[Math.floor(0.9 * sorted.length)] ?? 0.5)
}

/**
 * The earth mover's distance of two samples on a line (Wasserstein 1): by how much what is in one would
 * have to be moved, in the mean, to become the other. NaN where one is empty and the other is not, 0 where both are.
 */
function earthMover(one: readonly number[], other: readonly number[]): number {
  if (one.length === 0 || other.length === 0) return one.length === other.length ? 0 : Number.NaN
  const [a, b] = [Float64Array.from(one).sort(), Float64Array.from(other).sort()]
  const points = Float64Array.from([...a, ...b]).sort()
  let [inA, inB, sum] = [0, 0, 0]
  for (let nth = 0; nth < points.length - 1; nth++) {
    const x = points[nth] as number
    while (inA < a.length && (a[inA] as number) <= x) inA++
    while (inB < b.length && (b[inB] as number) <= x) inB++
    sum += Math.abs(inA / a.length - inB / b.length) * ((points[nth + 1] as number) - x)
  }
  return sum
}

/** Half of what shares of actions differ by, 0 alike .. 1 apart. */
function totalVariation(one: readonly number[], other: readonly number[]): number {
  const shares = new Map<number, number>()
  for (const x of one) shares.set(x, (shares.get(x) ?? 0) + 1 / one.length)
  for (const x of other) shares.set(x, (shares.get(x) ?? 0) - 1 / other.length)
  return [...shares.values()].reduce((sum, x) => sum + Math.abs(x), 0) / 2
}

/** How alike two are. Distances are 0 where they are the same. */
export interface Likeness {
  /** Mean sum of the task's rewards, of each. */
  readonly paid: { readonly expert: Interval; readonly inferred: Interval }
  /** Mean lots held, of each. */
  readonly position: { readonly expert: Interval; readonly inferred: Interval }
  /** Mean reaction to a jump of the mid, lots in its direction, of each. */
  readonly reaction: { readonly expert: Interval; readonly inferred: Interval }
  readonly distances: {
    /** Earth mover's, decisions. */
    readonly holding: number
    /** Earth mover's, lots. */
    readonly position: number
    readonly size: number
    /** Mean over the decisions of the distance of mean positions, lots. */
    readonly path: number
    /** Total variation of actions: how orders are placed. */
    readonly placement: number
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length)

/** The mean position at each decision. */
export const pathOf = (runs: readonly Traits[]): number[] =>
  Array.from({ length: Math.max(0, ...runs.map(({ positions }) => positions.length)) }, (_, nth) =>
    mean(runs.flatMap(({ positions }) => positions[nth] ?? [])),
  )

/** Compares two, run by run; intervals are 95 %, of the runs resampled. */
export function likeness(expert: readonly Traits[], inferred: readonly Traits[]): Likeness {
  const both = (read: (run: Traits) => number) => ({
    expert: meanInterval(expert.map(read)),
    inferred: meanInterval(inferred.map(read)),
  })
  const all = (read: (run: Traits) => readonly number[]) =>
    [expert.flatMap(read), inferred.flatMap(read)] as const
  const [one, other] = [pathOf(expert), pathOf(inferred)]
  const shorter = Math.min(one.length, other.length)
  return {
    paid: both(({ paid }) => paid),
    position: both(({ positions }) => mean(positions)),
    reaction: both(({ reactions }) => mean(reactions)),
    distances: {
      holding: earthMover(...all(({ holdings }) => holdings)),
      position: earthMover(...all(({ positions }) => positions)),
      size: earthMover(...all(({ sizes }) => sizes)),
      path: mean(one.slice(0, shorter).map((x, at) => Math.abs(x - (other[at] as number)))),
      placement: totalVariation(...all(({ actions }) => actions)),
    },
  }
}
