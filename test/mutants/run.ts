import { spawn } from 'node:child_process'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fillMutants, type Mutant, mutantsIn, mutantTable, shownBy, withShown } from './mutant.ts'
import { applyPatch, copyTree, type TreeCopy } from './tree-copy.ts'

/**
 * Plants each bug of this folder in a copy of the tree, and runs the test that is there to find it.
 * A test that does not fail then proves nothing when it passes.
 *
 *   npm run test:mutants                 every patch
 *   npm run test:mutants -- codec hash   those whose names begin so
 *   npm run test:mutants -- --show book  shrinks, and writes into each patch what input shows it
 *   npm run test:mutants -- --list       writes the table of docs/testing.md, and runs nothing
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const PAGE = join(ROOT, 'docs', 'testing.md')
const AT_ONCE = 2
const SEED = '42'
const TIME_LIMIT = 300_000
const words = process.argv.slice(2)
const shows = words.includes('--show')

/** What vitest found: tests that failed, and files of which none could be run. */
interface Outcome {
  readonly failed: number
  readonly passed: number
  readonly failedFiles: readonly string[]
  readonly failures: readonly { readonly title: string; readonly message: string }[]
}

interface VitestReport {
  readonly numFailedTests: number
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/** Test runs of now, each the leader of its group of processes. */
const running = new Set<number>()
const end = (leader: number): boolean => process.kill(-leader, 'SIGKILL')
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const leader of running) end(leader)
    process.exit(130)
  })
}

/** Runs test files in a copy. @returns `undefined` where there was no report in time */
async function runTests(
  { folder }: TreeCopy,
  files: readonly string[],
): Promise<Outcome | undefined> {
  const report = join(folder, 'outcome.json')
  const vitest = join('node_modules', 'vitest', 'vitest.mjs')
  const options = ['run', '--reporter=json', `--outputFile=${report}`, ...files]
  if (!shows && files.length === 1) options.push('--bail=1')
  rmSync(report, { force: true })
  const child = spawn(process.execPath, [vitest, ...options], {
    cwd: folder,
    // That there is a counterexample is all that is asked, unless it is to be shown.
    env: { ...process.env, FC_SEED: SEED, FC_SHRINK: shows ? 'yes' : 'no' },
    stdio: 'ignore',
    detached: true,
  })
  running.add(child.pid as number)
  // Some bugs never end. Vitest's workers are processes of its group, and go with it.
  const overdue = setTimeout(() => end(child.pid as number), TIME_LIMIT)
  await new Promise((resolve) => child.once('close', resolve))
  clearTimeout(overdue)
  running.delete(child.pid as number)
  try {
    const { numFailedTests, numPassedTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as VitestReport
    const failedFiles = testResults.filter(({ status }) => status !== 'passed')
    return {
      failed: numFailedTests,
      passed: numPassedTests,
      failedFiles: failedFiles.map(({ name }) => name),
      failures: testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => ({
          title: fullName,
          message: failureMessages.join('\n'),
        })),
    }
  } catch {
    return undefined
  }
}

/** Lends a copy of the tree; whoever borrows it leaves it as it was. */
async function inCopy<Result>(act: (copy: TreeCopy) => Promise<Result>): Promise<Result> {
  const copy = copyTree(ROOT)
  try {
    return await act(copy)
  } finally {
    copy.remove()
  }
}

/**
 * The test files that fail, or do not run, with no bug planted: nothing can be said with them. Where
 * the whole suite has just passed from the same seed (`SUITE_PASSED=yes`), there is none.
 */
async function unsound(mutants: readonly Mutant[]): Promise<ReadonlySet<string>> {
  const files = [...new Set(mutants.map(({ test }) => test))]
  const outcome = await inCopy((copy) => runTests(copy, files))
  if (outcome === undefined) return new Set(files)
  return new Set(files.filter((file) => outcome.failedFiles.some((name) => name.endsWith(file))))
}

type Verdict = 'killed' | 'SURVIVED' | 'DOES NOT APPLY' | 'DOES NOT RUN' | 'FAILS WITHOUT IT'

async function judge(mutant: Mutant, copy: TreeCopy): Promise<Verdict> {
  const patched = applyPatch(copy, mutant.file)
  if (patched === undefined) return 'DOES NOT APPLY'
  try {
    const outcome = await runTests(copy, [mutant.test])
    if (outcome === undefined || outcome.failed + outcome.passed === 0) return 'DOES NOT RUN'
    if (shows && outcome.failed > 0) {
      const text = readFileSync(mutant.file, 'utf8')
      writeFileSync(mutant.file, withShown(text, shownBy(outcome.failures)))
    }
    return outcome.failed > 0 ? 'killed' : 'SURVIVED'
  } finally {
    for (const path of patched) copyFileSync(join(ROOT, path), join(copy.folder, path))
  }
}

/** Judges all, two at a time, and tells of each when it is known. @returns how many failed */
async function judgeAll(mutants: readonly Mutant[]): Promise<number> {
  const width = Math.max(...mutants.map(({ name }) => name.length))
  const bad = process.env.SUITE_PASSED === 'yes' ? new Set<string>() : await unsound(mutants)
  const queue = [...mutants]
  let failed = 0
  const work = async (copy: TreeCopy): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const began = performance.now()
      const verdict = bad.has(mutant.test) ? 'FAILS WITHOUT IT' : await judge(mutant, copy)
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
  const prefixes = words.filter((word) => word !== '--show')
  const chosen = mutants.filter(
    ({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)),
  )
  const failed = chosen.length === 0 ? 0 : await judgeAll(chosen)
  console.log(`${chosen.length - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0
}
