import { isAbsolute, join } from 'node:path'
import type { z } from 'zod'
import { type Finding, valueAt } from '../../simulation/scenario/diagnose.ts'
import { didYouMean } from '../../simulation/scenario/did-you-mean.ts'
import { folderOf, scenarioFrom, setFrom } from '../../simulation/scenario/file-paths.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { placed, readBySchema } from '../../simulation/scenario/read-by-schema.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import { formatValue, ScenarioError } from '../../simulation/scenario/scenario-error.ts'
import type { Step } from '../../simulation/scenario/source.ts'
import { withProfiles } from '../game/game-study.ts'
import { profilesNeeded, reductionFault } from '../game/reduction.ts'
import { marketOf, TRAINING_SEED_MOST } from '../training/training-file.ts'
import { ofCell } from './cell-fault.ts'
import { type Cell, cellsOf, DesignError } from './design.ts'
import { STUDY_MEASURES } from './study-measures.ts'
import { type Study, studySchema } from './study-schema.ts'
import { TRAINING_MEASURES, type TrainingTerms, trainingOf } from './training-cell.ts'

/** A study that can be run: what it asks, its cells, and the market of each under its first seed. */
export interface ReadStudy {
  readonly study: Study
  /** The base scenario, as a file that a worker finds from anywhere. */
  readonly scenario: string
  readonly cells: readonly Cell[]
  readonly scenarios: readonly Scenario[]
  /** Of a study of trainings, what each cell trains. */
  readonly trainings?: readonly TrainingTerms[] | undefined
}

/**
 * Reads a study file, and makes each of its cells' scenarios once, so that a cell that cannot be run
 * is known before the first that can. What it names is found from its folder.
 *
 * @throws ScenarioError with all that is wrong with the study, or else with its first bad cell
 */
export function readStudy(file: string): ReadStudy {
  const { source, said } = readBySchema(file, studySchema, 'a study', { explain })
  const fail = (faults: readonly Finding[]): never => {
    throw new ScenarioError(faults.map((fault) => placed(fault, source, 'a study')))
  }
  const wrongGame = gameFaults(said)
  if (wrongGame.length > 0) return fail(wrongGame)
  const study = withProfiles(said)
  const faults = inconsistencies(study)
  if (faults.length > 0) return fail(faults)
  const cells = designed(study, fail)
  const wrong = comparisonFaults(study, cells)
  if (wrong.length > 0) return fail(wrong)
  const { train, seeds } = study
  const folder = folderOf(file)
  if (train !== undefined) {
    const path = isAbsolute(train.file) ? train.file : join(folder, train.file)
    const trainings = cells.map((cell) =>
      ofCell(cell, study, source, () => trainingOf(path, cell.set, folder, train.episodes)),
    )
    const scenarios = trainings.map(({ file: each }, nth) =>
      ofCell(cells[nth] as Cell, study, source, () => marketOf(each)),
    )
    return { study, scenario: path, cells, scenarios, trainings }
  }
  const scenario = scenarioFrom(study.scenario as string, folder)
  const scenarios = cells.map((cell) =>
    ofCell(cell, study, source, () =>
      loadScenario(scenario, { set: setFrom(cell.set, folder), seed: seeds.first }),
    ),
  )
  const strangers = scenarios.flatMap((market, nth) =>
    nth === 0 ? strangersIn(study, market) : [],
  )
  if (strangers.length > 0) return fail(strangers)
  return { study, scenario, cells, scenarios }
}

/** Which of its three kinds a factor was to be, a union does not say. */
function explain({ code, path }: z.core.$ZodIssue, data: unknown): Finding | undefined {
  if (code !== 'invalid_union' || path[0] !== 'factors') return undefined
  return factorFault(path as Step[], valueAt(data, path as Step[]))
}

/** A factor is one of three kinds: which one it was to be is told by its fields. */
function factorFault(path: readonly Step[], value: unknown): Finding {
  const fields = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const kind = ['levels', 'values', 'from'].find((field) => fields.includes(field))
  const text =
    kind === undefined
      ? 'must have levels (by name), values (of a path), or from and to (of a path)'
      : `is ${formatValue(value)}: a factor with ${kind} has ${WANTED[kind]}`
  return { path, text }
}
const WANTED: Readonly<Record<string, string>> = {
  levels: 'a name and levels: { name, set: [path=value, …] }',
  values: 'a name, a path and values',
  from: 'a name, a path, from below to, and may have steps, scale (linear or log, from above 0), unit and whole',
}

/** What is missing of a study, and what is wrong with its game. */
function gameFaults(study: Study): Finding[] {
  const { game, factors, measures, design } = study
  const faults = subjectFaults(study)
  if (game === undefined) {
    if (factors.length === 0) faults.push({ path: ['factors'], text: 'must name at least one' })
    if (Object.keys(measures).length === 0)
      faults.push({ path: ['measures'], text: 'must name at least one measure' })
    return faults
  }
  if (design.type !== 'grid') {
    const text = `is ${design.type}: a game needs each of its profiles with every other level, a grid`
    faults.push({ path: ['design', 'type'], text })
  }
  const { roles } = game
  for (const [nth, role] of roles.entries()) {
    const text = reductionFault(role, roles.length === 1)
    if (text !== undefined) faults.push({ path: ['game', 'roles', nth, 'reduced'], text })
  }
  if (faults.length === 0 && profilesNeeded(roles).length > PROFILES_MOST) {
    const text = `ask for more than ${PROFILES_MOST} profiles: name fewer strategies, or reduce further`
    faults.push({ path: ['game', 'roles'], text })
  }
  return faults
}
const PROFILES_MOST = 20_000

