import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Cell } from '../experiment/design.ts'
import type { CellRun } from '../experiment/run-cell.ts'
import type { GameTerms, Study } from '../experiment/study-schema.ts'
import { findEquilibria } from './equilibria.ts'
import {
  createGame,
  deviationPayoffs,
  type Game,
  type Mixture,
  regretOf,
  valuesOf,
} from './game.ts'
import { PROFILE, payoffName } from './game-study.ts'
import { profileKey } from './profiles.ts'
import { reducedRoles, wholeProfile } from './reduction.ts'

/** A figure with what resampled runs leave open. */
export interface Bounded {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** An approximate equilibrium of an estimated game. */
export interface EquilibriumFigure {
  readonly mixture: Mixture
  /** The most that a player gains by leaving it, in the payoff's unit; `high` at the study's level. */
  readonly regret: Bounded
  /** What a player of each role is paid. */
  readonly values: readonly Bounded[]
}

/** The game at one combination of the other factors' levels. */
export interface GameFigure {
  /** The levels' names, in the order of the factors. */
  readonly levels: readonly string[]
  /** Seeds that every profile was run under. */
  readonly seeds: number
  /** The least regret first; empty where no seed was run in every profile. */
  readonly equilibria: readonly EquilibriumFigure[]
  /** By role: what a player is paid in the first equilibrium, less that of the first game's. */
  readonly differences: readonly Bounded[]
}

/** Times that runs are drawn anew. */
const REPLICATES = 1_000

/** Payoffs by profile, strategy and seed. */
interface Table {
  readonly levels: readonly string[]
  readonly seeds: readonly number[]
  /** By `PROFILE/strategy`, one a seed. */
  readonly payoffs: ReadonlyMap<string, Float64Array>
}

/**
 * The games of a study: one for each combination of the levels of its other factors, made of the mean
 * payoffs of its runs and looked at through its reduction.
 *
 * What is told of an equilibrium is bootstrapped over seeds, the same ones of all profiles, and of all
 * games, where seeds are common.
 * Source: Wiedenbeck, Cassell and Wellman (2014), "Bootstrap statistics for empirical games", AAMAS.
 */
export function analyseGames(
  study: Study,
  cells: readonly Cell[],
  runs: readonly CellRun[],
): GameFigure[] {
  const { game, level } = study
  if (game === undefined) return []
  const tables = tablesOf(study, game, cells, runs)
  const drawn = tables.map((table, nth) =>
    resampled(table, game, study.seeds.common ? 0 : nth, level),
  )
  const first = drawn[0]
  return drawn.map(({ figure, replicates }, nth) => {
    if (nth === 0 || first === undefined) return figure
    const own = figure.equilibria[0]?.values ?? []
    const base = first.figure.equilibria[0]?.values ?? []
    const differences = own.flatMap(({ value }, role) => {
      const beside = base[role]
      if (beside === undefined) return []
      const all = replicates.map(
        (values, turn) => (values[role] as number) - (first.replicates[turn]?.[role] as number),
      )
      return [bounded(value - beside.value, all, level)]
    })
    return { ...figure, differences }
  })
}

function tablesOf(
  { factors }: Study,
  { roles }: GameTerms,
  cells: readonly Cell[],
  runs: readonly CellRun[],
): Table[] {
  const place = factors.findIndex(({ name }) => name === PROFILE)
  const byCell = new Map<number, Map<number, CellRun>>()
  for (const run of runs) {
    byCell.set(run.cell, (byCell.get(run.cell) ?? new Map()).set(run.seed, run))
  }
  const groups = new Map<string, Cell[]>()
  for (const cell of cells) {
    const key = restOf(cell, place).join('\n')
    groups.set(key, [...(groups.get(key) ?? []), cell])
  }
  return [...groups.values()].map((own) => {
    const counted = own.map(({ index }) =>
      [...(byCell.get(index)?.keys() ?? [])].sort((a, b) => a - b),
    )
    // Where seeds are not common a cell's nth run stands beside the others' nth.
    const count = Math.min(...counted.map(({ length }) => length))
    const payoffs = new Map<string, Float64Array>()
    for (const [nth, cell] of own.entries()) {
      const seeds = (counted[nth] as number[]).slice(0, count)
      const done = seeds.map((seed) => byCell.get(cell.index)?.get(seed) as CellRun)
      for (const strategy of roles.flatMap((role) => role.strategies)) {
        const values = done.map(({ values: all }) => all[payoffName(strategy)] ?? Number.NaN)
        payoffs.set(`${cell.levels[place]?.name}/${strategy}`, Float64Array.from(values))
      }
    }
    return {
      levels: restOf(own[0] as Cell, place),
      seeds: (counted[0] ?? []).slice(0, count),
      payoffs,
    }
  })
}

const restOf = ({ levels }: Cell, place: number): string[] =>
  levels.flatMap(({ name }, nth) => (nth === place ? [] : [name]))

/** @param weights how often each seed counts */
function gameOf({ payoffs, seeds }: Table, { roles }: GameTerms, weights: Float64Array): Game {
  const means = new Map<string, number>()
  return createGame(reducedRoles(roles), (profile, role, strategy) => {
    const whole = profileKey(wholeProfile(roles, profile, role, strategy))
    const key = `${whole}/${roles[role]?.strategies[strategy]}`
    const known = means.get(key)
    if (known !== undefined) return known
    const values = payoffs.get(key) as Float64Array
    let sum = 0
    for (let nth = 0; nth < seeds.length; nth++)
      sum += (values[nth] as number) * (weights[nth] as number)
    means.set(key, sum / seeds.length)
    return sum / seeds.length
  })
}

function resampled(table: Table, terms: GameTerms, stream: number, level: number) {
  const { levels, seeds } = table
  const { length } = seeds
  if (length === 0) {
    const figure: GameFigure = { levels, seeds: 0, equilibria: [], differences: [] }
    return { figure, replicates: [] as number[][] }
  }
  const game = gameOf(table, terms, new Float64Array(length).fill(1))
  const found = findEquilibria(game, terms.tolerance)
  const random = createRandomStream(rootKey(1, `game/${stream}`))
  const games = Array.from({ length: length < 2 ? 0 : REPLICATES }, () => {
    const weights = new Float64Array(length)
    for (let nth = 0; nth < length; nth++) {
      const place = random.integer(0, length - 1)
      weights[place] = (weights[place] as number) + 1
    }
    return gameOf(table, terms, weights)
  })
  const told = found.map(({ mixture, regret }) => {
    const all = games.map((one) => valuesOf(deviationPayoffs(one, mixture), mixture))
    const values = valuesOf(deviationPayoffs(game, mixture), mixture)
    const regrets = games.map((one) => regretOf(one, mixture))
    const figure: EquilibriumFigure = {
      mixture,
      regret: bounded(regret, regrets, level),
      values: values.map((value, role) =>
        bounded(
          value,
          all.map((own) => own[role] as number),
          level,
        ),
      ),
    }
    return { figure, all }
  })
  const figure: GameFigure = {
    ...{ levels, seeds: length },
    equilibria: told.map((one) => one.figure),
    differences: [],
  }
  return { figure, replicates: told[0]?.all ?? [] }
}

/** The percentile interval of `replicates`. NaN bounds where there are none. */
function bounded(value: number, replicates: readonly number[], level: number): Bounded {
  const sorted = [...replicates].sort((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { value, low: at((1 - level) / 2), high: at((1 + level) / 2) }
}
