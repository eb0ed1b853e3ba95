import type { Nanos } from '../../../protocols/units.ts'
import { createSeriesTape, midsOf, type SeriesTape } from '../../analysis/market-series.ts'
import { minuteBars } from '../../analysis/measures/minute-bars.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import { createSimulation, type Simulation } from '../../simulation/simulation.ts'
import { keepHalts } from '../halts.ts'
import { keepHoldings } from '../holdings.ts'
import { keepObjectives } from '../objectives.ts'
import { keepValueAccounts } from '../value-accounts.ts'
import { type Measured, STUDY_MEASURES } from './study-measures.ts'
import type { MeasureSpec } from './study-schema.ts'
import type { TrainingTerms } from './training-cell.ts'

/** One run of one cell. */
export interface CellJob {
  readonly cell: number
  /** The cell's scenario; its own seed does not count. */
  readonly market: Scenario
  readonly seed: number
  readonly measures: Readonly<Record<string, MeasureSpec>>
  /** What is trained in that market, and then measured; left out: the market itself is. */
  readonly training?: TrainingTerms | undefined
}

/** What one run came to. */
export interface CellRun {
  readonly cell: number
  readonly seed: number
  /** By measure; `null` where there was nothing to measure. */
  readonly values: Readonly<Record<string, number | null>>
  readonly units: Readonly<Record<string, string>>
  /** The tape's hash; of a training the hash of its policy. */
  readonly tape: string
}

/** A run that a study measures could not be measured: which measure, and what it has. */
export class StudyError extends Error {
  override readonly name = 'StudyError'
}

/**
 * Lives through one run of a cell and measures it; keeps nothing of it.
 *
 * @throws StudyError where a measure has no figure of the name asked for
 */
export function runCell({ cell, market, seed, measures }: CellJob): CellRun {
  return { cell, seed, ...measureMarket({ ...market, seed }, measures) }
}

/**
 * Lives through one run of `market` and measures it; keeps nothing of it.
 *
 * @param listen is given the run before it begins
 * @throws StudyError where a measure has no figure of the name asked for
 */
export function measureMarket(
  market: Scenario,
  measures: CellJob['measures'],
  listen: (simulation: Simulation) => void = () => {},
): Pick<CellRun, 'values' | 'units' | 'tape'> {
  const asked = Object.entries(measures)
  const tapes = new Map<string, SeriesTape>()
  const heard: SeriesTape[] = []
  const objectives = keepObjectives()
  const simulation = createSimulation(market, {
    log: objectives.hear,
    tape: {
      append(words, first, count) {
        for (const tape of heard) tape.append(words, first, count)
      },
    },
  })
  for (const [, spec] of asked) {
    const { key, venue, instrument } = placeOf(spec, market, simulation)
    if (tapes.has(key)) continue
    const tape = createSeriesTape(venue, instrument)
    tapes.set(key, tape)
    heard.push(tape)
  }
  const pairs = asked.flatMap(([, { group, from }]): [string, string][] =>
    group === undefined || from === undefined ? [] : [[from, group]],
  )
  const ids = new Map(market.venues.map((venue) => [actorOf(venue.name, simulation), venue]))
  const accounts = keepValueAccounts(
    simulation,
    ({ sender, instrument, sent }) =>
      simulation.fundamentalAt(ids.get(sender)?.instruments[instrument] as string, sent as Nanos),
    pairs,
  )
  const holdings = keepHoldings(market, simulation)
  const haltsOf = keepHalts(simulation)
  listen(simulation)
  simulation.runUntil(simulation.end)
  const values: Record<string, number | null> = {}
  const units: Record<string, string> = {}
  for (const [name, spec] of asked) {
    const place = placeOf(spec, market, simulation)
    const view = viewOf(tapes.get(place.key) as SeriesTape, place, market, simulation)
    const halts = haltsOf(place.venue, simulation.end)
    const [value, unit] = figureOf(name, spec, {
      ...{ view, simulation, accounts, holdings, halts, objectives },
    })
    values[name] = value
    units[name] = unit
  }
  return { values, units, tape: simulation.hash() }
}

const actorOf = (venue: string, { cast }: Simulation): number =>
  cast.find(({ group }) => group === venue)?.first as number

function placeOf(spec: MeasureSpec, { venues }: Scenario, simulation: Simulation) {
  const own = venues.find(({ name }) => name === spec.venue) ?? venues[0]
  if (own === undefined) throw new StudyError('the scenario has no venue')
  const symbol = spec.instrument ?? (own.instruments[0] as string)
  const venue = actorOf(own.name, simulation)
  const instrument = own.instruments.indexOf(symbol)
  return { key: `${venue}/${instrument}`, venue, instrument, venueName: own.name, symbol }
}

function viewOf(
  tape: SeriesTape,
  { venue, instrument, venueName, symbol }: ReturnType<typeof placeOf>,
  { session, instruments }: Scenario,
  simulation: Simulation,
): Measured['view'] {
  const series = tape.series()
  const mids = midsOf(series)
  const span = { from: session.open, to: Math.min(session.close, simulation.end) }
  const tick = instruments.find((one) => one.symbol === symbol)?.tick as number
  return {
    ...series,
    mids,
    span,
    bars: minuteBars(mids, series.prints, span),
    market: { venue, instrument, venueName, symbol, tick, trades: series.prints.at.length },
    fundamental: (at) => simulation.fundamentalAt(symbol, at as Nanos),
    consolidated: null,
    tape: null,
    buyer: [],
    seller: [],
    taker: [],
  }
}

function figureOf(name: string, spec: MeasureSpec, run: Measured): [number | null, string] {
  const figures = STUDY_MEASURES[spec.measure]?.of(run, spec) ?? []
  const found =
    figures.find(([what]) => what === spec.what) ??
    (spec.what === '' && figures.length === 1 ? figures[0] : undefined)
  if (found === undefined) {
    const known = figures.map(([what]) => `"${what}"`).join(', ')
    throw new StudyError(`measures.${name}.what is "${spec.what}": ${spec.measure} has ${known}`)
  }
  const [, value, unit] = found
  return [Number.isFinite(value) ? value : null, unit]
}
