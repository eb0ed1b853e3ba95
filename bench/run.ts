import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { BENCHES } from './benches.ts'
import { type BenchReport, conditionsNow } from './conditions.ts'
import type { Profile } from './profile.ts'
import { PROFILED_BENCHES, takeProfiles } from './profiles.ts'
import { progress } from './progress.ts'
import type { Bench, BenchResult } from './result.ts'

/**
 * Runs the benches named, or all, and then takes the profiles; `--profile` takes those alone. What was
 * measured is told where one fails, and where Ctrl-C ends it.
 *
 *   npm run bench                       every bench, and the profiles
 *   npm run bench -- --json > FILE      the same as one document, for `npm run docs:figures -- FILE`
 *   node dist/bench/run.js kernel       one of them
 *   node dist/bench/run.js kernel --profile
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    small: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
})
const { small, json } = values
const known = values.profile ? [...PROFILED_BENCHES] : Object.keys(BENCHES)
const unknown = positionals.find((name) => !known.includes(name))
if (unknown !== undefined) {
  const what = values.profile ? 'profile of a bench' : 'bench'
  console.error(`bench: no ${what} "${unknown}"; there are ${known.join(', ')}`)
  process.exit(2)
}
const isWanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name)

const benches: { name: string; seconds: number; results: BenchResult[] }[] = []
const profiles: Profile[] = []
const failures: { name: string; error: string }[] = []
const conditions = conditionsNow(small)

const scaled = (rate: number): string =>
  rate >= 1e6
    ? `${(rate / 1e6).toFixed(2)} M`
    : rate >= 1e3
      ? `${(rate / 1e3).toFixed(1)} k`
      : rate.toPrecision(3)

function tell({ name, runs, rate, unit, hash, note }: BenchResult): void {
  const range = `${scaled(Math.min(...runs))} to ${scaled(Math.max(...runs))}, ${runs.length} runs`
  const line = `${name.padEnd(42)} ${scaled(rate).padStart(9)} ${unit} (${range})`
  console.log(`${line}  ${hash}${note === undefined ? '' : `  ${note}`}`)
}

function tellProfile({ name, seconds, functions, folders, garbage, rest }: Profile): void {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(7)
  console.log(`\nprofile of ${name}, ${seconds.toFixed(2)} s`)
  console.log(`${percent(garbage)}  garbage\n${percent(rest)}  the engine, Node and packages`)
  for (const all of [folders, functions.slice(0, 15)]) {
    for (const each of all) console.log(`${percent(each.share)}  ${each.name}`)
  }
}

/** All of it as one document. @param ended '' where it was cut off */
function tellAll(ended: string): void {
  const report: BenchReport = { conditions: { ...conditions, ended }, benches, profiles, failures }
  console.log(JSON.stringify(report, null, 2))
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    progress.clear()
    console.error(`bench: cut off; ${benches.length} benches were measured to their end`)
    if (json) tellAll('')
    process.exit(code)
  })
}

/** Does it, and remembers where it fails. */
async function attempt(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause)
    failures.push({ name, error })
    progress.clear()
    console.error(`bench: ${name} failed: ${cause instanceof Error ? cause.stack : error}`)
  }
}

async function measureAll(wanted: readonly (readonly [string, Bench])[]): Promise<void> {
  for (const [nth, [name, bench]] of wanted.entries()) {
    progress.begin(name, nth + 1, wanted.length)
    const begun = performance.now()
    await attempt(name, async () => {
      const results = await bench({ small })
      benches.push({ name, seconds: (performance.now() - begun) / 1_000, results })
      progress.clear()
      if (!json) results.forEach(tell)
    })
  }
}

/**
 * All profiles, or of small runs those of the kernel, in a process of their own: an engine that has known of
 * the profiler tells apart what it has put together.
 */
async function profileApart(): Promise<void> {
  const words = ['--profile', '--json', ...(small ? ['--small', 'kernel'] : [])]
  const child = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), ...words],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const abandon = (): void => void child.kill('SIGKILL')
  process.once('exit', abandon)
  let said = ''
  child.stdout.on('data', (bytes) => {
    said += bytes
  })
  const [status] = await once(child, 'close')
  process.off('exit', abandon)
  if (said === '') throw new Error(`the profiles ended with ${status}`)
  const report = JSON.parse(said) as BenchReport
  profiles.push(...report.profiles)
  failures.push(...report.failures)
}

if (values.profile) {
  await attempt('profiles', () => takeProfiles(isWanted, small, (each) => void profiles.push(each)))
} else {
  await measureAll(Object.entries(BENCHES).filter(([name]) => isWanted(name)))
  if (positionals.length === 0) await attempt('profiles', profileApart)
}
progress.clear()
if (json) tellAll(new Date().toISOString())
else profiles.forEach(tellProfile)
if (failures.length > 0) process.exitCode = 1