/** What is run: a scenario, or trainings, whose seeds have their own range. */
function subjectFaults({ scenario, train, game, seeds, stop }: Study): Finding[] {
  if (train === undefined) {
    const text = 'is missing: name a scenario, or a training file under train'
    return scenario === undefined ? [{ path: ['scenario'], text }] : []
  }
  const faults: Finding[] = []
  if (scenario !== undefined) {
    faults.push({
      path: ['scenario'],
      text: 'is the training file’s where there is train: leave it out',
    })
  }
  if (game !== undefined) {
    faults.push({
      path: ['game'],
      text: 'is of a scenario, and train trains: leave one of them out',
    })
  }
  if (!seeds.common) {
    faults.push({
      path: ['seeds', 'common'],
      text: 'is false: trainings are compared seed by seed',
    })
  }
  const last = seeds.first + (stop?.most ?? seeds.count) - 1
  if (last > TRAINING_SEED_MOST) {
    const text = `come to ${last}: the seeds of trainings are 0 to ${TRAINING_SEED_MOST}`
    faults.push({ path: ['seeds'], text })
  }
  return faults
}

const oneOf = (asked: string, known: readonly string[]): string =>
  `"${asked}"${didYouMean(asked, known)}: there are ${known.join(', ')}`

function inconsistencies({ factors, measures, comparisons, stop, seeds, train }: Study): Finding[] {
  const names = [...factors.map((factor) => factor.name), ...Object.keys(measures)]
  const taken = new Set(['cell', 'seed', 'tape'])
  const faults: Finding[] = []
  for (const [nth, name] of names.entries()) {
    const path = nth < factors.length ? ['factors', nth, 'name'] : ['measures', name]
    if (taken.has(name)) {
      faults.push({
        path,
        text: `"${name}" is taken: factors and measures are columns of one table, beside cell, seed and tape`,
      })
    }
    taken.add(name)
  }
  const known = train === undefined ? Object.keys(STUDY_MEASURES) : TRAINING_MEASURES
  for (const [name, { measure }] of Object.entries(measures)) {
    if (!known.includes(measure)) {
      faults.push({ path: ['measures', name, 'measure'], text: `has no ${oneOf(measure, known)}` })
    }
  }
  const measured = Object.keys(measures)
  const check = (path: readonly Step[], asked: readonly string[]): void => {
    for (const name of asked) {
      if (!measured.includes(name)) faults.push({ path, text: `has no ${oneOf(name, measured)}` })
    }
  }
  for (const [nth, { measures: own = [], equivalent }] of comparisons.entries()) {
    check(['comparisons', nth, 'measures'], own)
    check(['comparisons', nth, 'equivalent'], Object.keys(equivalent))
  }
  if (stop !== undefined) {
    check(['stop', 'width'], Object.keys(stop.width))
    if (stop.most < seeds.count) {
      faults.push({
        path: ['stop', 'most'],
        text: `is ${stop.most}: it must be seeds.count, ${seeds.count}, or more`,
      })
    }
  }
  return faults
}

function designed(study: Study, fail: (faults: readonly Finding[]) => never): readonly Cell[] {
  try {
    return cellsOf(study)
  } catch (error) {
    if (error instanceof DesignError) return fail([{ path: error.path, text: error.message }])
    throw error
  }
}

function comparisonFaults({ factors, comparisons }: Study, cells: readonly Cell[]): Finding[] {
  return comparisons.flatMap(({ factor, baseline, levels: among = [] }, nth): Finding[] => {
    const names = factors.map(({ name }) => name)
    const place = names.indexOf(factor)
    if (place < 0)
      return [{ path: ['comparisons', nth, 'factor'], text: `has no ${oneOf(factor, names)}` }]
    const levels = [...new Set(cells.map((cell) => cell.levels[place]?.name as string))]
    const stranger = (path: readonly Step[], level: unknown): Finding[] =>
      levels.includes(String(level))
        ? []
        : [{ path: ['comparisons', nth, ...path], text: `has no ${oneOf(String(level), levels)}` }]
    return [
      ...stranger(['baseline'], baseline),
      ...among.flatMap((level, place) => stranger(['levels', place], level)),
    ]
  })
}

/** Venues, instruments and groups that measures name and the scenario does not have. */
function strangersIn({ measures }: Study, { venues, groups }: Scenario): Finding[] {
  return Object.entries(measures).flatMap(([name, { measure, ...of }]): Finding[] => {
    const faults: Finding[] = []
    const check = (field: string, asked: string | undefined, known: readonly string[]): void => {
      if (asked !== undefined && !known.includes(asked)) {
        faults.push({ path: ['measures', name, field], text: `has no ${oneOf(asked, known)}` })
      }
    }
    check(
      'venue',
      of.venue,
      venues.map((venue) => venue.name),
    )
    const venue = venues.find((one) => one.name === of.venue) ?? venues[0]
    check('instrument', of.instrument, venue?.instruments ?? [])
    const cast = groups.map((group) => group.name)
    check('group', of.group, cast)
    check('from', of.from, cast)
    for (const field of STUDY_MEASURES[measure]?.needs ?? []) {
      if (of[field] === undefined) {
        faults.push({
          path: ['measures', name],
          text: `must say ${field}: ${measure} is measured of a group`,
        })
      }
    }
    return faults
  })
}
