import { connect } from '@nats-io/transport-node'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deal, hashOfText, joinSubject } from '../../../src/cluster/meeting.ts'
import { serveNode } from '../../../src/cluster/nats-node.ts'
import { runOnNats } from '../../../src/cluster/nats-run.ts'
import { type LocalServer, startServer } from '../../../src/live/local-server.ts'
import { randomMarkets, sourceOf, stage } from './market-stage.ts'
import { isReallyApart, runHere } from './one-kernel.ts'
import { alike, follow } from './run-elsewhere.ts'

let server: LocalServer
let runs = 0
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

test('nodes that meet over NATS leave the tape of one kernel, to the byte', async () => {
  await fc.assert(
    fc.asyncProperty(randomMarkets(1_500), async (market) => {
      const staged = stage(market)
      const together = runHere(staged, 'together')
      fc.pre(together.events < 25_000 && isReallyApart(runHere(staged, 'apart')))
      const source = sourceOf(market)
      const common = { servers: server.url, outcry: '1', run: `run-${++runs}` }
      const partitions = new Set(staged.parts.placement).size
      const nodes = Array.from({ length: partitions }, (_, nth) =>
        serveNode({ ...common, name: `n${nth}`, module: source.module }),
      )
      const apart = await follow(staged, (tape) =>
        runOnNats(source, [tape], { ...common, name: common.run }),
      )
      await Promise.all(nodes)
      expect(alike(apart)).toEqual(alike(together))
      expect(Buffer.compare(apart.bytes, together.bytes)).toBe(0)
    }),
    { numRuns: 1, maxSkipsPerRun: 40 },
  )
})

test('a node of another version is refused, and told what helps', async () => {
  const market = fc.sample(randomMarkets(100), { numRuns: 1, seed: 1 })[0]
  if (market === undefined) throw new Error('no market')
  const run = `run-${++runs}`
  const { module } = sourceOf(market)
  let isOver = false
  const start = runOnNats(sourceOf(market), [], {
    ...{ servers: server.url, outcry: '2', name: run },
    isInterrupted: () => isOver,
  })
  await expect(
    serveNode({ servers: server.url, outcry: '1', run, name: 'old', module }),
  ).rejects.toThrow(/the node has outcry 1 .* the run is of 2 .* install the same version/)
  isOver = true
  await expect(start).rejects.toThrow('stopped while it waited for nodes')
})

test('a node whose coordinator says nothing gives the run up, and says so', async () => {
  const market = fc.sample(randomMarkets(100), { numRuns: 1, seed: 1 })[0]
  if (market === undefined) throw new Error('no market')
  const run = `run-${++runs}`
  const source = sourceOf(market)
  const coordinator = await connect({ servers: server.url })
  const gone: string[] = []
  coordinator.subscribe(`${run}.gone`, {
    callback: (_, message) => {
      gone.push(message.string())
    },
  })
  // It deals a partition, and that is the last that is heard of it.
  coordinator.subscribe(joinSubject(run), {
    callback: (_, message) => {
      const input = JSON.stringify(source.input)
      const deal: Deal = {
        ...{ self: 0, partitions: 2, prefix: run, patience: 60 },
        ...{ input, inputHash: hashOfText(input) },
      }
      message.respond(JSON.stringify(deal))
    },
  })
  const node = { servers: server.url, outcry: '1', run, name: 'left', module: source.module }
  await expect(serveNode(node)).rejects.toThrow('the coordinator said nothing for 0.12 s')
  await coordinator.flush()
  expect(gone).toEqual(['node left (partition 0) failed: the coordinator said nothing for 0.12 s'])
  await coordinator.close()
}, 15_000)
