import {
  type JetStreamManager,
  type JsMsg,
  jetstream,
  type StreamUpdateConfig,
} from '@nats-io/jetstream'
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node'
import { EVERYONE } from '../../protocols/layout.ts'
import { openFileTape } from '../journal/file-tape.ts'
import { bytesOf } from '../transport/batch.ts'
import { Admission } from './admission.ts'
import { again } from './again.ts'
import { answer } from './answer.ts'
import { type Dial, dial, hangUp, LiveError } from './dial.ts'
import { beginEpoch, type Epoch, type EpochOptions, hashOfTerms, otherTerms } from './epoch.ts'
import { type Control, controlText, readControl } from './input.ts'
import { memoryNow } from './memory.ts'
import { keyOfSubject, namesOf, tokenOf } from './names.ts'
import { type OutputLog, ROOM } from './output-log.ts'
import { readStream } from './read-stream.ts'
import { createSequencedMarket, type SequencedMarket } from './sequenced-market.ts'
import { newestSnapshot, writeSnapshot } from './snapshots.ts'
import { createTeller, type Teller } from './teller.ts'
import type { ExchangeStatus, MarketInfo } from './told.ts'
import { wallNanos } from './wall.ts'

/** How a live exchange is run. Its folder has its tape and snapshots, from which it goes on. */
export interface ExchangeOptions extends EpochOptions, Omit<Dial, 'name'> {
  readonly tape: string
  /** ms after which a participant of whom nothing is heard is taken for gone. */
  readonly patience: number
  /** ms for which nothing is taken of a participant who floods, the first time. */
  readonly cutOff: number
  /** Messages taken between two snapshots. */
  readonly snapshotEvery: number
  readonly note: (text: string) => void
  /** Told when it takes part. */
  readonly onReady?: (status: () => ExchangeStatus) => void
  readonly isStopping: () => boolean
}

/** What an exchange came to. */
export interface ExchangeOutcome {
  readonly market: SequencedMarket
  /** Whether the day came to its end. */
  readonly isComplete: boolean
}

/**
 * Runs a scenario's venues behind a JetStream sequencer until their day is over or somebody stops it:
 * recovers from the newest snapshot and the inputs after it, and then takes each input in the
 * stream's order, at the stream's time.
 *
 * @throws LiveError where the server is not there, or another exchange takes over
 */
export async function serveExchange(options: ExchangeOptions): Promise<ExchangeOutcome> {
  const connection = await dial({ ...options, name: 'exchange' })
  try {
    const exchange = new LiveExchange(connection, options, await beginEpoch(connection, options))
    try {
      await exchange.run()
    } finally {
      exchange.close()
    }
    return exchange
  } finally {
    await hangUp(connection)
  }
}

class LiveExchange implements ExchangeOutcome {
  readonly market: SequencedMarket
  isComplete = false
  private readonly connection: NatsConnection
  private readonly options: ExchangeOptions
  private readonly names
  private readonly tape
  private readonly termsHash: string
  private readonly ids: ReadonlyMap<string, number>
  /** When each participant was heard last, ms. */
  private readonly heard = new Map<number, number>()
  /** Whom the stream was told to disconnect, and has not yet. */
  private readonly leaving = new Set<number>()
  private readonly log: OutputLog
  private readonly teller: Teller
  private readonly epoch: number
  private readonly zero: bigint
  private readonly jsm: JetStreamManager
  private readonly admission: Admission
  private last: number | undefined
  private input = 0
  private snapshotAt = 0
  private takenAt = 0
  private published = 0
  private isTicking = false
  private isCurrent = false
  private failure: unknown
  private pending = 0

  constructor(connection: NatsConnection, options: ExchangeOptions, epoch: Epoch) {
    const { scenario, folder, tape, throttle, note } = options
    this.connection = connection
    this.options = options
    this.names = namesOf(options.market)
    this.epoch = epoch.epoch
    this.zero = epoch.zero
    this.log = epoch.log
    this.last = epoch.last
    this.jsm = epoch.jsm
    this.termsHash = hashOfTerms(options)
    const origin = { terms: this.termsHash, zero: `${this.zero}` }
    const from = newestSnapshot(folder, { ...origin, tape }, (path, why) => {
      note(`${path} is left out: ${why}`)
    })
    this.tape = openFileTape(tape, from?.tape ?? 0)
    this.input = this.snapshotAt = from?.input ?? 0
    this.market = createSequencedMarket(scenario, {
      sinks: [this.tape],
      from: from?.market,
      throttle,
    })
    this.takenAt = this.market.taken
    this.teller = this.createTeller()
    this.ids = new Map(this.market.keys.map((key, id) => [key, id]))
    this.admission = new Admission({
      ...{ jsm: this.jsm, names: this.names, keys: this.market.keys, note },
      ...{ rate: throttle.rate * options.speed, pause: options.cutOff },
    })
    this.listen()
    this.serve()
  }

