import { CELL_FLOATS, CELL_WORDS, Cells } from '../protocols/cells.ts'
import { EVERYONE, VERSION } from '../protocols/layout.ts'
import { serveNode } from '../src/cluster/nats-node.ts'
import { runOnNats } from '../src/cluster/nats-run.ts'
import type { PartitionedRun } from '../src/cluster/partitioned-run.ts'
import { runOnWorkers } from '../src/cluster/worker-run.ts'
import { createMemoryTape } from '../src/journal/tape.ts'
import { hashOf, hashOfSaid } from '../src/journal/tape-hash.ts'
import type { RecordSink } from '../src/kernel/recorder.ts'
import { createCoordinator } from '../src/simulation/coordinator.ts'
import { hostPartition } from '../src/simulation/hosted-partition.ts'
import type { PlacedStage } from '../src/simulation/stage.ts'
import { createSystem, directoryOf } from '../src/simulation/system.ts'
import { floatsOf } from '../src/simulation/window-mark.ts'
import { add, createBatch, forEachMessage } from '../src/transport/batch.ts'
import { createMemoryTransport } from '../src/transport/memory.ts'
import { createAssembler, payloadOf } from '../src/transport/nats.ts'
import type { Run } from './measure.ts'
import type { Observation, Transport } from './scaling-model.ts'
import { stage, type ThinkingMarket } from './scaling-stage.ts'

/** A run from the time on at which its code is compiled, and what it did. */
export interface Observed extends Run, Pick<Observation, 'windows' | 'records'> {
  readonly published: number
  /** s that events took, and that those of the slowest partition of each window took. */
  readonly work: number
  readonly critical: number
}

/** The part of a market's time after which its clock is read. */
const WARM = 1 / 3

/**
 * Calls `begun` at the first that is said from `warm` ns on, and counts what is said after that.
 * @param isLater whether what is said now is recorded later than what was said when it began
 */
function createStopwatch(warm: number, begun: () => void, isLater = (): boolean => true) {
  const said = { records: 0, orders: 0, published: 0 }
  let isOn = false
  const append: RecordSink['append'] = (words, cell) => {
    if (!isOn) {
      if ((floatsOf(words)[cell * CELL_FLOATS + 2] as number) < warm) return
      isOn = true
      begun()
    }
    if (!isLater()) return
    said.records++
    if (words[cell * CELL_WORDS + 1] !== 0) said.orders++
    if (words[cell * CELL_WORDS + 2] === EVERYONE) said.published++
  }
  return { said, append }
}

/** Runs a market on one kernel in this thread. */
function runHere({ parts, end }: PlacedStage): Observed {
  const { placement: _, window: __, ...alone } = parts
  let begun = 0
  const watch = createStopwatch(end * WARM, () => {
    begun = performance.now()
  })
  const system = createSystem({ ...alone, sinks: [createMemoryTape(), watch] })
  system.runBefore(end)
  const seconds = (performance.now() - begun) / 1_000
  const hash = hashOfSaid(system.directory.keys, system.chains)
  const { orders: count, records, published } = watch.said
  const none = { windows: 0, critical: seconds, work: seconds }
  return { count, seconds, hash, records, published, ...none }
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

/** Runs a market in partitions elsewhere. */
async function runApart(
  { parts, end }: PlacedStage,
  start: (sinks: readonly RecordSink[]) => Promise<PartitionedRun>,
): Promise<Observed> {
  let begun = { at: 0, windows: 0, critical: 0, work: 0 }
  let run: PartitionedRun | undefined
  const soFar = () => {
    const { windows, critical, work } = (run as PartitionedRun).coordinator.pace
    return { at: performance.now(), windows, critical, work: sum(work) }
  }
  // A window is recorded when it is over: what the clock does not see of it is not counted.
  let window = 0
  const begin = (): void => {
    begun = soFar()
    window = begun.windows
  }
  const isLater = (): boolean => (run?.coordinator.pace.windows ?? 0) > window
  const watch = createStopwatch(end * WARM, begin, isLater)
  run = await start([createMemoryTape(), watch])
  const { coordinator } = run
  try {
    while (!coordinator.finished) await run.advance()
  } finally {
    await run.close()
  }
  const ended = soFar()
  const chains = parts.members.map(({ key }, id) => {
    const { chain, count } = coordinator.chains[id] as (typeof coordinator.chains)[number]
    return { key, chain, count }
  })
  const { orders, records, published } = watch.said
  return {
    ...{ count: orders, seconds: (ended.at - begun.at) / 1_000, hash: hashOf(chains) },
    ...{ records, published },
    windows: ended.windows - begun.windows,
    critical: (ended.critical - begun.critical) / 1e9,
    work: (ended.work - begun.work) / 1e9,
  }
}

const MODULE = new URL('./scaling-stage.js', import.meta.url).href
let runs = 0

/** Runs a market where it is told to. @param servers of NATS */
export async function runAt(
  market: ThinkingMarket,
  transport: Transport,
  servers: string,
): Promise<Observed> {
  const staged = stage(market)
  const source = { module: MODULE, input: market }
  if (transport === 'one') return runHere(staged)
  if (transport === 'worker') return runApart(staged, (sinks) => runOnWorkers(source, sinks))
  const name = `bench-${++runs}`
  const common = { servers, outcry: 'bench' }
  const nodes = Array.from({ length: market.partitions }, (_, nth) =>
    serveNode({ ...common, run: name, name: `node-${nth}`, module: MODULE }),
  )
  const observed = await runApart(staged, (sinks) => runOnNats(source, sinks, { ...common, name }))
  await Promise.all(nodes)
  return observed
}

/** What it takes to record what one partition has said, all of it said before. */
export function recordOnly(market: ThinkingMarket): Run & { readonly windows: number } {
  const { parts, end } = stage({ ...market, partitions: 1 })
  const [self, listener] = createMemoryTransport(1, true)
  if (self === undefined || listener === undefined) throw new Error('no transport')
  hostPartition({ parts, self: 0, end, partitions: 1, transport: self })
  const directory = directoryOf(parts)
  const sinks = [createMemoryTape()]
  const coordinator = createCoordinator({
    ...{ directory, partitions: 1, transport: listener, end, sinks },
  })
  const begun = performance.now()
  while (!coordinator.finished) coordinator.advance(0)
  const seconds = (performance.now() - begun) / 1_000
  const hash = `${coordinator.records}`
  return { count: coordinator.records, seconds, hash, windows: coordinator.pace.windows }
}

/** What it takes to hand so many messages to one more partition, server and sockets left out. */
export function handOverOnly(messages: number): Run {
  const cells = new Cells(1)
  cells.words[0] = VERSION | (1 << 8)
  const batch = createBatch()
  const assembler = createAssembler()
  let count = 0
  const begun = performance.now()
  for (let number = 0; count < messages; number++) {
    for (let nth = 0; nth < 1_000; nth++) add(batch, cells.words, 0, 1)
    const came = assembler.take(payloadOf(batch, 0, number), 0)
    batch.used = 0
    if (came !== undefined) forEachMessage(came, () => count++)
  }
  return { count, seconds: (performance.now() - begun) / 1_000, hash: `${count}` }
}
