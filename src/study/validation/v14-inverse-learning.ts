import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import {
  bestActions,
  type DecisionProcess,
  demonstrate,
  solve,
  valueDifference,
} from '../../learning/inverse/decision-process.ts'
import { inferDeep } from '../../learning/inverse/deep-maximum-entropy.ts'
import { inferLinear } from '../../learning/inverse/maximum-entropy.ts'
import { cornerReward, createGrid, oneHot } from '../../learning/reference/gridworld.ts'
import { createObjectworld } from '../../learning/reference/objectworld.ts'
import { type BookFound, type BookSizes, bookRows, recoverFromBook } from './book-expert.ts'
import {
  recoverUrgency,
  type UrgencyFound,
  type UrgencySizes,
  urgencyRows,
} from './known-urgency.ts'
import { cloneOpaque, type OpaqueFound, type OpaqueSizes, opaqueRows } from './opaque-trader.ts'
import { type PreserverFound, preserverRows, recoverPreserver } from './preserver.ts'
import { type MakerFound, type MakerReward, recoverMaker } from './quoting-maker.ts'
import { type FollowerFound, followerRows, recoverFollower } from './trend-follower.ts'
import { isAbove, meanAndError, type Row, type Validation, within } from './validation.ts'

/** Demonstrations of a gridworld, and the published difference of each number of them. */
const GRID = { demonstrations: [5, 20, 100], published: [0.045, 0.01, 0.0002], choices: 15 }
/** As far as a published difference may be off, either way. */
const FACTOR = 3
/** Demonstrations of an objectworld. */
const OBJECTS = { demonstrations: [8, 32, 128, 512], choices: 8 }
const GRID_FIT = { steps: 200, rate: 0.1 }
const LINEAR_FIT = { steps: 400, rate: 1 }
const DEEP_FIT = { steps: 200, rate: 0.01, hidden: [16, 16], decay: 0.001 }

/** What the market maker wants, and by how much the ratio that is inferred may be off. */
const MAKER: MakerReward = { spread: 4, inventory: 0.2 }
const MAKER_TOLERANCE = 0.2

/** The first block of capital preservers: those before were looked at while the terms were being chosen. */
const PRESERVERS_FROM = 11

/** A market maker, by its block of seeds. */
interface MakerJob {
  readonly world: 'market'
  readonly block: number
  readonly explored: number
  readonly shown: number
  readonly trials: number
}

/** A capital preserver, by its block of seeds. */
interface PreserverJob {
  readonly world: 'preserver'
  readonly block: number
  readonly shown: number
  readonly updates: number
  readonly trials: number
}

/** Experts whose rewards are a sum of what the book shows, or none, by their block of seeds. */
interface BookJob extends BookSizes {
  readonly world: 'book'
  readonly block: number
}

/** A follower of trends, by its block of seeds. */
interface FollowerJob {
  readonly world: 'follower'
  readonly block: number
  readonly shown: number
}

/** An executor of known urgency, by its block of seeds. */
interface ExecutorJob extends UrgencySizes {
  readonly world: 'executor'
  readonly block: number
}

/** A trader of whom nothing is known, by its block of seeds. */
interface OpaqueJob extends OpaqueSizes {
  readonly world: 'opaque'
  readonly block: number
}

interface WorldJob {
  readonly world: 'grid' | 'objects'
  readonly demonstrations: number
  /** Worlds, and the seed of the first. */
  readonly seeds: number
  readonly first: number
}

/** Value differences, seed by seed. */
type Job = WorldJob | MakerJob | PreserverJob | BookJob | FollowerJob | ExecutorJob | OpaqueJob

interface WorldOutcome extends WorldJob {
  readonly linear: readonly number[]
  /** Of a gridworld none. */
  readonly deep: readonly number[]
  /** Mean value of the best policy, of the first world. */
  readonly optimal: number
}

