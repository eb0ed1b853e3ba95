import { type Cuts, cellOf, quantileCuts } from '../../../actors/discretise.ts'
import type { Transition } from './adversarial.ts'
import { countProcess } from './counted-process.ts'
import type { DecisionProcess } from './decision-process.ts'

/** A process whose states are what there is to see, cut into bins, and whose moves were counted. */
export interface ObservedProcess {
  readonly problem: DecisionProcess
  /** Mean numbers seen in each state, divided by `scales`: states × numbers, row-major. */
  readonly features: Float64Array
  /** Mean numbers seen after each choice, divided so: states × actions rows. */
  readonly led: Float64Array
  stateOf(observation: ArrayLike<number>): number
  /** An action's parts as one number. */
  actionOf(parts: readonly number[]): number
}

/** What it is counted from. */
export interface ObservedTerms {
  /** Bins of each number seen, of about as many observations each. */
  readonly bins: number
  /** What each number is divided by. */
  readonly scales: readonly number[]
  /** Choices of each part of an action. */
  readonly sizes: readonly number[]
  readonly discount: number
}

/**
 * Counts a process from what was seen and done. Bins are by quantiles of all that was seen; a cell in which not
 * every action was tried is nothing to choose in, and counts as the nearest one in which each was, by steps
 * of bins.
 *
 * @throws RangeError where in no cell all was tried
 */
export function observeProcess(
  steps: readonly Transition[],
  { bins, scales, sizes, discount }: ObservedTerms,
): ObservedProcess {
  const actions = sizes.reduce((product, size) => product * size, 1)
  const actionOf = (parts: readonly number[]): number =>
    parts.reduce((all, part, nth) => all * (sizes[nth] as number) + part, 0)
  const cuts = scales.map(
    (_, nth): Cuts =>
      quantileCuts(
        steps.map(({ next }) => next[nth] as number),
        bins,
      ),
  )
  const tried = new Map<number, Set<number>>()
  for (const { observation, parts } of steps) {
    const cell = cellOf(observation, cuts)
    const own = tried.get(cell) ?? new Set()
    tried.set(cell, own.add(actionOf(parts)))
  }
  const whole = [...tried].filter(([, own]) => own.size === actions).map(([cell]) => cell)
  whole.sort((a, b) => a - b)
  if (whole.length === 0) {
    throw new RangeError(`no state was seen in which each of ${actions} actions was tried`)
  }
  const nearest = nearestOf(whole, cuts)
  const stateOf = (observation: ArrayLike<number>): number => nearest(cellOf(observation, cuts))
  const states = whole.length
  const width = scales.length
  const scaled = (seen: Float64Array) => [...seen].map((x, nth) => x / (scales[nth] as number))
  const { problem, features: led } = countProcess(
    steps.map(({ observation, parts, next }) => ({
      ...{ state: stateOf(observation), action: actionOf(parts), next: stateOf(next) },
      features: scaled(next),
    })),
    { states, actions, discount },
  )
  const features = new Float64Array(states * width)
  const counts = new Float64Array(states)
  for (const { observation } of steps) {
    const state = stateOf(observation)
    counts[state] = (counts[state] as number) + 1
    scaled(observation).forEach((x, nth) => {
      features[state * width + nth] = (features[state * width + nth] as number) + x
    })
  }
  const means = features.map((sum, at) => sum / (counts[Math.floor(at / width)] as number))
  return { problem, features: means, led, stateOf, actionOf }
}

/** The place in `whole` of the cell that is nearest to a cell, the first among equals. */
function nearestOf(whole: readonly number[], cuts: readonly Cuts[]): (cell: number) => number {
  const binsOf = (cell: number): number[] => {
    let left = cell
    return cuts
      .map((each) => each.length + 1)
      .reduceRight((bins: number[], size) => {
        bins.unshift(left % size)
        left = Math.floor(left / size)
        return bins
      }, [])
  }
  const known = new Map(whole.map((cell, nth) => [cell, nth]))
  const all = whole.map(binsOf)
  return (cell) => {
    const place = known.get(cell)
    if (place !== undefined) return place
    const own = binsOf(cell)
    const far = all.map((bins) =>
      bins.reduce((sum, bin, nth) => sum + Math.abs(bin - (own[nth] as number)), 0),
    )
    const found = far.indexOf(Math.min(...far))
    known.set(cell, found)
    return found
  }
}
