import { Directory } from '../kernel/directory.ts'
import { Kernel, KernelFailure } from '../kernel/kernel.ts'
import type { Latency } from '../kernel/latency.ts'
import { type Chains, createChains, createRecorder, type RecordSink } from '../kernel/recorder.ts'
import type { Log } from './actor-door.ts'
import { type Member, Part } from './part.ts'
import { createPartitions, type Partitions } from './partitions.ts'

/** A cast on its stage, before it is known what market they make. */
export interface SystemParts {
  /** 0..2^53 − 1. */
  readonly seed: number
  readonly members: readonly Member[]
  /** Made from the members' keys; every kernel asks the same one. */
  readonly latency: Latency
  /** Pairs, by dense id, who may speak with each other though neither is a hub. */
  readonly links?: readonly (readonly [number, number])[]
  /** Hear every record, in the order of the run. More may be added while it stands. */
  readonly sinks?: RecordSink[]
  /** Which of several kernels hosts each member, by dense id, from 0; default one kernel. */
  readonly placement?: readonly number[]
  /** ns of a window, where the kernels are several: for those who test what a wrong one does. */
  readonly window?: number
  readonly log?: Log
}

/** A stopped run: when, at whom, and why. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError'
  readonly at: number
  readonly actor: string

  constructor(at: number, actor: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.at = at
    this.actor = actor
  }
}

/** Actors under one clock, wherever they are. */
export interface System {
  readonly directory: Directory
  readonly now: number
  /** The time of the next event; Infinity where there is none. */
  readonly nextTime: number
  readonly events: number
  /** By kernel, where they are several: events handled, and messages sent to other kernels. */
  readonly counts?: Partitions['counts'] | undefined
  readonly chains: Chains
  /** Handles every event before `end`. @returns whether it came so far; false after `pause` */
  runBefore(end: number): boolean
  /** Handles one event. @throws Error where the kernels are several: they step by windows */
  step(): boolean
  pause(): void
}

/**
 * Puts the members on their stage. One kernel, or several in this process that exchange messages
 * through a transport in windows of the lookahead: the tape is the same.
 *
 * @throws RangeError where a key is there twice
 */
export function createSystem(parts: SystemParts): System {
  const { members, latency, placement, log } = parts
  const directory = directoryOf(parts)
  const chains = createChains(members.length)
  const recorder = createRecorder(chains, parts.sinks ?? [])

  if (placement === undefined) {
    const kernel = new Kernel({ directory, latency, recorder })
    settle(members, log, () => kernel)
    return new NamedSystem(kernel, directory, chains)
  }
  const partitions = createPartitions(directory, latency, recorder, parts.window)
  settle(members, log, (id) => partitions.kernels[directory.placement[id] as number])
  return new NamedSystem(partitions, directory, chains)
}

/** Who there is in a run. @throws RangeError where a key is there twice */
export function directoryOf({ members, seed, links, placement }: SystemParts): Directory {
  const keys = members.map(({ key }) => key)
  if (new Set(keys).size !== members.length) {
    throw new RangeError("two members have the same key; a key is an actor's one name")
  }
  return new Directory({
    seed,
    keys,
    hubs: members.flatMap(({ isHub }, id) => (isHub === true ? [id] : [])),
    links: links ?? [],
    thinking: members.map(({ thinking }) => thinking ?? 0),
    ...(placement === undefined ? {} : { placement }),
  })
}

/** Gives every member its place, those who have a kernel here. */
export function settle(
  members: readonly Member[],
  log: Log | undefined,
  kernelOf: (id: number) => Kernel | undefined,
): void {
  members.forEach((member, id) => {
    const kernel = kernelOf(id)
    if (kernel !== undefined) new Part(kernel, id, member, log)
  })
}

/** What runs: a kernel, or several. */
type Running = Pick<
  System,
  'now' | 'nextTime' | 'events' | 'counts' | 'runBefore' | 'step' | 'pause'
>

/**
 * The system, whose failures name the actor. No object of getters: those of a run's own keep all of it
 * in memory until the next collection of everything.
 */
class NamedSystem implements System {
  readonly directory: Directory
  readonly chains: Chains
  private readonly running: Running

  constructor(running: Running, directory: Directory, chains: Chains) {
    this.running = running
    this.directory = directory
    this.chains = chains
  }

  get now(): number {
    return this.running.now
  }

  get nextTime(): number {
    return this.running.nextTime
  }

  get events(): number {
    return this.running.events
  }

  get counts(): System['counts'] {
    return this.running.counts
  }

  runBefore(end: number): boolean {
    return this.naming(() => this.running.runBefore(end))
  }

  step(): boolean {
    return this.naming(() => this.running.step())
  }

  pause(): void {
    this.running.pause()
  }

  private naming<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      if (!(error instanceof KernelFailure)) throw error
      const { time, recipient } = error.key
      throw new SimulationError(time, this.directory.keys[recipient] as string, error.cause)
    }
  }
}
