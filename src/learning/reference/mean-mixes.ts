import { categorical } from '../../../actors/learner/categorical.ts'
import { createBrain } from '../../../actors/learner/network/brain.ts'
import { createNormaliser } from '../../../actors/learner/normalise.ts'
import type { Policy } from '../../../actors/learner/policy.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { exp } from '../../../protocols/math.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { LearnBy } from '../descent.ts'
import { createMultiAgentPpo, type MultiAgentTerms } from '../multi-agent-ppo.ts'
import { createOneShotGame, type OneShotGame } from './one-shot-game.ts'

/** Terms by which the games of `one-shot-game.ts` are learned, but for what each says of its own. */
export const GAME_TERMS = {
  ...{ hidden: [4], nSteps: 128, batchSize: 128, nEpochs: 2, learningRate: 0.02, gamma: 0 },
  entCoef: 0.6,
}

/** Every episode against the past, of which every update is a version. */
export const AGAINST_THE_PAST = { poolSize: 1_000, poolEvery: 1, poolShare: 1 }

/** The memory of a network that has none. */
const NOTHING = new Float64Array(0)

/** What a policy chooses in a one-shot game, as probabilities that add up to 1. */
function mixOf({ shape, weights, normaliser }: Policy): number[] {
  const seen = createNormaliser(1, normaliser).apply(Float64Array.of(1))
  return Array.from(
    categorical(createBrain(shape, weights).think(seen, NOTHING), [shape.outputs]).logs,
    exp,
  )
}

/**
 * Learns a one-shot game, and gives what each policy chose on the mean of the last half of the updates.
 *
 * @param given beside GAME_TERMS
 * @param updates an even number of them
 * @param learnBy by default `plainDescent`
 * @returns by policy, each choice's mean probability
 */
export function meanMixes(
  game: OneShotGame,
  given: Partial<MultiAgentTerms>,
  seed: number,
  updates: number,
  learnBy?: LearnBy,
): number[][] {
  const learner = createMultiAgentPpo(
    createOneShotGame(game),
    { ...GAME_TERMS, ...given },
    createRandomStream(rootKey(seed, 'learner')),
    seed * 1_000_000,
    undefined,
    learnBy,
  )
  let sums: number[][] = []
  for (let nth = 0; nth < updates; nth++) {
    learner.update()
    if (nth < updates / 2) continue
    sums = learner
      .policies()
      .map(({ policy }, player) =>
        mixOf(policy).map((p, at) => (sums[player]?.[at] ?? 0) + p / (updates / 2)),
      )
  }
  return sums
}