type Outcome =
  | WorldOutcome
  | (MakerJob & MakerFound)
  | (PreserverJob & PreserverFound)
  | (FollowerJob & FollowerFound)
  | (ExecutorJob & UrgencyFound)
  | (OpaqueJob & OpaqueFound)
  | (BookJob & { readonly found: readonly BookFound[] })

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const streamOf = (seed: number, what: string) => createRandomStream(rootKey(seed, what))

/** What an expert who is optimal for `rewards` shows, and chooses by chance among what is as good. */
function showBy(
  problem: DecisionProcess,
  rewards: Float64Array,
  seed: number,
  count: number,
  choices: number,
) {
  const policy = bestActions(problem, solve(problem, rewards).values)
  const random = streamOf(seed, 'demonstrations')
  return Array.from({ length: count }, () => demonstrate(problem, policy, choices, random))
}

function inGrid(seed: number, count: number) {
  const problem = createGrid({ size: 5, wind: 0.3, discount: 0.9, stays: false })
  const { states } = problem
  const rewards = cornerReward(states)
  const shows = showBy(problem, rewards, seed, count, GRID.choices)
  const { rewards: inferred } = inferLinear(problem, oneHot(states), shows, GRID_FIT)
  return {
    linear: valueDifference(problem, rewards, inferred),
    optimal: meanOf(solve(problem, rewards).values),
  }
}

function amongObjects(seed: number, count: number) {
  const terms = { size: 10, objects: 15, colours: 2, wind: 0.3, discount: 0.9 }
  const { problem, rewards, features } = createObjectworld(terms, streamOf(seed, 'world'))
  const shows = showBy(problem, rewards, seed, count, OBJECTS.choices)
  const rows = { of: 'states', width: 2 * terms.colours, rows: features } as const
  const linear = inferLinear(problem, rows, shows, LINEAR_FIT)
  const deep = inferDeep(problem, features, shows, DEEP_FIT, streamOf(seed, 'network'))
  return {
    linear: valueDifference(problem, rewards, linear.rewards),
    deep: valueDifference(problem, rewards, deep.rewards),
    optimal: meanOf(solve(problem, rewards).values),
  }
}

function run(job: Job): { outcome: Outcome; tapes: string[] } {
  if (job.world === 'market') {
    const found = recoverMaker(MAKER, job.block, job)
    return { outcome: { ...job, ...found }, tapes: [found.tape] }
  }
  if (job.world === 'preserver') {
    const found = recoverPreserver(job.block, job)
    return { outcome: { ...job, ...found }, tapes: [found.tape] }
  }
  if (job.world === 'book') {
    const { found, tape } = recoverFromBook(job.block, job)
    return { outcome: { ...job, found }, tapes: [tape] }
  }
  if (job.world === 'follower') {
    const found = recoverFollower(job.block, job.shown)
    return { outcome: { ...job, ...found }, tapes: [found.tape] }
  }
  if (job.world === 'executor') {
    const found = recoverUrgency(job.block, job)
    return { outcome: { ...job, ...found }, tapes: [found.tape] }
  }
  if (job.world === 'opaque') {
    const found = cloneOpaque(job.block, job)
    return { outcome: { ...job, ...found }, tapes: [found.tape] }
  }
  const { world, demonstrations, seeds, first } = job
  const infer = world === 'grid' ? inGrid : amongObjects
  const found: { linear: number; deep?: number; optimal: number }[] = []
  for (let nth = 0; nth < seeds; nth++) found.push(infer(first + nth, demonstrations))
  const outcome = {
    ...job,
    linear: found.map(({ linear }) => linear),
    deep: found.flatMap(({ deep }) => deep ?? []),
    optimal: found[0]?.optimal ?? Number.NaN,
  }
  return { outcome, tapes: [] }
}

/** Whether a mean lies within the factor of what was published, given how well it is known. */
function isNear({ mean, error }: { mean: number; error: number }, published: number) {
  const [low, high] = [published / FACTOR, published * FACTOR]
  if (mean >= low && mean <= high) return 'holds'
  return mean + 2 * error >= low && mean - 2 * error <= high ? 'inconclusive' : 'misses'
}

