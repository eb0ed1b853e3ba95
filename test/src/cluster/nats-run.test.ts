import { connect, type NatsConnection } from '@nats-io/transport-node'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { VERSION } from '../../../protocols/layout.ts'
import { type Deal, hashOfText, joinSubject, stageHash } from '../../../src/cluster/meeting.ts'
import { serveNode } from '../../../src/cluster/nats-node.ts'
import { runOnNats } from '../../../src/cluster/nats-run.ts'
import { type LocalServer, startServer } from '../../../src/live/local-server.ts'
import { untilAnswered } from '../../until.ts'
import { type RandomMarket, randomMarkets, sourceOf, stage } from './market-stage.ts'
import { isReallyApart, runHere } from './one-kernel.ts'
import { alike, follow } from './run-elsewhere.ts'

let server: LocalServer
let runs = 0
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** A small market, for tests of what is before a run. */
const anyMarket = (): RandomMarket =>
  fc.sample(randomMarkets(100), { numRuns: 1, seed: 1 })[0] as RandomMarket

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
  const market = anyMarket()
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

test('who speaks another layout is refused, and nodes that make different casts do not begin', async () => {
  const market = anyMarket()
  const name = `run-${++runs}`
  const start = runOnNats(sourceOf(market), [], { servers: server.url, outcry: '1', name })
  const outcome = expect(start).rejects.toThrow('node n1 makes another cast of the same scenario')
  const nodes = await connect({ servers: server.url })
  const join = (who: string, layout = VERSION): Promise<Deal> => {
    const application = JSON.stringify({ name: who, outcry: '1', layout })
    return untilAnswered(() =>
      nodes.request(joinSubject(name), application).then(
        (answer) => answer.json<Deal>(),
        () => undefined,
      ),
    )
  }
  expect((await join('old', VERSION + 1)).refused).toContain(`of layout ${VERSION + 1}`)
  const staged = stage(market)
  for (const nth of new Set(staged.parts.placement)) {
    const deal = await join(`n${nth}`)
    if (deal.refused !== undefined) throw new Error(deal.refused)
    nodes.publish(`${deal.prefix}.ready.${nth}`, nth === 1 ? 'another' : stageHash(staged))
  }
  await outcome
  await nodes.close()
})

/** Whoever asks for a partition is dealt one. */
const deals = (coordinator: NatsConnection, run: string, input: string, inputHash: string) =>
  coordinator.subscribe(joinSubject(run), {
    callback: (_, message) => {
      const dealt = { self: 0, partitions: 2, prefix: run, patience: 60 }
      message.respond(JSON.stringify({ ...dealt, input, inputHash } satisfies Deal))
    },
  })

test('a node to which the scenario comes garbled takes no part', async () => {
  const run = `run-${++runs}`
  const coordinator = await connect({ servers: server.url })
  deals(coordinator, run, '{"seed":1}', hashOfText('{"seed":2}'))
  await coordinator.flush()
  const node = { servers: server.url, outcry: '1', run, name: 'one', module: 'nowhere.ts' }
  await expect(serveNode(node)).rejects.toThrow('the scenario came garbled')
  await coordinator.close()
})

test.each([
  ['says nothing', 'said nothing for 0.12 s', true],
  ['is gone', 'is gone', false],
])(
  'a node whose coordinator %s gives the run up, and says so',
  async (_, why, isThere) => {
    const run = `run-${++runs}`
    const source = sourceOf(anyMarket())
    const coordinator = await connect({ servers: server.url })
    if (isThere) coordinator.subscribe(`${run}.pulse.*`, { callback() {} })
    const gone: string[] = []
    coordinator.subscribe(`${run}.gone`, {
      callback: (_, message) => {
        gone.push(message.string())
      },
    })
    // It deals a partition, and that is the last that is heard of it.
    const input = JSON.stringify(source.input)
    deals(coordinator, run, input, hashOfText(input))
    const node = { servers: server.url, outcry: '1', run, name: 'left', module: source.module }
    const said = `the coordinator ${why}: start the run again`
    await expect(serveNode(node)).rejects.toThrow(said)
    await coordinator.flush()
    expect(gone).toEqual([`node left (partition 0) failed: ${said}`])
    await coordinator.close()
  },
  15_000,
)

/** Asks for a partition of a run called `name`, as a node does. */
async function join(nodes: NatsConnection, name: string): Promise<Deal & { prefix: string }> {
  const application = JSON.stringify({ name: 'one', outcry: '1', layout: VERSION })
  const deal = await untilAnswered(() =>
    nodes.request(joinSubject(name), application).then(
      (answer) => answer.json<Deal>(),
      () => undefined,
    ),
  )
  if (deal.refused !== undefined) throw new Error(deal.refused)
  return deal
}

test('of two runs that wait under one name, each node is dealt a partition of one', async () => {
  const name = `run-${++runs}`
  const market = anyMarket()
  const partitions = new Set(stage(market).parts.placement).size
  let joined = 0
  const onJoined = (): void => {
    joined++
  }
  const starts = [1, 2]
    .map(() =>
      runOnNats(sourceOf(market), [], { servers: server.url, outcry: '1', name, onJoined }),
    )
    .map((start) => expect(start).rejects.toThrow('it was a test'))
  const nodes = await connect({ servers: server.url })
  const deals: (Deal & { prefix: string })[] = []
  while (deals.length < 2 * partitions) {
    deals.push(await join(nodes, name))
    expect(joined).toBeLessThanOrEqual(deals.length)
  }
  const places = deals.map((deal) => `${deal.prefix} ${'self' in deal ? deal.self : ''}`)
  expect(new Set(places).size).toBe(2 * partitions)
  // Nobody of those who joined makes a cast.
  for (const { prefix } of deals) nodes.publish(`${prefix}.gone`, 'it was a test')
  await Promise.all(starts)
  await nodes.close()
}, 20_000)

test('a run that lost a node waits for no others, and says which it lost', async () => {
  const name = `run-${++runs}`
  const start = runOnNats(sourceOf(anyMarket()), [], { servers: server.url, outcry: '1', name })
  const outcome = expect(start).rejects.toThrow('node one (partition 0) left the run')
  const nodes = await connect({ servers: server.url })
  const { prefix } = await join(nodes, name)
  nodes.publish(`${prefix}.gone`, 'node one (partition 0) left the run')
  await outcome
  await nodes.close()
}, 20_000)

test('where the server ends, the run and each of its nodes say so, before it begins and in its middle', async () => {
  const market = fc.sample(randomMarkets(1e9), { numRuns: 1, seed: 1 })[0] as RandomMarket
  const staged = stage(market)
  const source = sourceOf(market)
  const partitions = new Set(staged.parts.placement).size
  for (const isBegun of [false, true]) {
    const own = await startServer()
    const common = { servers: ` ${own.url},${own.url}`, outcry: '1' }
    const nodes = Array.from({ length: partitions - (isBegun ? 0 : 1) }, (_, nth) =>
      expect(serveNode({ ...common, name: `n${nth}`, module: source.module })).rejects.toThrow(
        /the connection to .* is lost/,
      ),
    )
    let joined = 0
    const begun = runOnNats(source, [], {
      ...common,
      onJoined() {
        if (++joined === nodes.length && !isBegun) void own.stop()
      },
    })
    const through = async (): Promise<void> => {
      const run = await begun
      await own.stop()
      try {
        for (;;) await run.advance()
      } finally {
        await run.close()
      }
    }
    await expect(through()).rejects.toThrow(/the connection to .* is lost/)
    await Promise.all(nodes)
  }
}, 30_000)