  private createTeller(): Teller {
    const { market, names, log, connection } = this
    const tokens = market.keys.map(tokenOf)
    const data = `${names.data}.${tokens[0]}`
    return createTeller({
      market,
      log,
      subjectOf: (participant) => `${names.reports}.${tokens[participant]}`,
      publish: (payload) => {
        if (!this.isCurrent) return
        // Each payload has a number, so that a reader sees a gap.
        connection.publish(data, payload, { headers: this.headOf(++this.published) })
      },
      later: (tell) =>
        setImmediate(() => {
          try {
            tell()
          } catch (failure) {
            this.failure ??= failure
          }
        }),
    })
  }

  /** Takes inputs until the day is over, or somebody stops it. */
  async run(): Promise<void> {
    const { options, names, market } = this
    const js = jetstream(this.connection)
    const timer = setInterval(() => this.watch(), 5)
    if (this.last !== undefined && this.input >= this.last) this.becomeCurrent()
    const isStopping = (): boolean => this.isOver()
    const reading = { after: this.input, silence: 2_000, isStopping }
    try {
      for await (const message of readStream(js, this.jsm, names.inputs, reading)) {
        this.take(message)
        if (this.log.waiting > ROOM) await this.log.settle(ROOM / 2)
        if (this.isForSnapshot()) await this.snapshot()
        if (market.now > options.scenario.until) await this.seal()
        if (this.isOver()) break
      }
    } finally {
      clearInterval(timer)
    }
    if (this.failure !== undefined) throw this.failure
    await this.snapshot()
    this.isComplete = this.market.now > options.scenario.until
  }

  /** What is refused changes no book, so that a flood does not have a snapshot written all the time. */
  private isForSnapshot(): boolean {
    const { snapshotEvery } = this.options
    const isNew = this.market.taken - this.takenAt >= snapshotEvery
    return isNew || this.input - this.snapshotAt >= UNTAKEN * snapshotEvery
  }

  private isOver(): boolean {
    const isRead = this.last !== undefined && this.input >= this.last
    return isRead || this.failure !== undefined || this.options.isStopping()
  }

  /** The day is over: the stream takes no more, and what it has is the whole of the day. */
  private async seal(): Promise<void> {
    if (this.last !== undefined) return
    const { names, jsm } = this
    await again(() => jsm.streams.update(names.inputs, SEALED))
    this.last = (await jsm.streams.info(names.inputs)).state.last_seq
  }

  private take(message: JsMsg): void {
    const { names } = this
    // What came before the epoch is no news.
    if (message.seq === this.epoch) this.teller.tell()
    this.input = message.seq
    this.pending = message.info.pending
    const stamp = Number(message.timestampNanos - this.zero)
    const time = Math.max(0, Math.round(stamp * this.options.speed))
    if (message.subject === names.control) this.obey(time, message)
    else {
      const participant = this.ids.get(keyOfSubject(message.subject)) ?? EVERYONE
      const { orders, others } = this.market.take(time, participant, message.data)
      this.heard.set(participant, performance.now())
      // Under keys a server still sends answers to where the asker says: others' subjects, too.
      const refused = this.options.seed === undefined ? orders + others : orders
      if (refused > 0 && this.isCurrent) {
        this.admission.refused(participant, refused, stamp / 1e6, this.elapsed() / 1e6)
      }
    }
    this.teller.say(message.seq)
  }

  private obey(time: number, message: JsMsg): void {
    const { market, epoch, names } = this
    const control = readControl(message.data)
    if (control?.is === 'begin' && control.terms !== this.termsHash) {
      this.failure = otherTerms(names.market)
    } else if (control?.is === 'begin' && message.seq > epoch) {
      this.failure = new LiveError('another exchange of this market has taken over')
    } else if (control?.is === 'disconnect') {
      const { participant } = control
      const { isOpen } = market.sessionOf(participant)
      const does = control.why === 'flood' ? 'floods' : 'says nothing'
      if (isOpen) this.options.note(`${market.keys[participant]} ${does}: its orders are cancelled`)
      market.disconnect(time, participant)
      this.leaving.delete(participant)
    } else {
      market.advance(time)
      this.isTicking = false
    }
    if (message.seq === epoch && !this.isCurrent) this.becomeCurrent()
  }

