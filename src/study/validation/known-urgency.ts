import { exp } from '../../../protocols/math.ts'
import { scheduleOf } from '../../learning/baselines.ts'
import { tried } from '../../learning/demonstration/try-inferred.ts'
import { atOnce, inferring } from '../../learning/inverse/infer.ts'
import { createMarketEnvironment } from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { demonstrate } from '../inference/demonstrate.ts'
import { readInferenceTerms } from '../inference/inference-terms.ts'
import { pathOf, type Traits, traitsOf } from '../inference/likeness.ts'
import { meanRow } from './mean-row.ts'
import type { Row } from './validation.ts'

/** κT of who executes: the truth that is to be recovered. */
const URGENCY = 3
const QUANTITY = 400
const STEPS = 20
/** When it begins, from the open, and between two slices, s. */
const [FROM, INTERVAL] = [5, 2]
/** Lots of a child order, of which the nearest is what the expert is taken to have sent. */
const CHILDREN = [4, 6, 8, 10, 13, 16, 20, 24, 28, 32, 38, 44, 50, 56, 75, 100]
const LOT = 100
const TASK = {
  ...{ from: `${FROM} s`, interval: `${INTERVAL} s`, steps: STEPS, settle: '100 ms' },
  parent: { side: 'buy', quantity: QUANTITY, finish: 'leave' },
  observe: ['inventory', 'time-left'],
  act: { type: 'child-orders', lot: LOT, shares: CHILDREN.map((lots) => lots / LOT) },
  reward: ['shortfall'],
}
/** The maker shows so few lots that the book now and then has less than a slice asks for. */
const MARKET = ['groups.maker.parameters.size=80']
/** As they were first written down: block 90 of seeds, which no figure is from, asked for no other. */
const CLONE = { hidden: [32, 32], epochs: 60, batchSize: 64, rate: 3e-3 }

const HOUR = 3_600

/** The executor in the preserver's place: volatility and impact are 1 by the hour, its aversion what makes κT. */
function executorSet(): string[] {
  const slice = INTERVAL / HOUR
  const rate = URGENCY / STEPS
  const aversion = (exp(rate) + exp(-rate) - 2) / (slice * slice)
  const [from, to] = [FROM, FROM + STEPS * INTERVAL]
  const plan = `side: buy, quantity: ${QUANTITY}, from: ${from} s, to: ${to} s, slices: ${STEPS}`
  const impact = 'volatility: 1, permanentImpact: 0, temporaryImpact: 1'
  return [
    ...MARKET,
    'groups.preserver.type=almgren-chriss',
    `groups.preserver.parameters={ ${plan}, ${impact}, riskAversion: ${aversion} }`,
  ]
}

/** Bounds of κT that a path is fitted within, and how exactly. */
const [MOST, EXACT] = [60, 1e-9]

/**
 * The urgency κT of an inventory path: that whose plan sinh(κ(T − t)) / sinh(κT) lies nearest to it by least
 * squares, by golden sections. Plans of more urgency lie below those of less at every moment, so that the
 * squares of a plan's own path have one minimum.
 *
 * @param path shares of the parent order that are left, from all of it on, at equal distances of time; two or more
 * @returns 0 .. 60
 *
 * Source: Almgren and Chriss 2000, *Optimal execution of portfolio transactions*, equation 17.
 */
export function urgencyOf(path: readonly number[]): number {
  const squares = (urgency: number): number =>
    scheduleOf(urgency, path.length - 1).reduce(
      (sum, held, nth) => sum + (held - (path[nth] as number)) ** 2,
      0,
    )
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [0, MOST]
  while (high - low > EXACT) {
    const reach = golden * (high - low)
    if (squares(high - reach) <= squares(low + reach)) high = low + reach
    else low = high - reach
  }
  return (low + high) / 2
}

/** What an executor whose urgency is known, and its clone, came to. */
export interface UrgencyFound {
  /** κT of the mean path, of the clone and of the executor itself on the same seeds. */
  readonly clone: number
  readonly expert: number
  /** Mean distance of the two mean paths, a share of the parent order. */
  readonly apart: number
  readonly tape: string
}

/** How much is shown, and how much tried. */
export interface UrgencySizes {
  readonly shown: number
  readonly trials: number
}

/** The mean share left at each moment; whoever is done early has nothing left. */
const inventoryOf = (runs: readonly Traits[]): number[] =>
  pathOf(
    runs.map((run) => ({
      ...run,
      positions: Array.from({ length: STEPS + 1 }, (_, nth) => run.positions[nth] ?? QUANTITY),
    })),
  ).map((lots) => 1 - lots / QUANTITY)

/**
 * Who buys by Almgren and Chriss's plan of a known urgency shows it in a market; it is cloned of what is left
 * to buy and of time, the clone plays seeds that were not shown, and its urgency is read off how what is
 * left falls.
 *
 * @param block of seeds, 1 and up: blocks share none
 */
export function recoverUrgency(block: number, { shown, trials }: UrgencySizes): UrgencyFound {
  const seedsFrom = (at: number, count: number) =>
    Array.from({ length: count }, (_, nth) => 1_000_000 * block + at + nth)
  const watched = (seeds: readonly number[]) =>
    demonstrate(
      seeds.map((seed) => ({ scenario: 'preserving', set: executorSet(), seed })),
      { actor: 'preserver/0', task: TASK, testShare: 0, delay: undefined },
    ).trajectories
  const environment = createMarketEnvironment<Float64Array>(
    loadScenario('preserving', { set: [...MARKET, 'groups.preserver.count=0'] }),
    { task: createMarketTask(TASK) },
  )
  const terms = { ...readInferenceTerms(undefined), clone: CLONE }
  const job = { shown: watched(seedsFrom(0, shown)), environment, terms, seed: block }
  const { policy, sizes } = atOnce(inferring({ ...job, method: 'clone' }))
  const tests = seedsFrom(500_000, trials)
  const [expert, clone] = [watched(tests), tried(environment, policy, tests)].map((runs) =>
    inventoryOf(runs.map((each) => traitsOf(each, 1, sizes))),
  ) as [number[], number[]]
  const apart = expert.reduce((sum, left, nth) => sum + Math.abs(left - (clone[nth] as number)), 0)
  return {
    ...{ clone: urgencyOf(clone), expert: urgencyOf(expert), apart: apart / expert.length },
    tape: environment.simulation?.hash() ?? '',
  }
}

/** Share of the true urgency that the recovered one may be off by. */
const NEAR = 0.2

/** The rows of what several blocks came to; intervals are 95 %, of the blocks resampled. */
export function urgencyRows(found: readonly UrgencyFound[]): Row[] {
  const row = (what: string, read: (each: UrgencyFound) => number) =>
    meanRow(`executor: ${what}`, found.map(read))
  const ratio = row('recovered over true urgency, of its clone', ({ clone }) => clone / URGENCY)
  const { interval } = ratio
  const isIn = interval && interval.low >= 1 - NEAR && interval.high <= 1 + NEAR
  const isOut = interval && (interval.high < 1 - NEAR || interval.low > 1 + NEAR)
  return [
    { ...ratio, target: '1 ± 0.2', verdict: isIn ? 'holds' : isOut ? 'misses' : 'inconclusive' },
    row('the same, of its own paths', ({ expert }) => expert / URGENCY),
    row('distance of its clone’s inventory path, share of the parent order', ({ apart }) => apart),
  ]
}
