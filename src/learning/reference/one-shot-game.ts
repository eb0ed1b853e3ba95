import { box, discrete, type Value } from '../../../actors/learner/space.ts'
import type { ParallelEnvironment } from '../parallel-environment.ts'

/** A game in which everybody chooses once, at the same time. */
export interface OneShotGame {
  /** How many choices each player has, two or more; as many players. */
  readonly sizes: readonly number[]
  /** What each is paid for what all chose. */
  pay(choices: readonly number[]): readonly number[]
}

/**
 * Rock, paper, scissors in which the rock pays 2 and the others 1. Its one equilibrium is ¼, ½, ¼: of a
 * symmetric game that pays a where paper beats rock, b where rock beats scissors and c where scissors beat
 * paper it is in the ratio c : b : a (Osborne and Rubinstein 1994, *A course in game theory*, section 2.5).
 */
export const HEAVY_ROCK: OneShotGame = {
  sizes: [3, 3],
  pay([one, other]) {
    const won = HEAVY_ROCK_PAYS[one as number]?.[other as number] as number
    return [won, -won]
  },
}

const HEAVY_ROCK_PAYS = [
  [0, -1, 2],
  [1, 0, -1],
  [-2, 1, 0],
]

/** Matching pennies: the first is paid where both are alike, the second where not. Equilibrium: ½, ½. */
export const MATCHING_PENNIES: OneShotGame = {
  sizes: [2, 2],
  pay: ([one, other]) => (one === other ? [1, -1] : [-1, 1]),
}

/**
 * Makers who each place one order at 0 to `levels` − 1 ticks from the value. One order comes in and trades
 * with the nearest, by lot where several are; a trade costs its maker `cost` ticks. With three makers and a
 * cost of .4, 0 is worse than 1 whatever the others do, and of the rest the farthest is each time no better
 * than one tick nearer, until 1 is left: three at k share k − .4, and one at k − 1 has k − 1.4 alone, which is
 * more where k is 2 or more. So all quote one tick, and earn .2 each.
 *
 * Source: Bertrand's duopoly in ticks; Mas-Colell, Whinston, Green (1995), *Microeconomic theory*, section 12.C.
 */
export const QUEUE_OF_MAKERS: OneShotGame = {
  sizes: [5, 5, 5],
  pay(choices) {
    const nearest = Math.min(...choices)
    const many = choices.filter((ticks) => ticks === nearest).length
    return choices.map((ticks) => (ticks === nearest ? (ticks - 0.4) / many : 0))
  },
}

/** A game as an environment: players `player/0` and so on see nothing but a 1, choose once, and are paid. */
export function createOneShotGame({ sizes, pay }: OneShotGame): ParallelEnvironment {
  const names = sizes.map((_, nth) => `player/${nth}`)
  const byName = <T>(read: (nth: number) => T): Record<string, T> =>
    Object.fromEntries(names.map((name, nth) => [name, read(nth)]))
  const seen = () => byName((): Value => Float64Array.of(1))
  let agents: readonly string[] = []
  return {
    possibleAgents: names,
    get agents() {
      return agents
    },
    get deciding() {
      return agents
    },
    simulation: undefined,
    observationSpace: () => box(0, 1, [1]),
    actionSpace: (name) => discrete(sizes[names.indexOf(name)] as number),
    reset() {
      agents = names
      return { observations: seen(), infos: byName(() => ({})) }
    },
    step(actions) {
      if (agents.length === 0) throw new Error('no episode is under way: reset first')
      const choices = names.map((name, nth) => {
        const choice = actions[name] as number
        if (Number.isInteger(choice) && choice >= 0 && choice < (sizes[nth] as number))
          return choice
        throw new RangeError(`${choice} is no choice of ${name}`)
      })
      const paid = pay(choices)
      agents = []
      return {
        ...{ observations: seen(), infos: byName(() => ({})) },
        rewards: byName((nth) => paid[nth] as number),
        terminations: byName(() => true),
        truncations: byName(() => false),
      }
    },
    close() {
      agents = []
    },
  }
}
