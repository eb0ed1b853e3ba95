import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import { deviationPayoffs, type Game, type Mixture, regretOf } from './game.ts'
import { everyWay } from './profiles.ts'

/** A mixture, and how far it is from an equilibrium. */
export interface Candidate {
  readonly mixture: Mixture
  /** In the payoffs' unit. */
  readonly regret: number
}

/** Steps of the dynamics from one start, at most, and how little is no movement. */
const STEPS = 1_000
const STILL = 1e-10
/** Starts at random, beside those that are even over some of the strategies. */
const RANDOM = 8
/** Starts that are even over some strategies, at most. */
const EVEN_MOST = 256
/** Two mixtures no share of which differs by more are one. */
const ALIKE = 0.01

/**
 * Approximate equilibria of `game`, the least regret first: where replicator dynamics come to rest from
 * many starts, what they are on average where they circle, and the starts themselves, each then moved
 * as long as that lessens its regret, so that equilibria which the dynamics flee are found as well.
 *
 * @param tolerance the largest regret, as a share of the range of payoffs; where none is within it, the
 *   best that was found is told alone
 */
export function findEquilibria(game: Game, tolerance = 0.001): Candidate[] {
  const { lows, range } = scaleOf(game)
  const found = startsOf(game)
    .flatMap((start) => [start, ...replicate(game, start, lows, range)])
    .map((mixture) => polish(game, mixture))
    .sort((a, b) => a.regret - b.regret)
  const good = found.filter(({ regret }) => regret <= tolerance * range)
  const apart: Candidate[] = []
  for (const one of good) {
    if (!apart.some(({ mixture }) => areAlike(mixture, one.mixture))) apart.push(one)
  }
  return apart.length > 0 ? apart : found.slice(0, 1)
}

/** Moves shares from one strategy to another, in ever smaller steps, while that lessens the regret. */
function polish(game: Game, start: Mixture): Candidate {
  let best: Candidate = { mixture: start, regret: regretOf(game, start) }
  const moved = ({ mixture }: Candidate, step: number): Candidate | undefined => {
    for (const [role, shares] of mixture.entries()) {
      for (const [from, share] of shares.entries()) {
        const part = Math.min(step, share)
        for (const to of shares.keys()) {
          if (to === from || part === 0) continue
          const own = shares.with(from, share - part).with(to, (shares[to] as number) + part)
          const next = mixture.with(role, own)
          const regret = regretOf(game, next)
          if (regret < best.regret) return { mixture: next, regret }
        }
      }
    }
    return undefined
  }
  for (let step = 0.1; step > 1e-6 && best.regret > 0; step /= 2) {
    for (let next = moved(best, step); next !== undefined; next = moved(best, step)) best = next
  }
  return best
}

/** The least payoff of each role, and the range of all; a range of 0 counts as 1. */
export function scaleOf({ terms }: Game): { lows: number[]; range: number } {
  const own = terms.map((strategies) => strategies.flat().map(({ payoff }) => payoff))
  const lows = own.map((payoffs) => Math.min(...payoffs))
  const range = Math.max(
    ...own.map((payoffs, role) => Math.max(...payoffs) - (lows[role] as number)),
  )
  return { lows, range: range === 0 ? 1 : range }
}

/**
 * Replicator dynamics in whole steps: a strategy's share grows by what it pays over the average, both
 * above the least payoff of its role. Returns where it came to, and its average over the second half.
 *
 * Source: Taylor and Jonker (1978), Mathematical Biosciences 40; averages of orbits: Hofbauer and
 * Sigmund (1998), Evolutionary Games and Population Dynamics, theorem 7.6.4.
 */
function replicate(game: Game, start: Mixture, lows: readonly number[], range: number): Mixture[] {
  let mixture = start
  const sums = start.map((shares) => shares.map(() => 0))
  for (let step = 0; step < STEPS; step++) {
    const payoffs = deviationPayoffs(game, mixture)
    let moved = 0
    mixture = mixture.map((shares, role) => {
      // A little above the least, so that what pays least does not vanish in one step.
      const fitness = payoffs[role]?.map((payoff) => payoff - (lows[role] as number) + 0.1 * range)
      const grown = shares.map((share, nth) => share * (fitness?.[nth] as number))
      const sum = grown.reduce((all, one) => all + one, 0)
      return grown.map((one, nth) => {
        const share = one / sum
        moved = Math.max(moved, Math.abs(share - (shares[nth] as number)))
        if (step >= STEPS / 2) (sums[role] as number[])[nth] = (sums[role]?.[nth] as number) + share
        return share
      })
    })
    if (moved < STILL) return [mixture]
  }
  return [mixture, sums.map((own) => own.map((sum) => sum / (STEPS - STEPS / 2)))]
}

function startsOf({ roles }: Game): Mixture[] {
  const even = roles.map(({ strategies: { length } }) =>
    Array.from({ length: 2 ** Math.min(length, 16) - 1 }, (_, nth) => {
      const shares = Array.from({ length }, (_one, bit) => ((nth + 1) >> bit) & 1)
      const sum = shares.reduce<number>((all, one) => all + one, 0)
      return shares.map((one) => one / sum)
    }),
  )
  const count = even.reduce((product, { length }) => product * length, 1)
  // Of too many, those that are pure and the one that is even over all.
  const pure = everyWay(even.map((own) => own.filter((shares) => shares.includes(1))))
  const full = even.map((own) => own.at(-1) as number[])
  const chosen = count <= EVEN_MOST ? everyWay(even) : [...pure.slice(0, EVEN_MOST), full]
  const random = createRandomStream(rootKey(1, 'replicator'))
  const anywhere = Array.from({ length: RANDOM }, () =>
    roles.map(({ strategies }) => {
      const shares = strategies.map(() => -Math.log(random.uniform()))
      const sum = shares.reduce((all, one) => all + one, 0)
      return shares.map((share) => share / sum)
    }),
  )
  return [...chosen, ...anywhere]
}

const areAlike = (one: Mixture, other: Mixture): boolean =>
  one.every((shares, role) =>
    shares.every((share, nth) => Math.abs(share - (other[role]?.[nth] as number)) <= ALIKE),
  )
