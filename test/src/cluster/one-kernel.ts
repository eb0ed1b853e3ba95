import { createMemoryTape } from '../../../src/journal/tape.ts'
import { hashOf } from '../../../src/journal/tape-hash.ts'
import type { PlacedStage } from '../../../src/simulation/stage.ts'
import { createSystem, SimulationError } from '../../../src/simulation/system.ts'

/** What is left of a run, and how it was partitioned. */
export interface Trace {
  readonly hash: string
  readonly bytes: Uint8Array
  /** How an actor stopped it, if one did. */
  readonly stopped: string
  readonly events: number
  /** How far it came, ns. */
  readonly now: number
  readonly counts: readonly { readonly events: number; readonly exchanged: number }[]
}

/** Runs a stage in this process: on one kernel, or on the kernels that its placement says. */
export function runHere({ parts, end }: PlacedStage, where: 'together' | 'apart'): Trace {
  const { placement: _, ...rest } = parts
  const tape = createMemoryTape()
  const system = createSystem({ ...(where === 'apart' ? parts : rest), sinks: [tape] })
  let stopped = ''
  try {
    system.runBefore(end)
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error
    stopped = tellStop(error)
  }
  const { words, counts } = system.chains
  const chains = system.directory.keys.map((key, id) => ({
    key,
    chain: words.subarray(id * 4, id * 4 + 4),
    count: counts[id] as number,
  }))
  return {
    hash: hashOf(chains),
    bytes: tape.bytes(),
    stopped,
    events: system.events,
    now: system.now,
    counts: system.counts ?? [],
  }
}

export const tellStop = ({ at, actor, message }: SimulationError): string =>
  `${at} ${actor} ${message}`

/**
 * Whether a run is worth counting: each of its partitions, two or more, handled at least a fifth of
 * the events, and sent the others at least a thousand messages.
 */
export const isReallyApart = ({ counts, events }: Trace): boolean =>
  counts.length > 1 && counts.every((part) => part.events >= events / 5 && part.exchanged >= 1_000)
