import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fillMutants, type Mutant, mutantsIn, mutantTable, shownBy, withNote } from './mutant.ts'
import { createTestHost, type Outcome, type TestHost } from './test-host.ts'
import { applyPatch, copyTree, type TreeCopy } from './tree-copy.ts'

/**
 * Plants each bug of this folder in a copy of the tree, and runs the test that is there to find it.
 * A test that does not fail then proves nothing when it passes.
 *
 *   npm run test:mutants                 every patch
 *   npm run test:mutants -- codec hash   those whose names begin so
 *   npm run test:mutants -- --show book  shrinks, and writes into each patch what input shows it
 *   npm run test:mutants -- --list       writes the table of docs/testing.md, and runs nothing
 *   npm run test:mutants -- --alone      no bugs: runs by itself each test that is to be tried first
 *
 * Where other tests took long before one found the bug, that test's title is written into the patch,
 * but in CI, and tried before all of the file the next time.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const PAGE = join(ROOT, 'docs', 'testing.md')
const AT_ONCE = 2
const SEED = '42'
const TIME_LIMIT = 300_000
/** How much time of others makes it worth to try a test before them, ms. */
const WORTHWHILE = 300
const words = process.argv.slice(2)
const shows = words.includes('--show')

// That there is a counterexample is all that is asked, unless it is to be shown.
const ENV = { ...process.env, FC_SEED: SEED, FC_SHRINK: shows ? 'yes' : 'no' }

/** Hosts of now. */
const hosts = new Set<TestHost>()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const host of hosts) host.end()
    process.exit(130)
  })
}

/** Lends a copy of the tree and a host of its tests; whoever borrows it leaves it as it was. */
async function inCopy<Result>(
  act: (copy: TreeCopy, host: TestHost) => Promise<Result>,
): Promise<Result> {
  const copy = copyTree(ROOT)
  const host = createTestHost(copy.folder, ENV, TIME_LIMIT)
  hosts.add(host)
  try {
    return await act(copy, host)
  } finally {
    host.end()
    hosts.delete(host)
    copy.remove()
  }
}

/**
 * The test files that fail, or do not run, with no bug planted: nothing can be said with them. Where
 * the whole suite has just passed from the same seed (`SUITE_PASSED=yes`), there is none.
 */
async function unsound(mutants: readonly Mutant[]): Promise<ReadonlySet<string>> {
  const files = [...new Set(mutants.map(({ test }) => test))]
  const outcome = await inCopy((_, host) => host.run({ files, changed: [], bail: 0 }))
  return new Set(outcome?.failedFiles ?? files)
}

type Verdict = 'killed' | 'SURVIVED' | 'DOES NOT APPLY' | 'DOES NOT RUN' | 'FAILS WITHOUT IT'

async function judge(mutant: Mutant, copy: TreeCopy, host: TestHost): Promise<Verdict> {
  const changed = applyPatch(copy, mutant.file)
  if (changed === undefined) return 'DOES NOT APPLY'
  const asked = { files: [mutant.test], changed, bail: shows ? 0 : 1 }
  let outcome: Outcome | undefined
  try {
    if (mutant.first !== '' && !shows) {
      const tried = await host.run({ ...asked, only: mutant.first })
      if (tried !== undefined && tried.failures.length > 0) return 'killed'
    }
    outcome = await host.run(asked)
  } finally {
    for (const path of changed) copyFileSync(join(ROOT, path), join(copy.folder, path))
  }
  if (outcome === undefined) return 'DOES NOT RUN'
  if (outcome.failures.length === 0) return outcome.passed === 0 ? 'DOES NOT RUN' : 'SURVIVED'
  await note(mutant, outcome, host)
  return 'killed'
}

/** Writes into a patch what shows its bug, or which test is to be tried first. */
async function note(mutant: Mutant, { failures, passing }: Outcome, host: TestHost): Promise<void> {
  const text = readFileSync(mutant.file, 'utf8')
  if (shows) {
    writeFileSync(mutant.file, withNote(text, 'shown by', shownBy(failures)))
  } else if (!process.env.CI) {
    const title = passing > WORTHWHILE ? (failures[0]?.title ?? '') : ''
    const first = title !== '' && (await passesAlone(mutant.test, title, host)) ? title : ''
    writeFileSync(mutant.file, withNote(text, 'first', first))
  }
}

/** Whether a test needs none of those before it: one that fails by itself finds nothing. */
async function passesAlone(file: string, title: string, host: TestHost): Promise<boolean> {
  const outcome = await host.run({ files: [file], changed: [], bail: 0, only: title })
  return outcome !== undefined && outcome.passed > 0 && outcome.failures.length === 0
}

/** @returns how many of the tests that are to be tried first do not pass by themselves */
async function tryAlone(mutants: readonly Mutant[]): Promise<number> {
  const tests = new Map(mutants.map(({ test, first }) => [`${test} ${first}`, { test, first }]))
  let failed = 0
  await inCopy(async (_, host) => {
    for (const { test, first } of tests.values()) {
      if (first === '' || (await passesAlone(test, first, host))) continue
      failed++
      console.log(`${test}: does not pass by itself: ${first}`)
    }
  })
  return failed
}

/** Judges all, two at a time, and tells of each when it is known. @returns how many failed */
async function judgeAll(mutants: readonly Mutant[]): Promise<number> {
  const width = Math.max(...mutants.map(({ name }) => name.length))
  const bad = process.env.SUITE_PASSED === 'yes' ? new Set<string>() : await unsound(mutants)
  const queue = [...mutants]
  let failed = 0
  const work = async (copy: TreeCopy, host: TestHost): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const began = performance.now()
      const verdict = bad.has(mutant.test) ? 'FAILS WITHOUT IT' : await judge(mutant, copy, host)
      const seconds = ((performance.now() - began) / 1_000).toFixed(1)
      if (verdict !== 'killed') failed++
      const { name, bug } = mutant
      console.log(`${name.padEnd(width)}  ${verdict.padEnd(16)} ${seconds.padStart(6)} s  ${bug}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, () => inCopy(work)))
  return failed
}

const mutants = mutantsIn(FOLDER)
if (words.includes('--list')) {
  writeFileSync(PAGE, fillMutants(readFileSync(PAGE, 'utf8'), mutants))
  console.log(mutantTable(mutants))
} else {
  const prefixes = words.filter((word) => !word.startsWith('--'))
  const chosen = mutants.filter(
    ({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)),
  )
  const judges = words.includes('--alone') ? tryAlone : judgeAll
  const failed = chosen.length === 0 ? 0 : await judges(chosen)
  console.log(`${chosen.length - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0
}
