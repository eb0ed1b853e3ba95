import { setImmediate } from 'node:timers/promises'
import { CHAIN_WORDS } from '../../protocols/hash.ts'
import type { PartitionedRun } from '../cluster/partitioned-run.ts'
import type { Manifest } from '../journal/manifest.ts'
import type { RunFolder } from '../journal/run-folder.ts'
import type { Tape } from '../journal/tape.ts'
import { chainsOf, hashOf } from '../journal/tape-hash.ts'
import type { CastGroup } from '../simulation/assemble.ts'
import type { BeginOnline } from '../simulation/cast.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { createSimulation, type OwnActor } from '../simulation/simulation.ts'
import { paceOf } from './partition-verdict.ts'

/** What carries a run, in one process or in several partitions. */
export interface Engine {
  readonly cast: readonly CastGroup[]
  /** How far it came, and is to come, ns. */
  readonly now: number
  readonly end: number
  readonly finished: boolean
  readonly counts: { readonly events: number; readonly records: number }
  /** How it was partitioned, if it was. */
  readonly partitions: Manifest['partitions']
  /** Does some of the work, so much as a person waits for. @throws where the run is stopped */
  advance(): Promise<void>
  /** Ends the run before its end, where it cannot end at once. */
  stop(): Promise<void>
  /** The identity of what was said: of a run that lost a partition, of what its closed tape has. */
  hash(): string
  close(): Promise<void>
}

/** Where a run's partitions are, and what starts them. */
export interface PartitionPlan {
  readonly transport: NonNullable<Manifest['partitions']>['transport']
  /** @param tape hears every record */
  start(tape: Tape): Promise<{ run: PartitionedRun; cast: readonly CastGroup[] }>
}

/** A slice is a hundredth of the run, or less where that takes longer than a person waits. */
const SLICES = 100
const SLICE_MS = 100

/** One kernel, in this thread. */
export function createLocalEngine(
  scenario: Scenario,
  tape: Tape,
  actors: readonly OwnActor[],
  learnBeyond?: BeginOnline,
): Engine {
  const more = learnBeyond === undefined ? {} : { learnBeyond }
  const simulation = createSimulation(scenario, { tape, actors, ...more })
  const { cast, end } = simulation
  const longest = Math.max(1, Math.ceil(end / SLICES))
  let slice = longest
  return {
    cast,
    end,
    partitions: undefined,
    get now() {
      return simulation.now
    },
    get finished() {
      return simulation.finished
    },
    get counts() {
      return simulation.counts
    },
    async advance() {
      const begun = performance.now()
      simulation.runUntil(simulation.now + slice)
      const took = performance.now() - begun
      if (took > SLICE_MS) slice = Math.max(1, Math.floor(slice / 2))
      else if (took < SLICE_MS / 4) slice = Math.min(longest, slice * 2)
      // Signals are heard between macrotasks, and not within a slice.
      await setImmediate()
    },
    async stop() {},
    hash: () => simulation.hash(),
    async close() {},
  }
}

/** Several kernels elsewhere. */
export async function createPartitionedEngine(
  { until }: Scenario,
  { transport, start }: PartitionPlan,
  tape: Tape,
  folder: RunFolder,
): Promise<Engine> {
  const { run, cast } = await start(tape)
  const { coordinator, lookahead } = run
  const keys = cast.flatMap(({ group, count }) =>
    Array.from({ length: count }, (_, index) => `${group}/${index}`),
  )
  const isOver = (): boolean => coordinator.finished && coordinator.now > until
  return {
    cast,
    end: until,
    get partitions() {
      const bounded = Number.isFinite(lookahead) ? lookahead : null
      const pace = isOver() ? { pace: paceOf(coordinator.pace) } : {}
      return { transport, lookahead: bounded, each: [...coordinator.partitions], ...pace }
    },
    get now() {
      return Math.min(coordinator.now, until)
    },
    get finished() {
      return isOver()
    },
    get counts() {
      const { events, records } = coordinator
      return { events, records }
    },
    advance: () => run.advance(),
    async stop() {
      run.stop()
      while (!coordinator.finished) await run.advance()
    },
    hash() {
      if (!coordinator.finished) return hashOf(chainsOf(folder.tape, keys))
      const none = { chain: new Uint32Array(CHAIN_WORDS), count: 0 }
      return hashOf(keys.map((key, id) => ({ key, ...(coordinator.chains[id] ?? none) })))
    },
    close: () => run.close(),
  }
}
