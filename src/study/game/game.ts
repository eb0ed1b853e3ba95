import { dealings, everyWay, type Profile, type Role } from './profiles.ts'

/** Of each role, how often each strategy is played: shares that sum to 1. */
export type Mixture = readonly (readonly number[])[]

/** What a player is paid: of `role`, for `strategy`, in a profile in which at least one plays it. */
export type Payoffs = (profile: Profile, role: number, strategy: number) => number

/** What others may do while one player plays a strategy, how many ways there are to it, what it pays. */
interface Term {
  readonly ways: number
  readonly others: Profile
  readonly payoff: number
}

/** A game that is symmetric within its roles, every payoff known. */
export interface Game {
  readonly roles: readonly Role[]
  /** By role and strategy. */
  readonly terms: readonly (readonly (readonly Term[])[])[]
}

/** @param payoffs is asked once for each profile, and strategy that is played in it */
export function createGame(roles: readonly Role[], payoffs: Payoffs): Game {
  const terms = roles.map((_, role) => {
    const others = everyWay(
      roles.map(({ players, strategies }, nth) =>
        dealings(players - (nth === role ? 1 : 0), strategies.length),
      ),
    )
    return (roles[role] as Role).strategies.map((_name, strategy) =>
      others.map((profile) => {
        const whole = profile.map((counts, nth) =>
          counts.map((count, own) => count + (nth === role && own === strategy ? 1 : 0)),
        )
        const ways = profile.reduce((product, counts) => product * waysOf(counts), 1)
        return { ways, others: profile, payoff: payoffs(whole, role, strategy) }
      }),
    )
  })
  return { roles, terms }
}

/** In how many orders players can come to these counts: a multinomial coefficient. */
function waysOf(counts: readonly number[]): number {
  let [ways, sum] = [1, 0]
  for (const count of counts) {
    for (let nth = 1; nth <= count; nth++) ways = (ways * ++sum) / nth
  }
  return ways
}

/** What each strategy pays to one who plays it while all others play `mixture`. */
export const deviationPayoffs = ({ terms }: Game, mixture: Mixture): number[][] =>
  terms.map((strategies) =>
    strategies.map((own) =>
      own.reduce((sum, { ways, others, payoff }) => {
        let chance = ways
        for (const [role, counts] of others.entries()) {
          for (const [strategy, count] of counts.entries()) {
            const share = mixture[role]?.[strategy] as number
            for (let nth = 0; nth < count; nth++) chance *= share
          }
        }
        return chance === 0 ? sum : sum + chance * payoff
      }, 0),
    ),
  )

/** What a player of each role is paid where all play `mixture`. */
export const valuesOf = (payoffs: readonly (readonly number[])[], mixture: Mixture): number[] =>
  payoffs.map((own, role) =>
    own.reduce((sum, payoff, strategy) => sum + payoff * (mixture[role]?.[strategy] as number), 0),
  )

/**
 * The most that a player could gain by leaving `mixture` alone, over all roles: 0 where it is a Nash
 * equilibrium, and never below.
 */
export function regretOf(game: Game, mixture: Mixture): number {
  const payoffs = deviationPayoffs(game, mixture)
  const values = valuesOf(payoffs, mixture)
  return Math.max(0, ...payoffs.map((own, role) => Math.max(...own) - (values[role] as number)))
}
