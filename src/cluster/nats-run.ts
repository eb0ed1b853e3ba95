import { randomUUID } from 'node:crypto'
import { setTimeout as pause, setImmediate } from 'node:timers/promises'
import type { NatsConnection } from '@nats-io/transport-node'
import { VERSION } from '../../protocols/layout.ts'
import type { RecordSink } from '../kernel/recorder.ts'
import { createCoordinator } from '../simulation/coordinator.ts'
import { lookahead } from '../simulation/partitions.ts'
import { directoryOf } from '../simulation/system.ts'
import { createNatsTransport } from '../transport/nats.ts'
import { TransportError } from '../transport/transport.ts'
import {
  type Application,
  type Deal,
  dialMeeting,
  hashOfText,
  joinSubject,
  MeetingError,
  pulseOf,
  stageHash,
} from './meeting.ts'
import { advanceAWhile, type PartitionedRun, PartitionLostError } from './partitioned-run.ts'
import { makeStage, type StageSource } from './stage-source.ts'

/** How a run over NATS is made. */
export interface NatsRunOptions {
  readonly servers: string
  /** What nodes ask for; default `outcry`. */
  readonly name?: string
  /** The version of the package: nodes of another are refused. */
  readonly outcry: string
  /** How long a silence of a node is borne, ms; default 5,000. */
  readonly patience?: number
  /** Told of each node that joins. */
  readonly onJoined?: (node: string, joined: number, partitions: number) => void
  /** Asked while nodes are waited for: true gives up. */
  readonly isInterrupted?: () => boolean
}

/**
 * Runs a stage in partitions that nodes host: waits until as many have joined, deals each a partition,
 * and starts them together. It is under way when this returns.
 *
 * @param sinks hear every record, in the order of the run
 * @throws MeetingError where the server is not there, a node makes another cast, or nobody waits any
 *   more
 */
export async function runOnNats(
  source: StageSource,
  sinks: readonly RecordSink[],
  options: NatsRunOptions,
): Promise<PartitionedRun> {
  const { servers, patience = 5_000 } = options
  const stage = await makeStage(source)
  const { parts, end } = stage
  const directory = directoryOf(parts)
  const partitions = 1 + Math.max(...parts.placement)
  const prefix = `outcry.run.${randomUUID()}`
  const connection = await dialMeeting(servers, 'coordinator')
  const ends = { self: partitions, partitions, hasListener: true }
  const transport = createNatsTransport({ servers, prefix }, ends)
  const coordinator = createCoordinator({ directory, partitions, transport, end, sinks })
  const nodes = createNodes(partitions)
  let lost: PartitionLostError | undefined
  const lose = (why: string): void => {
    lost ??= new PartitionLostError(why)
  }
  const say = (what: string, text?: string): void => {
    if (!connection.isClosed()) connection.publish(`${prefix}.${what}`, text)
  }

  connection.subscribe(`${prefix}.gone`, { callback: (_, message) => lose(message.string()) })
  connection.subscribe(`${prefix}.pulse.*`, {
    callback: (_, message) => {
      nodes.hear(Number(message.subject.split('.').at(-1)))
      message.respond()
    },
  })
  connection.closed().then(() => lose(`the connection to ${servers} is lost`))
  const pulse = setInterval(() => {
    const silent = coordinator.finished ? undefined : nodes.silentFor(patience)
    if (silent === undefined || lost !== undefined) return
    const why = `${silent} is lost: it said nothing for ${patience / 1000} s`
    lose(why)
    say('gone', why)
  }, pulseOf(patience))
  const close = async (): Promise<void> => {
    clearInterval(pulse)
    if (coordinator.finished) say('over')
    else say('gone', lost?.message ?? 'the run was ended by whoever started it')
    transport.close()
    await connection.drain().catch(() => {})
  }

  try {
    const ready = listenForReady(connection, prefix)
    const run = { prefix, partitions, patience, nodes, lost: () => lost }
    await gather(connection, options, source, run)
    await startTogether(connection, { ...run, ready }, stageHash(stage))
  } catch (error) {
    lose(error instanceof Error ? error.message : String(error))
    await close()
    throw error
  }

  return {
    coordinator,
    lookahead: lookahead(directory, parts.latency),
    async advance() {
      try {
        advanceAWhile(coordinator)
      } catch (error) {
        if (!(error instanceof TransportError)) throw error
        lose(error.message)
      }
      // Twice round the loop of events, so that what came is heard too.
      await setImmediate()
      await setImmediate()
      if (lost !== undefined && !coordinator.finished) throw lost
    },
    stop: () => say('stop'),
    close,
  }
}