  /** All inputs of earlier epochs are taken: what comes now is new. */
  private becomeCurrent(): void {
    const { market } = this
    this.isCurrent = true
    const now = performance.now()
    market.keys.forEach((_, id) => {
      if (market.sessionOf(id).isOpen) this.heard.set(id, now)
    })
    this.options.note(`epoch ${this.epoch}: ${market.taken} messages taken before it`)
    this.options.onReady?.(() => this.status())
  }

  /** ns since the stream's first message, as this machine's clock has it. */
  private elapsed(): number {
    return wallNanos() - Number(this.zero)
  }

  /** Exchange time now. */
  private wall(): number {
    return Math.max(0, Math.round(this.elapsed() * this.options.speed))
  }

  /** Looks after what no message brings: timers that are due, participants that are silent or cut off. */
  private watch(): void {
    const { market, options, admission } = this
    if (!this.isCurrent || this.last !== undefined) return
    admission.keep(this.elapsed() / 1e6)
    const due = Math.min(market.nextTime, options.scenario.until + 1)
    if (!this.isTicking && this.wall() >= due) {
      this.isTicking = true
      this.control({ is: 'tick' }, () => {
        this.isTicking = false
      })
    }
    const silentSince = performance.now() - options.patience
    for (const [participant, at] of this.heard) {
      // All that the stream has of who is cut off is there already: its end comes after it.
      const why = admission.isOut(participant) ? 'flood' : 'silence'
      if ((at >= silentSince && why === 'silence') || this.leaving.has(participant)) continue
      this.heard.delete(participant)
      if (!market.sessionOf(participant).isOpen) continue
      this.leaving.add(participant)
      this.control({ is: 'disconnect', participant, why }, () => {
        this.leaving.delete(participant)
        this.heard.set(participant, at)
      })
    }
  }

  /** Says something to itself through the stream; where the stream has no leader, it may try again. */
  private control(control: Control, failed: () => void): void {
    jetstream(this.connection)
      .publish(this.names.control, controlText(control))
      .catch(() => setTimeout(failed, 500))
  }

  private listen(): void {
    const { connection, names } = this
    connection.subscribe(`${names.beats}.*.*`, {
      callback: (_, { subject }) => {
        const participant = this.ids.get(keyOfSubject(subject))
        if (participant !== undefined) this.heard.set(participant, performance.now())
      },
    })
  }

  /** What is asked of it: how it is, who the market is, and its data so far. */
  private serve(): void {
    const { names, market, connection } = this
    answer(connection, names.status, () => JSON.stringify(this.status()))
    answer(connection, `${names.ask}.info`, () => JSON.stringify(this.info()))
    answer(
      ...([connection, `${names.ask}.snapshot`] as const),
      () => bytesOf(market.newest()),
      () => this.headOf(this.published),
    )
  }

  private headOf(number: number): MsgHdrs {
    const head = headers()
    head.set('Outcry-Number', `${number}`)
    head.set('Outcry-Epoch', `${this.epoch}`)
    return head
  }

  private info(): MarketInfo {
    const { market, options } = this
    const { scenario, speed } = options
    return {
      scenario,
      speed,
      zero: `${this.zero}`,
      epoch: this.epoch,
      isCurrent: this.isCurrent,
      sessions: market.keys.map((_, id) => market.sessionOf(id)),
    }
  }

  private status(): ExchangeStatus {
    const { market, log } = this
    const open = market.keys.filter((_, id) => market.sessionOf(id).isOpen).length
    return {
      is: 'exchange',
      epoch: this.epoch,
      now: market.now,
      lag: Math.max(0, this.wall() - market.now),
      input: this.input,
      pending: this.pending,
      taken: market.taken,
      refused: Object.fromEntries(market.refused),
      participants: open,
      cutOff: this.admission.out,
      cutOffs: this.admission.times,
      outputs: log.appended,
      outputsWaiting: log.waiting,
      published: this.published,
      snapshot: this.snapshotAt,
      memory: memoryNow(),
    }
  }

  /** Keeps the state, once the stream has all that was said before it. */
  private async snapshot(): Promise<void> {
    const { market, tape, options, termsHash } = this
    this.teller.tell()
    await this.log.settle()
    const saved = market.save()
    if (saved === undefined) return
    tape.flush()
    const { input } = this
    const origin = { terms: termsHash, zero: `${this.zero}` }
    const snapshot = { input, tape: tape.length, ...origin, market: saved }
    writeSnapshot(options.folder, snapshot)
    this.snapshotAt = input
    this.takenAt = market.taken
  }

  close(): void {
    this.log.close()
    this.tape.close()
  }
}

/** Inputs between two snapshots where none of them is taken: so many times the usual. */
const UNTAKEN = 100

/** A stream that takes no more; the client's types leave it out. */
const SEALED = { sealed: true } as Partial<StreamUpdateConfig>
