import type { Trajectory } from '../../learning/demonstration/trajectory.ts'
import { tried } from '../../learning/demonstration/try-inferred.ts'
import { atOnce, type Inferred, inferring, retraining } from '../../learning/inverse/infer.ts'
import { rewardAtWork } from '../../learning/inverse/reward-network.ts'
import { weightsOf } from '../../learning/inverse/reward-weights.ts'
import {
  createMarketEnvironment,
  type MarketEnvironment,
} from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { demonstrate } from '../inference/demonstrate.ts'
import { readInferenceTerms } from '../inference/inference-terms.ts'
import { isAbove, meanAndError, type Row, type Verdict } from './validation.ts'

/** What the preserver wants: the truth that is to be recovered. */
const TRUTH = { premium: 1, aversion: 0.02 }
const SIZE = 20
/** Spans that the variance is taken over: so many that what is seen after a decision is nearly what was before. */
const COUNT = 15
const TASK = {
  // Glances from when the preserver began to look: what it knew of the variance, the task shows.
  ...{ from: '16 s', interval: '1 s', glances: COUNT, steps: 40, settle: '100 ms' },
  observe: [
    { type: 'position', scale: SIZE },
    { type: 'realised', count: COUNT },
    { type: 'held-variance', scale: SIZE, count: COUNT },
  ],
  act: { type: 'exposure', size: SIZE, levels: 4 },
  reward: [{ type: 'preservation', ...TRUTH, scale: SIZE, count: COUNT }],
}
/** Chosen on block 90 of seeds, which no figure is from. */
const TERMS = {
  ...readInferenceTerms(undefined),
  ppo: {
    ...{ hidden: [24], nSteps: 800, batchSize: 100, nEpochs: 6, learningRate: 3e-3 },
    ...{ gamma: 0.3, gaeLambda: 0.9, entCoef: 0 },
  },
  airl: { hidden: [], potential: [16], rate: 0.05, decay: 1e-5, averaged: 20 },
}

/** A regime: deviation of a jump of the value, ticks, one a second; delay of every message. */
interface Regime {
  readonly deviation: number
  readonly delay: string
}
/** What is shown, moderate and high; where the reward is taken to; and beyond both. */
const SHOWN: readonly [Regime, Regime] = [
  { deviation: 3, delay: '1 ms' },
  { deviation: 6, delay: '1 ms' },
]
const ELSEWHERE: Regime = { deviation: 9, delay: '200 ms' }
const BEYOND: Regime = { deviation: 16, delay: '1 ms' }

const setOf = ({ deviation, delay }: Regime, preservers: number): string[] => [
  `instruments.CALM.fundamental.deviation=${deviation}`,
  `latency.delay=${delay}`,
  `groups.preserver.count=${preservers}`,
  `groups.preserver.parameters.count=${COUNT}`,
]

type Market = Parameters<typeof retraining>[1]['environment']
type Policy = Inferred['policy']

const marketOf = (regime: Regime): MarketEnvironment<Float64Array> =>
  createMarketEnvironment<Float64Array>(loadScenario('preserving', { set: setOf(regime, 0) }), {
    task: createMarketTask(TASK),
  })

/** Markets of which each episode plays one, by its seed. */
function among(markets: readonly [Market, ...Market[]]): Market {
  let [own] = markets
  const { observationSpace, actionSpace } = own
  return {
    ...{ observationSpace, actionSpace },
    reset(how) {
      own = markets[how.seed % markets.length] as Market
      return own.reset(how)
    },
    step: (action) => own.step(action),
    close() {
      for (const market of markets) market.close()
    },
  }
}

/** What an expert of whom the wants are known, and who was inferred from it, came to. */
export interface PreserverFound {
  /** Recovered aversion over premium, by the true ratio of the two. */
  readonly ratio: number
  /** What the true reward pays an episode where the reward was taken to. */
  readonly value: Readonly<Record<'expert' | 'retrained' | 'clone' | 'frozen', number>>
  /** Mean share held, by regime: shown, moderate and high, and beyond. */
  readonly held: Readonly<Record<'expert' | 'retrained' | 'clone' | 'frozen', readonly number[]>>
  readonly tape: string
}

/** How much is shown, learned and tried. */
export interface PreserverSizes {
  readonly shown: number
  readonly updates: number
  readonly trials: number
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length)
const paidOf = (runs: readonly Trajectory[]): number =>
  mean(runs.map(({ steps }) => steps.reduce((sum, { reward }) => sum + reward, 0)))
const heldOf = (runs: readonly Trajectory[]): number =>
  mean(
    runs.flatMap(({ steps, last }) =>
      [...steps.slice(1), last].map(({ observation }) => observation[0] as number),
    ),
  )

/**
 * The preserver shows what it does in a moderate and in a highly volatile market; cloning and AIRL
 * learn from it. The recovered reward is taken to a market with other volatility and delays and a policy
 * learned for it from scratch; and, the same, to one beyond all that was shown.
 *
 * @param block of seeds, 1 and up: blocks share none
 */