/** Of market makers: how the ratio of what is inferred stands to the true one, and what it brings. */
function makerRows(found: readonly MakerFound[]): Row[] {
  const truth = MAKER.inventory / MAKER.spread
  const ratio = meanAndError(
    found.map(({ inferred }) => inferred.inventory / inferred.spread / truth),
  )
  const lost = meanAndError(found.map(({ expert, learned }) => expert - learned))
  const gained = meanAndError(found.map(({ learned, random }) => learned - random))
  const distance = Math.abs(ratio.mean - 1)
  const isIn = distance <= MAKER_TOLERANCE
  // Of one market nothing is known of how much the ratio varies.
  const isSure = found.length > 1 && Math.abs(distance - MAKER_TOLERANCE) > 2 * ratio.error
  return [
    {
      ...{ what: 'market maker: inferred over true inventory weight, a tick of spread' },
      ...{ target: '1 ± 0.2', measured: ratio.mean, error: ratio.error },
      verdict: isIn ? 'holds' : isSure ? 'misses' : 'inconclusive',
    },
    {
      ...{ what: 'market maker: reward an episode that the expert has more', target: '' },
      ...{ measured: lost.mean, error: lost.error, verdict: 'reported' },
    },
    {
      ...{ what: 'market maker: reward an episode more than at random', target: 'above 0' },
      ...{ measured: gained.mean, error: gained.error, verdict: isAbove(gained) },
    },
  ]
}

const fallOf = (one: readonly number[], other: readonly number[]) =>
  meanAndError(one.map((value, nth) => value - (other[nth] as number)))

