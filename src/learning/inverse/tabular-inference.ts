import type { Random } from '../../../actors/actor.ts'
import { layersOf } from '../../../actors/learner/mlp.ts'
import { drawn, type Transition } from './adversarial.ts'
import { type BayesianTerms, inferBayesian } from './bayesian.ts'
import type { Demonstration } from './decision-process.ts'
import { type DeepMaximumEntropyTerms, inferDeep } from './deep-maximum-entropy.ts'
import { inferLinear, type MaximumEntropyTerms } from './maximum-entropy.ts'
import type { TabularMethod } from './methods.ts'
import { observeProcess } from './observed-process.ts'
import { type RewardNetwork, rewardAtWork } from './reward-network.ts'
import { weightsOf } from './reward-weights.ts'

/** How it goes about it. */
export interface TabularTerms {
  /** Of each number seen. */
  readonly bins: number
  /** Episodes played at random, from which moves are counted. */
  readonly explored: number
  /** Times that the shown runs are drawn anew, to tell how sure a weight is. */
  readonly resamples: number
  readonly linear: Pick<MaximumEntropyTerms, 'steps' | 'rate'>
  readonly deep: Omit<DeepMaximumEntropyTerms, 'match'>
  readonly bayesian: BayesianTerms
}

/** A number, and between what 95 of a hundred such lie. */
export interface Sure {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** A reward as it was recovered, and how sure it is. */
export interface TabularReward {
  /** What there is to see after a decision pays. */
  readonly of: (next: Float64Array) => number
  /** Of `bayesian` none: it is of states. */
  readonly network: RewardNetwork | undefined
  /** What one of each number seen pays; of `bayesian` none. */
  readonly weights: readonly Sure[] | undefined
  /** Of `bayesian`: each state's mean numbers seen, and what it pays. */
  readonly states: readonly (Sure & { readonly seen: readonly number[] })[] | undefined
}

/** What there is to infer from. */
export interface TabularJob {
  readonly method: TabularMethod
  /** The expert's runs, and what was seen at random. */
  readonly shown: readonly (readonly Transition[])[]
  readonly explored: readonly Transition[]
  readonly scales: readonly number[]
  readonly sizes: readonly number[]
  readonly discount: number
}

/** z of 95 %. */
const Z = 1.96

/**
 * A reward by counting: what there is to see is cut into states, moves are counted from chance and expert
 * together, and maximum entropy, or a walk through beliefs, finds what the expert's choices want. Runs are
 * taken to the length of the shortest. What a weight is sure of is told by runs drawn anew, as many, with
 * replacement (bootstrap percentiles); what a state is, by what is believed of it. It pauses before each
 * of the runs drawn anew.
 */
export function* inferTabular(
  job: TabularJob,
  terms: TabularTerms,
  random: Random,
): Generator<undefined, TabularReward> {
  const { method, shown, scales, sizes, discount } = job
  const observed = observeProcess([...job.explored, ...shown.flat()], {
    ...{ bins: terms.bins, scales, sizes, discount },
  })
  const { problem, features, led, stateOf, actionOf } = observed
  const length = Math.min(...shown.map((run) => run.length))
  const shows = shown.map((run): Demonstration => {
    const own = run.slice(0, length)
    return own.map(({ observation, parts }) => ({
      state: stateOf(observation),
      action: actionOf(parts),
    }))
  })
  const width = scales.length
  if (method === 'bayesian') {
    const { mean, deviation } = inferBayesian(problem, shows, terms.bayesian, random)
    // Of a state that is come to the process pays a decision later: γ of it, at the decision.
    const of = (next: Float64Array): number => discount * (mean[stateOf(next)] as number)
    const states = Array.from(mean, (estimate, state) => {
      const off = Z * (deviation[state] as number)
      const seen = scales.map((scale, nth) => (features[state * width + nth] as number) * scale)
      return { seen, estimate, low: estimate - off, high: estimate + off }
    })
    return { of, network: undefined, weights: undefined, states }
  }
  const infer = (some: readonly Demonstration[]): RewardNetwork => {
    if (method === 'maximum-entropy') {
      const rows = { of: 'choices', width, rows: led } as const
      const { weights } = inferLinear(problem, rows, some, { ...terms.linear, match: 'choices' })
      const shape = { inputs: width, hidden: [], outputs: 1 }
      return { shape, scales, numbers: Float32Array.from([...weights, 0]) }
    }
    const { shape, numbers } = inferDeep(
      problem,
      features,
      some,
      { ...terms.deep, match: 'choices' },
      random,
    )
    return { shape, scales, numbers: lastTimes(shape, numbers, discount) }
  }
  const network = infer(shows)
  const weightsIn = (own: RewardNetwork) => weightsOf(own, rewardAtWork(own).of)
  const others: (readonly number[])[] = []
  while (others.length < terms.resamples) {
    yield
    others.push(weightsIn(infer(drawn(shows, shows.length, random))))
  }
  const weights = weightsIn(network).map((estimate, nth) => {
    const sorted = others.map((each) => each[nth] as number).sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
    return { estimate, low: at(0.025), high: at(0.975) }
  })
  return { of: rewardAtWork(network).of, network, weights, states: undefined }
}

/** A network whose output is so many times what it was. */
function lastTimes(shape: RewardNetwork['shape'], numbers: Float32Array, times: number) {
  const last = layersOf(shape).at(-1)?.weights as number
  return numbers.map((x, at) => (at < last ? x : times * x))
}