export function recoverPreserver(
  block: number,
  { shown, updates, trials }: PreserverSizes,
): PreserverFound {
  const first = 1_000_000 * block
  const seedsFrom = (at: number, count: number) =>
    Array.from({ length: count }, (_, nth) => first + at + nth)
  const watched = (regime: Regime, seeds: readonly number[]) =>
    demonstrate(
      seeds.map((seed) => ({ scenario: 'preserving', set: setOf(regime, 1), seed })),
      { actor: 'preserver/0', task: TASK, testShare: 0, delay: undefined },
    )
  const shows = SHOWN.flatMap((regime, nth) => {
    return watched(regime, seedsFrom(1_000 * nth, shown / SHOWN.length)).trajectories
  })
  const home = among([marketOf(SHOWN[0]), marketOf(SHOWN[1])])
  const terms = { ...TERMS, updates }
  const job = { shown: shows, environment: home, terms }
  const seed = 100 + block
  const airl = atOnce(inferring({ ...job, method: 'airl', seed }))
  const clone = atOnce(inferring({ ...job, method: 'clone', seed }))
  const reward = airl.reward as NonNullable<typeof airl.reward>
  const [premium = 0, , aversion = 0] = weightsOf(reward, rewardAtWork(reward).of)
  const anew = (environment: Market) =>
    atOnce(retraining(reward, { environment, terms, seed: 200 + block })).policy
  const elsewhere = marketOf(ELSEWHERE)
  const there = anew(elsewhere)
  const far = anew(marketOf(BEYOND))

  const tests = seedsFrom(500_000, trials)
  const play = (policy: Policy, regime: Regime) => tried(marketOf(regime), policy, tests)
  const expertIn = (regime: Regime) => watched(regime, tests).trajectories
  const regimes = [...SHOWN, BEYOND]
  const heldBy = (policy: Policy) => regimes.map((regime) => heldOf(play(policy, regime)))
  return {
    ratio: -aversion / premium / (TRUTH.aversion / TRUTH.premium),
    value: {
      expert: paidOf(expertIn(ELSEWHERE)),
      retrained: paidOf(tried(elsewhere, there, tests)),
      clone: paidOf(play(clone.policy, ELSEWHERE)),
      frozen: paidOf(play(airl.policy, ELSEWHERE)),
    },
    held: {
      expert: regimes.map((regime) => heldOf(expertIn(regime))),
      retrained: [Number.NaN, Number.NaN, heldOf(play(far, BEYOND))],
      clone: heldBy(clone.policy),
      frozen: heldBy(airl.policy),
    },
    tape: elsewhere.simulation?.hash() ?? '',
  }
}

/** So much of the expert's reward is asked for where the reward was taken to. */
const SHARE = 0.8

/** The rows of what several blocks came to. */
export function preserverRows(found: readonly PreserverFound[]): Row[] {
  // Of one block nothing is known of how much it varies.
  const isSure = found.length > 1
  const row = (what: string, target: string, values: readonly number[], verdict?: Verdict): Row => {
    const { mean: measured, error } = meanAndError(values)
    return {
      what: `capital preserver: ${what}`,
      target,
      measured,
      error,
      verdict: verdict ?? 'reported',
    }
  }
  const above = (what: string, values: readonly number[]): Row =>
    row(what, 'above 0', values, isSure ? isAbove(meanAndError(values)) : 'inconclusive')
  const share = found.map(({ value }) => value.retrained / value.expert)
  const at = meanAndError(share)
  const isFar = isSure && Math.abs(at.mean - SHARE) > 2 * at.error
  const reaches = isSure && at.mean >= SHARE ? 'holds' : isFar ? 'misses' : 'inconclusive'
  const beyond = (who: keyof PreserverFound['held']) =>
    found.map(({ held }) => held[who][2] as number)
  return [
    row(
      'recovered over true aversion, a unit of premium',
      '',
      found.map(({ ratio }) => ratio),
    ),
    row(
      'share held where it was shown moderate volatility',
      '',
      found.map(({ held }) => held.expert[0] as number),
    ),
    row('share held beyond all that was shown, expert', '', beyond('expert')),
    row('the same, learned for the recovered reward', '', beyond('retrained')),
    row('the same, AIRL’s policy as it was', '', beyond('frozen')),
    row('the same, cloned', '', beyond('clone')),
    above(
      'share less beyond than at the high volatility that was shown, learned for the recovered reward',
      found.map(({ held }) => (held.expert[1] as number) - (held.retrained[2] as number)),
    ),
    row(
      'share of the expert’s reward with other volatility and delays',
      'at least 0.8',
      share,
      reaches,
    ),
    above(
      'reward there more than the clone’s',
      found.map(({ value }) => value.retrained - value.clone),
    ),
    above(
      'reward there more than AIRL’s policy’s as it was',
      found.map(({ value }) => value.retrained - value.frozen),
    ),
  ]
}
