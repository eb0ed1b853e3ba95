import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { binOf } from '../../../actors/discretise.ts'
import { scenariosFolder } from '../../simulation/scenario/shipped.ts'
import { bcaInterval } from '../statistics/bootstrap.ts'
import { differences, sampleMean } from '../statistics/paired-differences.ts'
import { type ExecutionPlayed, playExecution } from '../training/execution-plays.ts'
import { ownDoing, readTrial, shortfallsOf, type Trial } from '../training/execution-trial.ts'
import { meanRow } from './mean-row.ts'
import { isShown, type Ran, type Row, type Scale } from './validation.ts'

/** Episodes of one job. */
const CHUNK = 10

/** Executions to be played by one contender. */
export interface DeepJob {
  readonly kind: 'deep'
  readonly contender: string
  readonly seeds: readonly number[]
}

/** What came of them. */
export interface DeepOutcome {
  readonly kind: 'deep'
  readonly contender: string
  readonly played: readonly ExecutionPlayed[]
}

/** The shipped executor's file, and the terms of its trial. */
function shipped(): { text: string; trial: Trial } {
  const file = (ending: string): string => join(scenariosFolder(), 'policies', `executor.${ending}`)
  const text = readFileSync(file('policy.json'), 'utf8')
  return { text, trial: readTrial(file('trial.json'), text) }
}

/** The shipped executor, those that it is tried beside, and the market without any, on the seeds of the trial. */
export function deepJobs(scale: Scale): readonly DeepJob[] {
  const { trial } = shipped()
  const { first, count } = scale === 'full' ? trial.test : { first: trial.test.first, count: 2 }
  return [...trial.contenders.map(({ name }) => name), 'none'].flatMap((contender) =>
    Array.from({ length: Math.ceil(count / CHUNK) }, (_, nth) => ({
      ...{ kind: 'deep' as const, contender },
      seeds: Array.from(
        { length: Math.min(CHUNK, count - nth * CHUNK) },
        (_, at) => first + nth * CHUNK + at,
      ),
    })),
  )
}

/** Plays a job's executions. */
export function runDeep({ contender, seeds }: DeepJob): Ran<DeepOutcome> {
  const { text, trial } = shipped()
  const { played, tape } = playExecution({ scenario: trial.scenario, text, contender, seeds })
  return { outcome: { kind: 'deep', contender, played }, tapes: [tape] }
}

/** Words for a contender, as the trial names it. */
function wordsOf(name: string): string {
  if (name === 'policy') return 'the policy'
  if (name === 'passive') return 'the whole rest at the own touch'
  if (name.startsWith('passive:')) return `${name.slice(8)} at a time at the own touch`
  return name.startsWith('ac:') ? `Almgren and Chriss, κT ${name.slice(3)}` : name.toUpperCase()
}

/** A deviation with the standard error that the fourth moment gives it. */
function deviationRow(what: string, values: readonly number[]): Row {
  const { mean, deviation } = sampleMean(values)
  const squares = values.map((value) => (value - mean) ** 2)
  const error = sampleMean(squares).error / (2 * deviation)
  return { what, target: '', measured: deviation, error, verdict: 'reported' }
}

/** Holds what was played against what the design asks for. */
export function judgeDeep(outcomes: readonly DeepOutcome[], scale: Scale): readonly Row[] {
  const { trial } = shipped()
  const playedBy = (name: string): readonly ExecutionPlayed[] =>
    outcomes.filter(({ contender }) => contender === name).flatMap(({ played }) => played)
  const nobody = playedBy('none')
  const contenders = trial.contenders.map(({ name }) => {
    const played = playedBy(name)
    const told = { name: wordsOf(name), isJudged: !name.startsWith('passive') }
    return { ...told, whole: shortfallsOf(played), own: ownDoing(played, nobody) }
  })
  const [policy, ...others] = contenders
  if (policy === undefined) return []
  return [
    ...contenders.map(({ name, whole }) => meanRow(`shortfall: ${name}`, whole)),
    ...contenders.map(({ name, whole }) => deviationRow(`deviation: ${name}`, whole)),
    ...contenders.map(({ name, own }) => deviationRow(`own doing's deviation: ${name}`, own)),
    ...others.map(({ name, whole, isJudged }) => {
      const saved = differences(whole, policy.whole)
      const what = `the policy saves over ${name}`
      return isJudged ? meanRow(what, saved, 'above 0', scale) : meanRow(what, saved)
    }),
    ...others.map(({ name, own }) =>
      meanRow(`by own doing it saves over ${name}`, differences(own, policy.own)),
    ),
    ...takingRows(playedBy('policy'), trial, scale),
  ]
}

/** Decisions of an episode in a cell of the book, and how many of them took. */
interface Taking {
  readonly decisions: number
  readonly taken: number
}

const SPREADS = ['tight', 'middling', 'wide']
const DEPTHS = ['thin', 'middling', 'deep']

/** Where the policy takes: by the spread and the depth that it met. */
function takingRows(
  played: readonly ExecutionPlayed[],
  { cuts }: Trial,
  scale: Scale,
): readonly Row[] {
  const takingIn = (spread: number, depth: number): Taking[] =>
    played.map(({ met }) => {
      const here = met.filter(
        (each) =>
          binOf(each.spread, cuts.spread) === spread && binOf(each.depth, cuts.depth) === depth,
      )
      return { decisions: here.length, taken: here.filter(({ takes }) => takes).length }
    })
  const share = (episodes: readonly Taking[]): number =>
    episodes.reduce((sum, { taken }) => sum + taken, 0) /
    Math.max(
      1,
      episodes.reduce((sum, { decisions }) => sum + decisions, 0),
    )
  const cells = SPREADS.flatMap((spread, s) =>
    DEPTHS.map((depth, d) => ({ what: `takes where ${spread} and ${depth}`, of: takingIn(s, d) })),
  )
  const contrasts: readonly [string, number, number][] = [
    ['takes where tight and deep more than where wide and thin by', 2, 6],
    ['takes where tight and deep more than where tight and thin by', 2, 0],
  ]
  return [
    ...cells.map(({ what, of }): Row => {
      const { estimate: measured, low, high } = bcaInterval(of, share)
      return { what, target: '', measured, error: 0, interval: { low, high }, verdict: 'reported' }
    }),
    ...contrasts.map(([what, one, other]): Row => {
      const pairs = played.map((_, nth) => [cells[one]?.of[nth], cells[other]?.of[nth]])
      const interval = bcaInterval(
        pairs as [Taking, Taking][],
        (rows) => share(rows.map(([deep]) => deep)) - share(rows.map(([, thin]) => thin)),
      )
      const verdict = isShown(scale, interval)
      return { what, target: 'above 0', measured: interval.estimate, error: 0, interval, verdict }
    }),
  ]
}