/** V14, on problems with a known answer: what is inferred of a reward from what its owner does. */
export const v14: Validation<Job, Outcome> = {
  id: 'V14',
  title: 'Ziebart 2008, Wulfmeier 2015, Roa-Vicens 2019: inverse reinforcement learning',
  page: 'v14-inverse-learning.md',
  jobs(scale) {
    const isFull = scale === 'full'
    const grids = GRID.demonstrations.map((demonstrations): WorldJob => {
      return { world: 'grid', demonstrations, seeds: isFull ? 400 : 8, first: 1 }
    })
    const objects = OBJECTS.demonstrations.flatMap((demonstrations) =>
      Array.from({ length: isFull ? 4 : 1 }, (_, part): WorldJob => {
        const seeds = isFull ? 25 : 2
        return { world: 'objects', demonstrations, seeds, first: 1 + part * seeds }
      }),
    )
    const size = isFull
      ? { explored: 800, shown: 300, trials: 50 }
      : { explored: 60, shown: 10, trials: 5 }
    const makers = Array.from({ length: isFull ? 4 : 1 }, (_, nth): MakerJob => {
      return { world: 'market', block: 1 + nth, ...size }
    })
    const much = isFull
      ? { shown: 80, updates: 45, trials: 60 }
      : { shown: 2, updates: 1, trials: 1 }
    const preservers = Array.from({ length: isFull ? 8 : 1 }, (_, nth): PreserverJob => {
      return { world: 'preserver', block: PRESERVERS_FROM + nth, ...much }
    })
    const book = isFull ? { explored: 250, shown: [8, 32, 128] } : { explored: 60, shown: [2, 4] }
    const books = Array.from({ length: isFull ? 20 : 1 }, (_, nth): BookJob => {
      return { world: 'book', block: 1 + nth, ...book }
    })
    const followers = Array.from({ length: isFull ? 8 : 1 }, (_, nth): FollowerJob => {
      return { world: 'follower', block: 1 + nth, shown: isFull ? 60 : 4 }
    })
    const executions = isFull ? { shown: 60, trials: 40 } : { shown: 4, trials: 4 }
    const executors = Array.from({ length: isFull ? 8 : 1 }, (_, nth): ExecutorJob => {
      return { world: 'executor', block: 1 + nth, ...executions }
    })
    const unknown = isFull ? { shown: 60, trials: 60 } : { shown: 4, trials: 4 }
    const traders = Array.from({ length: isFull ? 8 : 1 }, (_, nth): OpaqueJob => {
      return { world: 'opaque', block: 1 + nth, ...unknown }
    })
    return [
      ...preservers,
      ...makers,
      ...followers,
      ...executors,
      ...traders,
      ...books,
      ...grids,
      ...objects,
    ]
  },
  run,
  judge(outcomes, scale) {
    const worlds = outcomes.filter(
      ({ world }) => world === 'grid' || world === 'objects',
    ) as WorldOutcome[]
    const preservers = outcomes.filter((each) => each.world === 'preserver')
    const makers = outcomes.filter((each) => each.world === 'market')
    const followers = outcomes.filter((each) => each.world === 'follower')
    const executors = outcomes.filter((each) => each.world === 'executor')
    const traders = outcomes.filter((each) => each.world === 'opaque')
    const books = outcomes.flatMap((each) => (each.world === 'book' ? each.found : []))
    const of = (
      world: WorldJob['world'],
      count: number,
      what: 'linear' | 'deep',
    ): readonly number[] =>
      worlds
        .filter((each) => each.world === world && each.demonstrations === count)
        .flatMap((each) => each[what])
    const told = (what: string, target: string, values: readonly number[]): Row => {
      const { mean, error } = meanAndError(values)
      return { what, target, measured: mean, error, verdict: 'reported' }
    }
    const above = (what: string, one: readonly number[], other: readonly number[]): Row => {
      const at = fallOf(one, other)
      return { what, target: 'above 0', measured: at.mean, error: at.error, verdict: isAbove(at) }
    }
    const grids = GRID.demonstrations.map((count) => of('grid', count, 'linear'))
    const [few, some, many] = grids as [readonly number[], readonly number[], readonly number[]]
    const optimal = worlds.find(({ world }) => world === 'grid')?.optimal ?? Number.NaN
    const best = {
      ...{ what: 'gridworld: value of the best policy', target: '4.835 ± 0.001' },
      ...{ measured: optimal, error: 0, verdict: within(optimal, 4.835, 0.001) },
    }
    const published = GRID.demonstrations.map((count, nth): Row => {
      const row = told(
        `gridworld: value difference, ${count} demonstrations`,
        ['0.045, factor 3', '0.004 to 0.016', '0.0002, factor 3'][nth] as string,
        grids[nth] as readonly number[],
      )
      if (nth === 1) return row
      const at = { mean: row.measured, error: row.error }
      return { ...row, verdict: isNear(at, GRID.published[nth] as number) }
    })
    const last = OBJECTS.demonstrations.at(-1) as number
    return [
      best,
      ...published,
      above('gridworld: 5 demonstrations leave more than 20 by', few, some),
      above('gridworld: 20 demonstrations leave more than 100 by', some, many),
      ...OBJECTS.demonstrations.flatMap((count) => [
        told(
          `objectworld: value difference, linear, ${count} demonstrations`,
          '',
          of('objects', count, 'linear'),
        ),
        told(
          `objectworld: value difference, deep, ${count} demonstrations`,
          '',
          of('objects', count, 'deep'),
        ),
      ]),
      above(
        `objectworld: linear leaves more than deep, ${last} demonstrations, by`,
        of('objects', last, 'linear'),
        of('objects', last, 'deep'),
      ),
      ...(books.length === 0 ? [] : bookRows(books)),
      ...makerRows(makers),
      ...(followers.length === 0 ? [] : followerRows(followers)),
      ...(executors.length === 0 ? [] : urgencyRows(executors)),
      ...(traders.length === 0 ? [] : opaqueRows(traders, scale)),
      ...(preservers.length === 0 ? [] : preserverRows(preservers)),
    ]
  },
}
