import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fillMutants, type Mutant, mutantsIn, mutantTable, shownBy, withShown } from './mutant.ts'
import { createTestHost, type TestHost } from './test-host.ts'
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
  try {
    const outcome = await host.run({ files: [mutant.test], changed, bail: shows ? 0 : 1 })
    if (outcome === undefined) return 'DOES NOT RUN'
    const { passed, failures } = outcome
    if (failures.length === 0) return passed === 0 ? 'DOES NOT RUN' : 'SURVIVED'
    if (shows) {
      const text = readFileSync(mutant.file, 'utf8')
      writeFileSync(mutant.file, withShown(text, shownBy(failures)))
    }
    return 'killed'
  } finally {
    for (const path of changed) copyFileSync(join(ROOT, path), join(copy.folder, path))
  }
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
  const prefixes = words.filter((word) => word !== '--show')
  const chosen = mutants.filter(
    ({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)),
  )
  const failed = chosen.length === 0 ? 0 : await judgeAll(chosen)
  console.log(`${chosen.length - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0
}
