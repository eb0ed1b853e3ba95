import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageVersion } from '../../../src/cli/package-version.ts'
import { natsPlan } from '../../../src/cli/partition-plans.ts'
import { runScenario } from '../../../src/cli/run-scenario.ts'
import { type NodeEnd, serveNode } from '../../../src/cluster/nats-node.ts'
import { scenarioModule } from '../../../src/cluster/scenario-stage.ts'
import { readManifest } from '../../../src/journal/manifest.ts'
import { runFolderAt } from '../../../src/journal/run-folder.ts'
import { verifyRun } from '../../../src/journal/verify-run.ts'
import { type LocalServer, startServer } from '../../../src/live/local-server.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { start } from '../../program.ts'
import { untilIn } from '../../until.ts'
import { emptyFolder, outcry } from './in-process.ts'

let server: LocalServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** A node in this process. */
const node = (name: string): Promise<NodeEnd> =>
  serveNode({ ...{ servers: server.url, name }, module: scenarioModule, outcry: packageVersion() })

/** Ctrl-C, for this process. */
const interrupt = (): boolean => process.emit('SIGINT', 'SIGINT')

test('a node that somebody stops is named by the run and by the others, and the tape is good', async () => {
  const folder = emptyFolder()
  const stays = node('stays').catch((error: Error) => error.message)
  const leaves = start(['node', '--nats', server.url, '--name', 'leaves'])
  const scenario = loadScenario('tiny')
  let stopped = false
  const { manifest } = await runScenario(scenario, {
    folder: runFolderAt(folder),
    onProgress({ records }) {
      if (records > 500 && !stopped) stopped = leaves.child.kill('SIGINT')
    },
    isInterrupted: () => false,
    partitions: natsPlan(scenario, {
      ...{ servers: server.url, partitions: 2, isInterrupted: () => false, say: () => {} },
    }),
  })
  const named = /node leaves \(partition \d\) left the run: somebody stopped it \(SIGINT\)/
  expect(manifest).toMatchObject({ status: 'failed', error: { actor: '' } })
  expect(manifest.error?.message).toMatch(named)
  expect(verifyRun(folder).ok).toBe(true)
  expect(await stays).toMatch(named)
  expect(await leaves.ends()).toBe(130)
  expect(leaves.said()).toMatch(/node leaves: it has left\n$/)
})

test('a run over nodes that is asked to stop ends as a plain one, and the nodes are told who did', async () => {
  const runs = emptyFolder()
  const nodes = [node('a'), node('b')]
  const run = outcry('run', 'tiny', '--nats', server.url, '--partitions', '2', '--out', runs)
  await untilIn(runs, () => readdirSync(runs).length > 0)
  const folder = join(runs, readdirSync(runs)[0] as string)
  await untilIn(folder, () => readdirSync(folder).includes('manifest.json'))
  interrupt()
  const { code, err } = await run
  expect(code).toBe(130)
  expect(err).toMatch(/stopping; once more to leave at once/)
  const { status, partitions } = readManifest(folder)
  expect(status).toBe('interrupted')
  // Of whether it paid, a part of a run says nothing.
  expect(partitions?.pace).toBeUndefined()
  expect(verifyRun(folder).ok).toBe(true)
  expect(await Promise.all(nodes)).toEqual(['stopped', 'stopped'])
})

test('a run that is stopped while it waits for nodes leaves no folder, and exits as a plain one', async () => {
  const runs = emptyFolder()
  const run = outcry('run', 'tiny', '--nats', server.url, '--partitions', '2', '--out', runs)
  await untilIn(runs, () => readdirSync(runs).length > 0)
  interrupt()
  const { code, err } = await run
  expect(code).toBe(130)
  expect(err).toContain('stopped while it waited for nodes')
  expect(readdirSync(runs)).toEqual([])
})
