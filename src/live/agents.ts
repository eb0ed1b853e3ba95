import { type JetStreamClient, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { headers, type NatsConnection } from '@nats-io/transport-node'
import { CELL_FLOATS, CELL_WORDS } from '../../protocols/cells.ts'
import { encode } from '../../protocols/codec.ts'
import { Kind } from '../../protocols/kind.ts'
import { EVERYONE } from '../../protocols/layout.ts'
import { Kernel } from '../kernel/kernel.ts'
import { constantLatency } from '../kernel/latency.ts'
import { assemble } from '../simulation/assemble.ts'
import { directoryOf, settle } from '../simulation/system.ts'
import { add, type Batch, batchOf, bytesOf, createBatch } from '../transport/batch.ts'
import { answer } from './answer.ts'
import { askInfo } from './ask-info.ts'
import { type Dial, dial, hangUp, LiveError } from './dial.ts'
import { createDurations } from './durations.ts'
import { Ear } from './ear.ts'
import { memoryNow } from './memory.ts'
import { keyOfSubject, type LiveNames, namesOf, tokenOf } from './names.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { readStream } from './read-stream.ts'
import { WINDOW } from './replay-window.ts'
import type { AgentsStatus, MarketInfo } from './told.ts'
import { wallNanos } from './wall.ts'

/** How a process of agents is run. */
export interface AgentsOptions extends Dial {
  readonly market: string
  /** The groups that it hosts; left out: all but the venues. */
  readonly only?: readonly string[] | undefined
  readonly note: (text: string) => void
  readonly onReady?: (status: () => AgentsStatus) => void
  readonly isStopping: () => boolean
}

/**
 * Frames on their way to the stream, and messages in them, beyond which agents wait: fewer than the
 * exchange keeps numbers of, so that what is sent again is known for what it is.
 */
const IN_FLIGHT = 512
const MESSAGES = WINDOW / 4
/** Orders whose first report is waited for, to tell how long it took. */
const ASKED = 65_536
/** ms between two beats of a participant's. */
const BEAT = 1_000
/** What an agent's numbers leave out after a restart: what may still be on its way of before. */
const LEAP = WINDOW

/**
 * Hosts agents of a live market on the wall clock until its day is over or somebody stops them. The
 * scenario is the exchange's. What the agents send to venues goes through the stream; what they hear
 * comes as it comes, and no delay is modelled beside.
 *
 * @throws LiveError where there is no such market, or no such group in it
 */
export async function serveAgents(options: AgentsOptions): Promise<AgentsStatus> {
  const connection = await dial(options)
  try {
    const names = namesOf(options.market)
    const info = await askInfo(connection, names, options)
    const host = new AgentsHost(connection, names, info, options)
    await host.run()
    return host.status()
  } finally {
    await hangUp(connection)
  }
}

const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

class AgentsHost {
  private readonly connection: NatsConnection
  private readonly names: LiveNames
  private readonly info: MarketInfo
  private readonly options: AgentsOptions
  private readonly js: JetStreamClient
  private readonly outbox: Outbox
  private readonly ear: Ear
  private readonly kernel: Kernel
  private readonly keys: readonly string[]
  private readonly ids: ReadonlyMap<string, number>
  /** By dense id: whether the agent is one of this process. */
  private readonly isHere: readonly boolean[]
  private readonly groups: readonly string[]
  private readonly here: readonly number[]
  private readonly venues: number
  private readonly roundTrip = createDurations()
  /** When an order of an agent's was sent, by agent and number. */
  private readonly asked = new Map<string, number>()
  /** What was said in the turn in hand, by sender: to venues, to others, to all. */
  private toVenues = new Map<number, Batch>()
  private toOthers: { from: number; to: number; batch: Batch }[] = []
  private toAll = new Map<number, Batch>()
  private sent = 0
  private heldBack = 0
  private reports = 0
  private ownNumbers = new Map<number, number>()
  private failure: LiveError | undefined

  constructor(
    connection: NatsConnection,
    names: LiveNames,
    info: MarketInfo,
    options: AgentsOptions,
  ) {
    this.connection = connection
    this.names = names
    this.info = info
    this.options = options
    this.js = jetstream(connection, { timeout: 5_000 })
    this.outbox = createOutbox(this.js, options.note)
    const venues = info.scenario.venues.length
    this.ear = new Ear(connection, names, venues, () => this.wake?.())
    const { scenario } = info
    const { members, groups } = assemble(scenario)
    this.venues = venues
    this.keys = members.map(({ key }) => key)
    this.ids = new Map(this.keys.map((key, id) => [key, id]))
    const all = groups.slice(this.venues).map(({ group }) => group)
    this.groups = options.only ?? all
    for (const group of this.groups) {
      if (all.includes(group)) continue
      throw new LiveError(`there is no group "${group}": the groups are ${all.join(', ')}`)
    }
    this.isHere = this.keys.map((key, id) => {
      return id >= this.venues && this.groups.includes(key.split('/')[0] as string)
    })
    this.here = this.keys.flatMap((_, id) => (this.isHere[id] ? [id] : []))
    const latency = constantLatency(1)
    const directory = directoryOf({ seed: scenario.seed, members, latency })
    const forward = this.forward.bind(this)
    this.kernel = new Kernel({ directory, latency, recorder: { record() {} }, port: { forward } })
    this.kernel.beginAt(this.wall())
    for (const id of this.here) {
      const { sequence, ended, isOpen } = info.sessions[id] as MarketInfo['sessions'][number]
      if (sequence > 0) this.kernel.goOn(id, sequence + LEAP, ended + (isOpen ? 1 : 0))
    }
    settle(members, undefined, (id) => (this.isHere[id] ? this.kernel : undefined))
  }

  private wall(): number {
    const { zero, speed } = this.info
    return Math.max(0, Math.round((wallNanos() - Number(zero)) * speed))
  }

  async run(): Promise<void> {
    const { options, kernel, info } = this
    const { until } = info.scenario
    this.leaveEarlierSessions()
    this.listen()
    const stop = await this.consumeReports()
    await this.connection.flush()
    await this.ear.catchUp()
    const beat = setInterval(() => this.beat(), BEAT)
    this.beat()
    options.onReady?.(() => this.status())
    try {
      while (!options.isStopping() && kernel.now <= until) {
        if (this.failure !== undefined) throw this.failure
        if (this.isFull()) this.heldBack++
        else this.turn()
        const wait = (kernel.nextTime - this.wall()) / info.speed / 1e6
        await this.sleep(Math.max(0, Math.min(wait, 20)))
      }
    } finally {
      clearInterval(beat)
      stop()
    }
    if (kernel.now <= until) this.leave()
    await this.outbox.settle(5_000)
  }

  private isFull(): boolean {
    const { inFlight, messagesInFlight } = this.outbox
    return inFlight >= IN_FLIGHT || messagesInFlight >= MESSAGES
  }

  private wake: (() => void) | undefined

  /** Waits so many ms, or until something comes. */
  private async sleep(ms: number): Promise<void> {
    if (this.ear.isFull && !this.isFull()) {
      await new Promise((resolve) => setImmediate(resolve))
      return
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, ms))
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.wake = undefined
  }

  /** Lets the agents hear what came, and do what is due. */
  private turn(): void {
    const { kernel } = this
    const now = Math.max(this.wall(), kernel.now)
    const { cells, used } = this.ear.take()
    for (let cell = 0; cell < used; ) {
      const count = ((cells.words[cell * CELL_WORDS] as number) >>> 8) & 255
      cells.floats[cell * CELL_FLOATS + 3] = now
      kernel.accept(cells.words, cell, count)
      cell += count
    }
    kernel.runBefore(now + 1)
    this.flush()
  }

  private forward(words: Uint32Array, cell: number, count: number): void {
    const w = cell * CELL_WORDS
    const sender = words[w + 1] as number
    const recipient = words[w + 2] as number
    if (recipient === EVERYONE) add(batchOf(this.toAll, sender), words, cell, count)
    else if (recipient < this.venues) {
      this.sent++
      if ((((words[w] as number) >>> 16) & 255) === Kind.newOrder) {
        this.asked.set(`${sender}/${words[w + 8]}`, performance.now())
        // Of what the exchange drops there is no report.
        if (this.asked.size > ASKED) this.asked.delete(this.asked.keys().next().value as string)
      }
      add(batchOf(this.toVenues, sender), words, cell, count)
    } else {
      const batch = createBatch()
      add(batch, words, cell, count)
      this.toOthers.push({ from: sender, to: recipient, batch })
    }
  }

  /** Sends what was said: a frame for each sender. */
  private flush(): void {
    const { connection, names, keys } = this
    for (const [sender, batch] of this.toVenues) {
      this.outbox.send(`${names.orders}.${tokenOf(keys[sender] as string)}`, bytesOf(batch))
    }
    for (const { from, to, batch } of this.toOthers) {
      const ends = `${tokenOf(keys[from] as string)}.${tokenOf(keys[to] as string)}`
      connection.publish(`${names.direct}.${ends}`, bytesOf(batch))
    }
    for (const [sender, batch] of this.toAll) {
      const number = (this.ownNumbers.get(sender) ?? 0) + 1
      this.ownNumbers.set(sender, number)
      const head = headers()
      head.set('Outcry-Number', `${number}`)
      const subject = `${names.data}.${tokenOf(keys[sender] as string)}`
      connection.publish(subject, bytesOf(batch), { headers: head })
    }
    this.toVenues = new Map()
    this.toOthers = []
    this.toAll = new Map()
  }

  private listen(): void {
    const { connection, names, ids, isHere } = this
    connection.subscribe(`${names.data}.*.*`, {
      callback: (_, message) => {
        const publisher = ids.get(keyOfSubject(message.subject))
        if (publisher === undefined || isHere[publisher]) return
        this.ear.hearData(publisher, message)
      },
    })
    for (const group of this.groups) {
      connection.subscribe(`${names.direct}.*.*.${group}.*`, {
        callback: (_, { subject, data }) => {
          const from = ids.get(keyOfSubject(subject.split('.').slice(0, -2).join('.')))
          const to = ids.get(keyOfSubject(subject))
          if (from !== undefined && to !== undefined && isHere[to]) this.ear.hear(data, to, from)
        },
      })
    }
    answer(connection, names.status, () => JSON.stringify(this.status()))
  }

  /** Reads the reports of its agents from their stream, which has every one. */
  private async consumeReports(): Promise<() => void> {
    const { names, options, groups } = this
    const filters =
      options.only === undefined
        ? [`${names.reports}.>`]
        : groups.map((group) => `${names.reports}.${group}.*`)
    // Whether there is JetStream at all it may not ask.
    const jsm = await jetstreamManager(this.connection, { timeout: 5_000, checkAPI: false })
    let isDone = false
    const isStopping = (): boolean => isDone

    for (const filter of filters) {
      const reading = { filter, silence: 5_000, isStopping }
      this.hearReports(readStream(this.js, jsm, names.outputs, reading)).catch((cause) => {
        this.failure ??= new LiveError(
          `the reports of ${names.market} cannot be read: ${whyOf(cause)}; where the market was ` +
            'begun anew, start its agents again',
          { cause },
        )
      })
    }
    return () => {
      isDone = true
    }
  }

  private async hearReports(messages: AsyncIterable<JsMsg>): Promise<void> {
    for await (const message of messages) this.hearReport(message)
  }

  private hearReport(message: JsMsg): void {
    const id = this.ids.get(keyOfSubject(message.subject))
    if (id === undefined || !this.isHere[id]) return
    this.reports++
    const now = performance.now()
    const words = new Uint32Array(new Uint8Array(message.data).buffer)
    for (let w = 0; w < words.length; w += (((words[w] as number) >>> 8) & 255) * CELL_WORDS) {
      const name = `${id}/${words[w + 8]}`
      const asked = this.asked.get(name)
      if (asked === undefined) continue
      this.asked.delete(name)
      this.roundTrip.add(now - asked)
    }
    this.ear.hear(message.data, id)
  }

  private beat(): void {
    const { connection, names, keys } = this
    for (const id of this.here) connection.publish(`${names.beats}.${tokenOf(keys[id] as string)}`)
  }

  /** Ends the sessions that its agents had in an earlier process: their orders are cancelled. */
  private leaveEarlierSessions(): void {
    for (const id of this.here) {
      const { isOpen, sequence } = this.info.sessions[id] as MarketInfo['sessions'][number]
      if (isOpen) this.endSession(id, sequence + LEAP - this.venues)
    }
  }

  /** Ends the sessions of its agents. */
  private leave(): void {
    for (const id of this.here) this.endSession(id, this.kernel.sequenceOf(id) + 1)
  }

  private endSession(id: number, sequence: number): void {
    const { names, keys } = this
    for (let venue = 0; venue < this.venues; venue++) {
      const envelope = { sender: id, recipient: venue, sent: this.wall(), arrives: 0 }
      const bye = { kind: Kind.disconnect, sequence: sequence + venue, ...envelope }
      this.outbox.send(`${names.orders}.${tokenOf(keys[id] as string)}`, encode(bye as never))
    }
  }

  status(): AgentsStatus {
    const { outbox, options, kernel } = this
    return {
      is: 'agents',
      name: options.name,
      groups: this.groups,
      agents: this.here.length,
      now: kernel.now,
      sent: this.sent,
      acknowledged: outbox.acknowledged,
      inFlight: outbox.inFlight,
      repeated: outbox.repeated,
      heldBack: this.heldBack,
      reports: this.reports,
      data: this.ear.data,
      gaps: this.ear.gaps,
      acknowledgement: outbox.durations.percentiles(),
      roundTrip: this.roundTrip.percentiles(),
      memory: memoryNow(),
    }
  }
}