/** Who has joined a run of so many partitions, and when each was heard last. */
export function createNodes(partitions: number) {
  const names: string[] = []
  const heard: number[] = []
  return {
    names,
    isFull: () => names.length === partitions,
    join(name: string): number {
      heard.push(performance.now())
      return names.push(name) - 1
    },
    hear(self: number): void {
      if (self < heard.length) heard[self] = performance.now()
    },
    /** The first who was not heard for longer than `patience`, ms, and what to call it. */
    silentFor(patience: number): string | undefined {
      const now = performance.now()
      const self = heard.findIndex((at) => now - at > patience)
      return self < 0 ? undefined : `node ${names[self]} (partition ${self})`
    },
  }
}

type Nodes = ReturnType<typeof createNodes>

/** What is known of a run before it begins. */
interface Gathering {
  readonly prefix: string
  readonly partitions: number
  readonly patience: number
  readonly nodes: Nodes
  /** Why it will not begin, if it will not. */
  readonly lost: () => Error | undefined
}

/** Deals partitions until all are dealt. Of several runs of one name, each node joins one. */
async function gather(
  connection: NatsConnection,
  { name = 'outcry', outcry, onJoined, isInterrupted }: NatsRunOptions,
  { input }: StageSource,
  { prefix, partitions, patience, nodes, lost }: Gathering,
): Promise<void> {
  const text = JSON.stringify(input)
  const inputHash = hashOfText(text)
  const subscription = connection.subscribe(joinSubject(name), {
    queue: 'coordinators',
    callback: (_, message) => {
      const application = message.json<Application>()
      const refused = whyRefused(application, outcry)
      if (refused !== undefined) {
        message.respond(JSON.stringify({ refused } satisfies Deal))
        return
      }
      const self = nodes.join(application.name)
      const deal: Deal = { self, partitions, prefix, input: text, inputHash, patience }
      message.respond(JSON.stringify(deal))
      if (nodes.isFull()) subscription.unsubscribe()
      onJoined?.(application.name, self + 1, partitions)
    },
  })
  while (!nodes.isFull()) {
    if (isInterrupted?.() === true) throw new MeetingError('stopped while it waited for nodes')
    throwIfLost(lost)
    await pause(20)
  }
}

function throwIfLost(lost: Gathering['lost']): void {
  const error = lost()
  if (error !== undefined) throw error
}

function whyRefused({ outcry, layout }: Application, own: string): string | undefined {
  const here = { outcry: own, layout: VERSION }
  if (outcry === here.outcry && layout === here.layout) return undefined
  return (
    `the node has outcry ${outcry} (messages of layout ${layout}), and the run is of ${own} ` +
    `(layout ${here.layout}): install the same version on both`
  )
}

/** Which nodes have made the cast, each with its hash of it; one may be ready before all are dealt. */
function listenForReady(connection: NatsConnection, prefix: string): ReadonlyMap<number, string> {
  const ready = new Map<number, string>()
  connection.subscribe(`${prefix}.ready.*`, {
    callback: (_, message) => {
      ready.set(Number(message.subject.split('.').at(-1)), message.string())
    },
  })
  return ready
}

/** Waits until every node has made the cast, holds it to be the same, and starts all of them. */
async function startTogether(
  connection: NatsConnection,
  run: Gathering & { readonly ready: ReadonlyMap<number, string> },
  expected: string,
): Promise<void> {
  const { prefix, ready, lost } = run
  const { names } = run.nodes
  while (ready.size < names.length) {
    throwIfLost(lost)
    await pause(5)
  }
  const other = names.find((_, self) => ready.get(self) !== expected)
  if (other !== undefined) {
    const why = 'makes another cast of the same scenario: its code or its files are not the same'
    throw new MeetingError(`node ${other} ${why}`)
  }
  connection.publish(`${prefix}.go`)
  await connection.flush()
}
