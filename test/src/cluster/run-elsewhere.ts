import type { PartitionedRun } from '../../../src/cluster/partitioned-run.ts'
import { createMemoryTape, type MemoryTape } from '../../../src/journal/tape.ts'
import { hashOf } from '../../../src/journal/tape-hash.ts'
import type { PlacedStage } from '../../../src/simulation/stage.ts'
import { SimulationError } from '../../../src/simulation/system.ts'
import { type Trace, tellStop } from './one-kernel.ts'

/** Follows a run in partitions elsewhere to its end. */
export async function follow(
  { parts }: PlacedStage,
  start: (tape: MemoryTape) => Promise<PartitionedRun>,
): Promise<Trace> {
  const tape = createMemoryTape()
  const run = await start(tape)
  const { coordinator } = run
  let stopped = ''
  try {
    while (!coordinator.finished) await run.advance()
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error
    stopped = tellStop(error)
  } finally {
    await run.close()
  }
  const keys = parts.members.map(({ key }) => key)
  const chains = keys.map((key, id) => ({
    key,
    chain: new Uint32Array(4),
    count: 0,
    ...coordinator.chains[id],
  }))
  const { events, now, partitions: counts } = coordinator
  return { hash: hashOf(chains), bytes: tape.bytes(), stopped, events, now, counts }
}

/** What a run is to have in common with another, wherever its actors were. */
export const alike = ({ hash, bytes, stopped, events, now }: Trace) => ({
  hash,
  stopped,
  events,
  now,
  length: bytes.length,
  end: Buffer.from(bytes).toString('hex').slice(-256),
})
