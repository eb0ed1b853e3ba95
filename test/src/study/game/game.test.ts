import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findEquilibria, scaleOf } from '../../../../src/study/game/equilibria.ts'
import {
  createGame,
  deviationPayoffs,
  type Game,
  type Mixture,
  regretOf,
} from '../../../../src/study/game/game.ts'
import {
  everyWay,
  type Profile,
  profileKey,
  profilesOf,
  type Role,
} from '../../../../src/study/game/profiles.ts'
import {
  profilesNeeded,
  type ReducedRole,
  reducedRoles,
  reductionFault,
  wholeProfile,
} from '../../../../src/study/game/reduction.ts'

/** A game of two alike, by what the row's player is paid. */
const matrixGame = (rows: readonly (readonly number[])[]): Game =>
  createGame(
    [{ name: 'all', players: 2, strategies: rows.map((_, nth) => `s${nth}`) }],
    ([counts = []], _, own) => {
      const other = counts.findIndex((count, nth) => count - (nth === own ? 1 : 0) > 0)
      return rows[own]?.[other] as number
    },
  )

const shares = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => {
    const sum = all.reduce((total, one) => total + one, 0)
    return all.map((one) => (sum === 0 ? 1 / length : one / sum))
  })

/** Roles, a payoff for each profile as drawn, and a mixture. */
const anyGame = fc
  .array(
    fc.record({ players: fc.integer({ min: 1, max: 3 }), count: fc.integer({ min: 1, max: 3 }) }),
    {
      minLength: 1,
      maxLength: 2,
    },
  )
  .chain((sizes) => {
    const roles: Role[] = sizes.map(({ players, count }, nth) => ({
      ...{ name: `r${nth}`, players },
      strategies: Array.from({ length: count }, (_, own) => `s${own}`),
    }))
    const cells = 12 * profilesOf(roles).length
    return fc.record({
      roles: fc.constant(roles),
      payoffs: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: cells, maxLength: cells }),
      mixture: fc.tuple(...sizes.map(({ count }) => shares(count))) as fc.Arbitrary<number[][]>,
    })
  })

function payoffOf(roles: readonly Role[], drawn: readonly number[]) {
  const places = new Map(profilesOf(roles).map((profile, nth) => [profileKey(profile), nth]))
  return (profile: Profile, role: number, strategy: number): number =>
    drawn[12 * (places.get(profileKey(profile)) as number) + 4 * role + strategy] as number
}

/** The same by every way in which each player by name could choose. */
function plainDeviations(
  roles: readonly Role[],
  of: ReturnType<typeof payoffOf>,
  mixture: Mixture,
): number[][] {
  return roles.map(({ strategies }, role) =>
    strategies.map((_, strategy) => {
      const others = roles.flatMap(({ players }, nth) =>
        Array.from({ length: players - (nth === role ? 1 : 0) }, () => nth),
      )
      const choices = others.map(
        (own) => roles[own]?.strategies.map((_one, nth) => nth) as number[],
      )
      return everyWay(choices).reduce((sum, chosen) => {
        const counts = roles.map((own) => own.strategies.map(() => 0))
        const put = (at: number, one: number): void => {
          ;(counts[at] as number[])[one] = (counts[at]?.[one] as number) + 1
        }
        put(role, strategy)
        let chance = 1
        for (const [nth, one] of chosen.entries()) {
          put(others[nth] as number, one)
          chance *= mixture[others[nth] as number]?.[one] as number
        }
        return sum + chance * of(counts, role, strategy)
      }, 0)
    }),
  )
}

