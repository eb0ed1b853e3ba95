import {
  type ActionPart,
  actionParts,
  type SeenPart,
  seenParts,
} from '../../../learning/task-names.ts'
import { type Action, playSeeds, type SeedsJob } from '../play-seeds.ts'

/** Bins of what is seen. */
const BINS = 8
/** Numbers of an observation that are told of, in the task's order. */
const SEEN_MOST = 6

/** One bin of one number that is seen: who decided there did what. */
export interface Bin {
  /** Mean of what was seen. */
  readonly seen: number
  readonly decisions: number
  /** Of each choice its share; empty where the part is a real number. */
  readonly shares: readonly number[]
  /** Of a real number its mean, and between what four of five lie; NaN where there are choices. */
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** What is done in one part of the action where one number of the observation stands so and so. */
export interface Behaviour {
  readonly seen: SeenPart
  readonly part: ActionPart
  readonly bins: readonly Bin[]
}

interface Decision {
  readonly seen: Float64Array
  readonly done: readonly number[]
}

/**
 * Plays policies and tells what they do where: of each part of an action and each number that is seen, the
 * shares of choices by bins of equally many decisions, those of all policies together.
 *
 * @param jobs one a policy, of one task
 */
export function behaviourOf(
  given: Readonly<Record<string, unknown>>,
  jobs: readonly SeedsJob[],
): readonly Behaviour[] {
  const decisions: Decision[] = []
  for (const job of jobs) {
    playSeeds(job, (seen, action) => {
      decisions.push({ seen, done: numbersOf(action) })
    })
  }
  const parts = actionParts(given)
  return parts.flatMap((part, nth) =>
    seenParts(given)
      .slice(0, SEEN_MOST)
      .map((seen) => ({ seen, part, bins: binsOf(decisions, seen.at, nth, part.choices?.length) })),
  )
}

const numbersOf = (action: Action): readonly number[] =>
  typeof action === 'number' ? [action] : Array.from(action as ArrayLike<number>)

/**
 * Decisions in the order of what was seen at `at`, cut in equal parts; who saw the same is in one bin. Few
 * different numbers are a bin each.
 */
export function binsOf(
  decisions: readonly Decision[],
  at: number,
  part: number,
  choices: number | undefined,
): readonly Bin[] {
  const sorted = [...decisions].sort((a, b) => (a.seen[at] as number) - (b.seen[at] as number))
  const values = new Set(sorted.map(({ seen }) => seen[at] as number))
  const least = values.size <= BINS ? 1 : sorted.length / BINS
  const groups: Decision[][] = []
  for (const decision of sorted) {
    const last = groups.at(-1)
    const isSame = last?.at(-1)?.seen[at] === decision.seen[at]
    if (last === undefined || (!isSame && last.length >= least)) groups.push([decision])
    else last.push(decision)
  }
  return groups.map((group) => binOf(group, at, part, choices))
}

function binOf(
  group: readonly Decision[],
  at: number,
  part: number,
  choices: number | undefined,
): Bin {
  const meanOf = (numbers: readonly number[]): number =>
    numbers.reduce((sum, x) => sum + x, 0) / numbers.length
  const done = group.map((one) => one.done[part] as number)
  const seen = meanOf(group.map((one) => one.seen[at] as number))
  const none = { mean: Number.NaN, low: Number.NaN, high: Number.NaN }
  if (choices !== undefined) {
    const shares = Array.from(
      { length: choices },
      (_, choice) => done.filter((one) => one === choice).length / done.length,
    )
    return { seen, decisions: group.length, shares, ...none }
  }
  const sorted = [...done].sort((a, b) => a - b)
  const rank = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
  return {
    ...{ seen, decisions: group.length, shares: [] },
    ...{ mean: meanOf(done), low: rank(0.1), high: rank(0.9) },
  }
}
