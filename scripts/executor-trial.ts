import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { binOf, quantileCuts } from '../actors/discretise.ts'
import { readTrained } from '../src/learning/trained.ts'
import { scenariosFolder } from '../src/simulation/scenario/shipped.ts'
import { createPool, defaultThreads } from '../src/study/pool.ts'
import { sampleMean } from '../src/study/statistics/paired-differences.ts'
import type {
  ExecutionJob,
  ExecutionPlayed,
  ExecutionsPlayed,
  Met,
} from '../src/study/training/execution-plays.ts'
import {
  hashOf,
  matchedUrgency,
  ownDoing,
  planPower,
  shortfallsOf,
  type Trial,
} from '../src/study/training/execution-trial.ts'

/**
 * Plans the trial of the shipped executor before it is tested: `npx tsx scripts/executor-trial.ts POLICY…`.
 * On the seeds of selection it chooses among trained policies the one whose own doing costs least, of
 * those whose deviation is at most nine tenths of TWAP's and who take where the book is tight and deep
 * more often than where it is wide and thin, by a tenth of their decisions; finds the urgency at which
 * Almgren and Chriss's plan has its deviation; and reckons how many seeds the test needs. Leaves the
 * policy and its trial in scenarios/policies; `outcry validate V13` is the test.
 */
const SCENARIO = 'small-ecosystem'
const SELECTION = { first: 600_000, count: 30 }
const TEST_FIRST = 720_000
const URGENCIES = [0, 1, 2, 4]
const EVENNESS = 0.9
const TAKES_MORE = 0.1
/** Seeds of one job. */
const CHUNK = 10

const pool = createPool<ExecutionJob, ExecutionsPlayed>(
  new URL('../src/study/training/execution-plays.ts', import.meta.url),
  'playExecution',
  defaultThreads(),
)

async function play(text: string, contender: string): Promise<ExecutionPlayed[]> {
  const jobs = Array.from({ length: SELECTION.count / CHUNK }, (_, nth) => ({
    ...{ scenario: SCENARIO, text, contender },
    seeds: Array.from({ length: CHUNK }, (_, at) => SELECTION.first + nth * CHUNK + at),
  }))
  const done = await Promise.all(jobs.map((job) => pool.run(job)))
  return done.flatMap(({ played }) => played)
}

const told = (played: readonly ExecutionPlayed[]) => {
  const { mean: shortfall, deviation } = sampleMean(shortfallsOf(played))
  return { shortfall, deviation }
}

/** Terciles of what a policy met. */
function cutsOf(met: readonly Met[]) {
  const spread = [
    ...quantileCuts(
      met.map((each) => each.spread),
      3,
    ),
  ]
  return {
    spread,
    depth: [
      ...quantileCuts(
        met.map((each) => each.depth),
        3,
      ),
    ],
  }
}

/** By how much its share of taking is larger where tight and deep than where wide and thin. */
function takesMore(met: readonly Met[]): number {
  const { spread, depth } = cutsOf(met)
  const share = (tight: number, deep: number): number => {
    const here = met.filter(
      (each) => binOf(each.spread, spread) === tight && binOf(each.depth, depth) === deep,
    )
    return here.filter(({ takes }) => takes).length / Math.max(1, here.length)
  }
  return share(0, depth.length) - share(spread.length, 0)
}

const files = process.argv.slice(2)
const texts = files.map((file) => readFileSync(file, 'utf8'))
const [any] = texts
if (any === undefined) throw new Error('say which policies there are to choose from')

const nobody = await play(any, 'none')
const plans: { urgency: number; played: ExecutionPlayed[]; deviation: number }[] = []
for (const urgency of URGENCIES) {
  const played = await play(any, `ac:${urgency}`)
  plans.push({ urgency, played, deviation: told(played).deviation })
  console.log(`ac:${urgency}`, told(played))
}
const even = plans[0] as (typeof plans)[number]

const tried = []
for (const [nth, text] of texts.entries()) {
  const name = basename(files[nth] as string, '.policy.json')
  const played = await play(text, 'policy')
  const { firstSeed, episodes } = readTrained(text, name).training
  const training = { first: firstSeed as number, count: episodes as number }
  const own = sampleMean(ownDoing(played, nobody)).mean
  const met = played.flatMap((each) => each.met)
  const more = takesMore(met)
  console.log(name, told(played), { own, more })
  tried.push({ nth, text, played, own, met, more, facts: { name, training, ...told(played) } })
}
const [chosen] = tried
  .filter(({ facts, more }) => facts.deviation <= EVENNESS * even.deviation && more >= TAKES_MORE)
  .sort((a, b) => a.own - b.own)
if (chosen === undefined) throw new Error('none of them will do')

const matched = matchedUrgency(plans, chosen.facts.deviation)
const plan = `ac:${Math.round(matched * 100) / 100}`
const judged = {
  twap: even.played,
  vwap: await play(any, 'vwap'),
  [plan]: await play(any, plan),
}
const waiting = 'passive:2500'
const beside = {
  ...judged,
  passive: await play(any, 'passive'),
  [waiting]: await play(any, waiting),
}
await pool.close()

const power = planPower(shortfallsOf(chosen.played), Object.values(judged).map(shortfallsOf))
const trial: Trial = {
  format: 'outcry trial 1',
  policy: hashOf(chosen.text),
  scenario: SCENARIO,
  candidates: tried.map(({ facts }) => facts),
  selection: SELECTION,
  contenders: Object.entries({ policy: chosen.played, ...beside }).map(([name, played]) => ({
    ...{ name, ...told(played) },
  })),
  cuts: cutsOf(chosen.met),
  power,
  test: { first: TEST_FIRST, count: Math.ceil(power.seeds / CHUNK) * CHUNK },
}
const shipped = (ending: string): string =>
  join(scenariosFolder(), 'policies', `executor.${ending}`)
copyFileSync(files[chosen.nth] as string, shipped('policy.json'))
writeFileSync(shipped('trial.json'), `${JSON.stringify(trial, null, 2)}\n`)
console.log(`chosen: ${chosen.facts.name}`, trial.contenders, trial.power)
