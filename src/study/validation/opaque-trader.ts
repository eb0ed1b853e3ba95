import type { Trajectory } from '../../learning/demonstration/trajectory.ts'
import { agreementOf, tried } from '../../learning/demonstration/try-inferred.ts'
import { atOnce, inferring } from '../../learning/inverse/infer.ts'
import { createMarketEnvironment } from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { demonstrate } from '../inference/demonstrate.ts'
import { readInferenceTerms } from '../inference/inference-terms.ts'
import { likeness, traitsOf, usualJump } from '../inference/likeness.ts'
import { meanRow } from './mean-row.ts'
import type { Row, Scale } from './validation.ts'

/** What a learner has to go on: the market of the last spans, and what is held. It is told of no rule. */
const TASK = {
  ...{ from: '16 s', interval: '1 s', glances: 15, steps: 40, settle: '100 ms' },
  observe: [{ type: 'position', scale: 20 }, { type: 'returns', count: 12 }, 'macd'],
  act: { type: 'buy-hold-sell', size: 8 },
  reward: ['wealth-change'],
}
/** Averages, wakes and sizes are the trader's own: it wants nothing that could be written down as a reward. */
const SET = [
  'groups.preserver.type=momentum',
  'groups.preserver.parameters={ short: 4, long: 12, wakeMean: 1 s, size: { type: uniform, min: 3, max: 7 } }',
]
/** Its epochs were chosen among 5, 10 and 20 on block 90 of seeds, which no figure is from. */
const CLONE = { hidden: [32, 32], epochs: 10, batchSize: 64, rate: 3e-3 }

/** Earth mover's of holding periods (decisions) and sizes (lots), and of mean positions (lots). */
const TRAITS = ['holding', 'size', 'path'] as const
type Distances = Readonly<Record<(typeof TRAITS)[number], number>>

/** What somebody of whom nothing is known, and who was cloned from that one, came to. */
export interface OpaqueFound {
  /** Share of held-out decisions that are the clone's likeliest. */
  readonly agreement: number
  /** Share of them that are what was done most often where it was shown. */
  readonly usual: number
  /** Of the clone from the trader on seeds that were not shown. */
  readonly clone: Distances
  /** Of the trader on the seeds that were shown from itself on those: what chance alone leaves. */
  readonly itself: Distances
  readonly tape: string
}

/** How much is shown, and how much tried. */
export interface OpaqueSizes {
  readonly shown: number
  readonly trials: number
}

/** The share of decisions of `test` that are the one that was taken most often in `shown`. */
export function usualShare(
  shown: readonly Pick<Trajectory, 'steps'>[],
  test: readonly Pick<Trajectory, 'steps'>[],
): number {
  const done = (runs: typeof shown) =>
    runs.flatMap(({ steps }) => steps.map(({ parts }) => `${parts}`))
  const counts = new Map<string, number>()
  for (const each of done(shown)) counts.set(each, (counts.get(each) ?? 0) + 1)
  const [usual] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))
  const held = done(test)
  return held.filter((each) => each === usual).length / held.length
}

/**
 * A follower of averages, who wakes and sizes its orders by chance, shows what it does; it is cloned from
 * what the market did, and the clone is told by behaviour alone, on seeds that were not shown.
 *
 * @param block of seeds, 1 and up: blocks share none
 */
export function cloneOpaque(block: number, { shown, trials }: OpaqueSizes): OpaqueFound {
  const seedsFrom = (at: number, count: number) =>
    Array.from({ length: count }, (_, nth) => 1_000_000 * block + at + nth)
  const watched = (seeds: readonly number[]) =>
    demonstrate(
      seeds.map((seed) => ({ scenario: 'preserving', set: SET, seed })),
      { actor: 'preserver/0', task: TASK, testShare: 0, delay: undefined },
    ).trajectories
  const environment = createMarketEnvironment<Float64Array>(
    loadScenario('preserving', { set: ['groups.preserver.count=0'] }),
    { task: createMarketTask(TASK) },
  )
  const terms = { ...readInferenceTerms(undefined), clone: CLONE }
  const shows = watched(seedsFrom(0, shown))
  const job = { method: 'clone', shown: shows, environment, terms, seed: block } as const
  const { policy, sizes } = atOnce(inferring(job))
  const [tests, others] = [seedsFrom(500_000, trials), seedsFrom(600_000, trials)]
  const test = watched(tests)
  const jump = usualJump(shows)
  const traits = (runs: readonly Trajectory[]) => runs.map((each) => traitsOf(each, jump, sizes))
  const from = (runs: readonly Trajectory[]) => likeness(traits(test), traits(runs)).distances
  return {
    agreement: agreementOf(policy, test).likeliest,
    usual: usualShare(shows, test),
    clone: from(tried(environment, policy, others)),
    itself: from(watched(others)),
    tape: environment.simulation?.hash() ?? '',
  }
}

/** The rows of what several blocks came to; intervals are 95 %, of the blocks resampled. */
export function opaqueRows(found: readonly OpaqueFound[], scale: Scale): Row[] {
  const valued = (what: string, read: (each: OpaqueFound) => number) =>
    [`opaque trader: ${what}`, found.map(read)] as const
  const row = (...told: Parameters<typeof valued>): Row => meanRow(...valued(...told))
  const more = valued(
    'share of held-out decisions that its clone knows more',
    ({ agreement, usual }) => agreement - usual,
  )
  const words = {
    holding: 'holding periods, decisions',
    size: 'order sizes, lots',
    path: 'inventory paths, lots',
  }
  return [
    row('share of held-out decisions that are its clone’s likeliest', ({ agreement }) => agreement),
    row('the same, of the most frequent action', ({ usual }) => usual),
    meanRow(...more, 'above 0', scale),
    ...TRAITS.flatMap((trait) => [
      row(`distance of its clone’s ${words[trait]}`, ({ clone }) => clone[trait]),
      row('the same, of itself on other seeds', ({ itself }) => itself[trait]),
    ]),
  ]
}