describe('a game', () => {
  test('pays one who deviates what a plain count over all players’ choices does', () => {
    fc.assert(
      fc.property(anyGame, ({ roles, payoffs, mixture }) => {
        const of = payoffOf(roles, payoffs)
        const found = deviationPayoffs(createGame(roles, of), mixture)
        for (const [role, own] of plainDeviations(roles, of, mixture).entries()) {
          for (const [nth, payoff] of own.entries())
            expect(found[role]?.[nth]).toBeCloseTo(payoff, 9)
        }
      }),
    )
  })

  test('has no regret exactly where nothing that is played pays less than what pays most', () => {
    fc.assert(
      fc.property(anyGame, ({ roles, payoffs, mixture }) => {
        const of = payoffOf(roles, payoffs)
        const regret = regretOf(createGame(roles, of), mixture)
        const isBest = plainDeviations(roles, of, mixture).every((own, role) =>
          own.every(
            (payoff, nth) => mixture[role]?.[nth] === 0 || payoff >= Math.max(...own) - 1e-9,
          ),
        )
        expect(regret < 1e-9).toBe(isBest)
      }),
    )
  })

  test('has an approximate equilibrium that is found, whatever it pays', () => {
    fc.assert(
      fc.property(anyGame, ({ roles, payoffs }) => {
        const game = createGame(roles, payoffOf(roles, payoffs))
        const [best] = findEquilibria(game)
        const { mixture, regret } = best as { mixture: Mixture; regret: number }
        expect(regret).toBeCloseTo(regretOf(game, mixture), 12)
        for (const own of mixture) {
          expect(own.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
        }
        // Dynamics need not come to rest; how near they came is told, and is seldom far.
        expect(regret).toBeLessThanOrEqual(0.1 * scaleOf(game).range)
      }),
      { numRuns: 8 },
    )
  })
})

describe('equilibria', () => {
  const found = (rows: readonly (readonly number[])[]) =>
    findEquilibria(matrixGame(rows)).map(({ mixture }) =>
      mixture[0]?.map((share) => Math.round(1_000 * share) / 1_000),
    )
  test('of hawks and doves is the prize over the cost of a fight', () => {
    // Maynard Smith and Price (1973): prize 2, cost 3.
    expect(
      found([
        [-0.5, 2],
        [0, 1],
      ]),
    ).toEqual([[0.667, 0.333]])
  })
  test('of rock, paper and scissors is even, though the dynamics circle', () => {
    expect(
      found([
        [0, -1, 1],
        [1, 0, -1],
        [-1, 1, 0],
      ]),
    ).toEqual([[0.333, 0.333, 0.333]])
    // Paper wins twice as much over rock: 1/4, 1/3, 5/12 by hand.
    expect(
      found([
        [0, -2, 1],
        [2, 0, -1],
        [-1, 1, 0],
      ]),
    ).toEqual([[0.25, 0.25, 0.5]])
  })
  test('of a stag hunt are both pure ones and the mixed one between', () => {
    const all = found([
      [4, 0],
      [3, 3],
    ]).sort((a, b) => (a?.[0] ?? 0) - (b?.[0] ?? 0))
    expect(all).toEqual([
      [0, 1],
      [0.75, 0.25],
      [1, 0],
    ])
  })
})

describe('a deviation-preserving reduction', () => {
  const reductions = fc
    .record({ reduced: fc.integer({ min: 2, max: 4 }), each: fc.integer({ min: 1, max: 3 }) })
    .map(({ reduced, each }) => ({ reduced, players: (reduced - 1) * each + 1 }))

  test('of a public-goods game is exact: it pays each mixture what the whole game does', () => {
    fc.assert(
      fc.property(
        reductions,
        shares(2),
        fc.integer({ min: 1, max: 5 }),
        (sizes, mixture, factor) => {
          const role: ReducedRole = { name: 'all', strategies: ['give', 'keep'], ...sizes }
          // Gifts are multiplied and shared by all; who gives has one less.
          const pays = ([counts]: Profile, _: number, own: number): number =>
            (factor * (counts?.[0] as number)) / role.players - (own === 0 ? 1 : 0)
          const whole = createGame([role], pays)
          const small = createGame(reducedRoles([role]), (profile, nth, own) =>
            pays(wholeProfile([role], profile, nth, own), nth, own),
          )
          const [expected] = deviationPayoffs(whole, [mixture])
          for (const [nth, payoff] of (
            deviationPayoffs(small, [mixture])[0] as number[]
          ).entries()) {
            expect(payoff).toBeCloseTo(expected?.[nth] as number, 9)
          }
        },
      ),
    )
  })

  test('asks for whole profiles of all players in which each strategy that pays is played', () => {
    const strategies = fc.integer({ min: 1, max: 3 })
    fc.assert(
      fc.property(reductions, strategies, (sizes, count) => {
        const names = Array.from({ length: count }, (_, nth) => `s${nth}`)
        const role: ReducedRole = { name: 'all', strategies: names, ...sizes }
        expect(reductionFault(role, true)).toBeUndefined()
        for (const [counts] of profilesNeeded([role])) {
          expect(counts?.reduce((sum, one) => sum + one, 0)).toBe(sizes.players)
          expect(counts?.every((one) => Number.isInteger(one) && one >= 0)).toBe(true)
        }
        const all = profilesNeeded([{ ...role, reduced: role.players }])
        expect(all).toHaveLength(profilesOf([role]).length)
      }),
    )
  })

  test('that does not come out even is refused, with those that do', () => {
    expect(reductionFault({ players: 13, reduced: 6 }, true)).toBe(
      'is 6 of 13 players: it less 1 must divide players less 1; it may be 2, 3, 4, 5, 7, 13',
    )
    expect(reductionFault({ players: 9, reduced: 5 }, false)).toMatch(/it may be 3, 9$/)
  })
})
