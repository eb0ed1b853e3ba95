import { join } from 'node:path'
import { createVitest, type TestCase, type TestSuite, type Vitest } from 'vitest/node'
import type { Asked, Outcome } from './test-host.ts'

/**
 * The process at the other end of a `TestHost`: one Vitest over the tree that it was started in, kept
 * from run to run. Each run has a worker process of its own, so that nothing of a run is left for the
 * next; only what was read and transformed of the tree is kept, but for the files that are named.
 */
const ROOT = process.cwd()

/** What of a test is told. The rest of a run is nobody's. */
const ended: TestCase[] = []
const reporter = { onTestCaseResult: (test: TestCase): void => void ended.push(test) }

let vitest: Vitest | undefined
let changedBefore: readonly string[] = []

async function answer({ files, changed, bail, only }: Asked): Promise<Outcome> {
  vitest ??= await createVitest('test', { root: ROOT, watch: false, reporters: [reporter] })
  // The server outlives a run with a failure, and a worker reads this when it starts.
  vitest.config.bail = bail
  for (const path of [...changedBefore, ...changed]) vitest.invalidateFile(join(ROOT, path))
  changedBefore = changed
  ended.length = 0
  const project = vitest.getRootProject()
  const options = only === undefined ? {} : { testNamePattern: titled(only) }
  const { testModules } = await vitest.runTestSpecifications(
    files.map((file) => project.createSpecification(join(ROOT, file), options)),
  )
  const passed = ended.filter((test) => test.result().state === 'passed')
  const failures = ended.filter((test) => test.result().state === 'failed')
  return {
    passed: passed.length,
    passing: passed.reduce((sum, test) => sum + (test.diagnostic()?.duration ?? 0), 0),
    failures: failures.map((test) => ({
      title: titleOf(test),
      message: (test.result().errors ?? []).map((error) => error.stack ?? error.message).join('\n'),
    })),
    failedFiles: testModules.filter((file) => !file.ok()).map((file) => file.relativeModuleId),
  }
}

/** A test's title, those of the groups around it before it: what Vitest holds patterns against. */
const titleOf = ({ name, parent }: TestCase | TestSuite): string =>
  parent.type === 'module' ? name : `${titleOf(parent)} ${name}`

const titled = (title: string): RegExp =>
  new RegExp(`^${title.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`)

process.on('message', async (asked: Asked) => {
  process.send?.(await answer(asked))
})
