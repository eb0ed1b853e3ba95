import { policySlopes } from '../../actors/learner/actor-critic.ts'
import { actionOf, choose, partsOf } from '../../actors/learner/categorical.ts'
import { createNormaliser } from '../../actors/learner/normalise.ts'
import type { BeginOnline } from '../../actors/learner/online.ts'
import { beginPair, createActing, type Look, pairOf } from './actor-critic.ts'
import type { LearnBy } from './descent.ts'

/** What was seen and done, and what it brought. */
interface Step extends Pick<Look, 'row' | 'before' | 'worth'> {
  readonly parts: readonly number[]
  reward: number
}

/**
 * Advantage actor-critic within a run, as `createActorCritic` has it, of networks of any layers: what
 * they remember goes on through an episode, and an update goes through the decisions since the last
 * one in their order, from what was remembered then.
 *
 * @param learnBy by what networks learn: where they are not dense, `tensorDescent`
 */
export const onlinePair =
  (learnBy: LearnBy): BeginOnline =>
  (terms, { low }, actionSpace, random, from) => {
    const { gamma, nSteps, entCoef, vfCoef, maxGradNorm, learningRate } = terms
    const sizes = partsOf(actionSpace)
    const inputs = low.length
    const outputs = sizes.reduce((sum, size) => sum + size, 0)
    const pair = pairOf(from?.shape ?? { inputs, hidden: terms.hidden, outputs })
    const { actor, split } = pair
    const isOther = actor.inputs !== inputs || actor.outputs !== outputs
    if (isOther || (from !== undefined && from.weights.length !== split)) {
      throw new RangeError('the policy to begin with is for another task')
    }
    const begun = beginPair(pair, random)
    if (from !== undefined) begun.set(from.weights)
    const descent = learnBy({ shapes: pair.shapes, numbers: begun, rows: nSteps, adam: undefined })
    const acting = createActing(pair, descent.numbers)
    const normaliser = createNormaliser(inputs, from?.normaliser)
    let played: Step[] = []

    const update = (beyond: number): void => {
      const scale = 1 / played.length
      const worths = played.map(() => 0)
      played.reduceRight((worth, { reward }, at) => {
        worths[at] = reward + gamma * worth
        return worths[at] as number
      }, beyond)
      const errorOf = (place: number): number =>
        (played[place] as Step).worth - (worths[place] as number)
      descent.gradient.fill(0)
      descent.differentiate(
        { rows: played.map(({ row }) => row), before: played.map(({ before }) => before) },
        [played.map((_, place) => place)],
        (place, [logits, worth], [slopes, byWorth]) => {
          const { parts } = played[place] as Step
          const terms = { error: errorOf(place), entCoef, scale }
          slopes.set(policySlopes(logits, sizes, parts, terms))
          const error = (worth?.[0] as number) - (worths[place] as number)
          ;(byWorth as Float64Array)[0] = scale * vfCoef * 2 * error
        },
        descent.gradient,
      )
      descent.step(learningRate, maxGradNorm)
      played = []
    }

    const look = (observation: Float64Array): { look: Look; parts: readonly number[] } => {
      const look = acting.look(normaliser.apply(observation))
      return { look, parts: choose(look.logits, sizes, random) }
    }

    return {
      act(observation) {
        normaliser.see(observation)
        const { look: seen, parts } = look(observation)
        const { row, before, worth } = seen
        played.push({ row, before, worth, parts, reward: 0 })
        return actionOf(actionSpace, parts)
      },
      play: (observation) => actionOf(actionSpace, look(observation).parts),
      learn(reward, observation, isOver, isCut) {
        ;(played.at(-1) as Step).reward = reward
        if (isCut || played.length >= nSteps) {
          update(isOver ? 0 : acting.worthOf(normaliser.apply(observation)))
        }
        if (isCut) acting.begin()
      },
    }
  }
