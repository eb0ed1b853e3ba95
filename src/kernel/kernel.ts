import { CELL_BYTES, CELL_FLOATS, CELL_WORDS, copyCells } from '../../protocols/cells.ts'
import { Kind } from '../../protocols/kind.ts'
import { EVERYONE } from '../../protocols/layout.ts'
import type { Body, Envelope, Message } from '../../protocols/message.ts'
import { MessageReader } from '../../protocols/reader.ts'
import { ID_MAX, NANOS_MAX } from '../../protocols/units.ts'
import { cellsOf, writeBody } from '../../protocols/writer.ts'
import type { Directory } from './directory.ts'
import type { EventKey } from './event-order.ts'
import { EventQueue } from './event-queue.ts'
import { FeedLog, newSubscriber, type Subscriber } from './feed-log.ts'
import { DIRECT, type Latency } from './latency.ts'
import { LinkTable } from './link-table.ts'
import type { Recorder } from './recorder.ts'
import { Slab } from './slab.ts'

/** Somebody who hears messages in this kernel. */
export interface Handler {
  /** Hears one message, through a reader that is the kernel's and moves on when this returns. */
  deliver(message: Message): void
  /**
   * Told that `deliver` threw; nothing that it said was said. What this says instead is said; where
   * it throws, the run stops here.
   */
  threw(error: unknown): void
}

/** Where messages go whose recipient another kernel hosts: `count` cells from `cell` on. */
export interface Port {
  forward(words: Uint32Array, cell: number, count: number): void
}

/** The run was stopped by an actor, at the event `key`. */
export class KernelFailure extends Error {
  override name = 'KernelFailure'
  readonly key: EventKey
  constructor(key: EventKey, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.key = key
  }
}

/** A message came for a time that this kernel has already lived through. */
export class HorizonError extends Error {
  override name = 'HorizonError'
}

/** The `life` of a timer that outlives its actor's failures. */
const IMMORTAL = ID_MAX

/** What a kernel is made of. */
export interface KernelParts {
  readonly directory: Directory
  readonly latency: Latency
  readonly recorder: Recorder
  /** Needed only where other kernels host some of the cast. */
  readonly port?: Port
}

/**
 * Virtual time: takes the earliest event, sets the clock, calls the handler, and sends on what it
 * said. It knows messages, links and feeds; what an actor is, it has never heard.
 *
 * What a handler says during a step is staged, and takes effect when the step is over: a step that
 * throws has said nothing. Everything an event causes is at least 1 ns after it.
 */
export class Kernel {
  readonly directory: Directory
  readonly latency: Latency
  /** Events handled so far; messages to actors that are gone and dead timers are not. */
  events = 0
  private readonly recorder: Recorder
  private readonly port: Port | undefined
  private readonly slab = new Slab()
  private readonly queue: EventQueue
  private readonly reader = new MessageReader()
  private readonly observer = new MessageReader()
  private readonly handlers: (Handler | undefined)[]
  private readonly sequences: Float64Array
  private readonly lives: Uint32Array
  /** When what was said last on each link arrives, where they may overtake. */
  private readonly arrivals: LinkTable
  private readonly feeds: FeedLog[] = []
  private readonly feedIds = new Map<number, number>()
  /** How often a reader has unsubscribed from a feed, where it ever did. */
  private readonly terms = new Map<number, number>()
  /** The event in hand; its time is the clock. */
  private readonly event: EventKey = { time: 0, sender: 0, sequence: 0, recipient: 0 }
  private staged = new Int32Array(64)
  private stagedCount = 0
  private horizon = 0
  private paused = false
  /** Whether a link's delay is more than its base. */
  private readonly isVaried: boolean

  constructor({ directory, latency, recorder, port }: KernelParts) {
    this.directory = directory
    this.latency = latency
    this.isVaried = latency.spread(DIRECT) > 0 || latency.queue !== undefined
    this.arrivals = new LinkTable(directory.count, 1)
    this.recorder = recorder
    this.port = port
    this.queue = new EventQueue(this.slab, directory)
    this.handlers = new Array(directory.count).fill(undefined)
    this.sequences = new Float64Array(directory.count)
    this.lives = new Uint32Array(directory.count)
  }

  /** Now: the time of the event in hand, or up to which `runBefore` went. */
  get now(): number {
    return this.event.time
  }

  /** The event in hand, or the last that was: one object, whose fields change with the next. */
  get lastEvent(): Readonly<EventKey> {
    return this.event
  }

  /** Events to come. */
  get pending(): number {
    return this.queue.length
  }

  /** The time of the next event; Infinity where there is none. */
  get nextTime(): number {
    return this.queue.nextTime
  }

  /** Lets `handler` hear what is said to `actor`, and starts it: its first message is now. */
  host(actor: number, handler: Handler): void {
    const { time } = this.event
    this.handlers[actor] = handler
    this.stage(actor, actor, { kind: Kind.start, life: this.lives[actor] as number })
    this.setArrival(this.staged[--this.stagedCount] as number, time)
    this.queue.push(time, this.staged[this.stagedCount] as number)
  }

  /** Sets the clock of a kernel that has handled nothing: what is hosted from then on starts there. */
  beginAt(time: number): void {
    this.event.time = time
    this.horizon = time
  }

  /** How much `actor` has said so far. */
  sequenceOf(actor: number): number {
    return this.sequences[actor] as number
  }

  /** Goes on where `actor`, of whom this kernel knows nothing, had said so much in so many lives. */
  goOn(actor: number, sequence: number, life: number): void {
    this.sequences[actor] = sequence
    this.lives[actor] = life
  }

  /** Which life of `actor` this is, from 0. */
  lifeOf(actor: number): number {
    return this.lives[actor] as number
  }

  /** Handles the next event, if there is one. @throws KernelFailure */
  step(): boolean {
    const time = this.queue.nextTime
    if (time === Number.POSITIVE_INFINITY) return false
    this.handle(time, this.queue.pop())
    return true
  }

  /**
   * Handles every event before `end`, then is at `end`; or stops where `pause` was called.
   * @returns whether it came to `end`
   * @throws KernelFailure where an actor stopped the run; the clock stands at that event
   */
  runBefore(end: number): boolean {
    this.paused = false
    for (let time = this.queue.nextTime; time < end; time = this.queue.nextTime) {
      if (this.paused) return false
      this.handle(time, this.queue.pop())
    }
    this.event.time = Math.max(this.event.time, end)
    this.horizon = Math.max(this.horizon, end)
    return true
  }

  /** Makes `runBefore` return after the event in hand. */
  pause(): void {
    this.paused = true
  }

  private handle(time: number, cell: number): void {
    const { words } = this.slab.cells
    const w = cell * CELL_WORDS
    const recipient = words[w + 2] as number
    const { event } = this
    event.time = time
    event.sender = words[w + 1] as number
    event.sequence = words[w + 3] as number
    event.recipient = recipient
    if (this.isStale(words, w, recipient)) {
      this.slab.release(cell)
      return
    }
    this.events++
    const handler = this.handlers[recipient] as Handler
    try {
      handler.deliver(this.reader.at(this.slab.cells, cell))
    } catch (error) {
      this.discard()
      this.askWhatNow(handler, error)
    }
    this.commit()
    this.slab.release(cell)
  }

  private askWhatNow(handler: Handler, error: unknown): void {
    try {
      handler.threw(error)
    } catch (final) {
      this.discard()
      throw new KernelFailure({ ...this.event }, final)
    }
  }

  /** A timer of an earlier life, or a publication that is no longer subscribed to. */
  private isStale(words: Uint32Array, w: number, recipient: number): boolean {
    const first = words[w] as number
    if (((first >>> 16) & 255) === Kind.timer) {
      const life = words[w + 8] as number
      return life !== this.lives[recipient] && life !== IMMORTAL
    }
    const term = first >>> 24
    if (term === 0 || this.terms.size === 0) return false
    const feed = this.feedIds.get(feedName(words, w)) as number
    return term !== this.termOf(recipient, feed)
  }

  /** Which subscription of `reader` to `feed` it is, 1..255: what was sent for an earlier one is stale. */
  private termOf(reader: number, feed: number): number {
    return 1 + ((this.terms.get(feed * this.directory.count + reader) ?? 0) % 255)
  }

  // ── what a handler may do during a step ──

  /** Says `body` to `recipient`. @throws UndeclaredLinkError */
  send(sender: number, recipient: number, body: Body): void {
    this.directory.demandLink(sender, recipient)
    this.stage(sender, recipient, body)
  }

  /** Puts a note of its own on the tape. */
  note(sender: number, body: Body): void {
    this.stage(sender, EVERYONE, body)
  }

  /** Says `body` to whoever reads its feed: the feed of its kind and instrument. */
  publish(sender: number, body: Body): void {
    this.stage(sender, EVERYONE, body)
  }

  /**
   * Sets a timer of `actor`, `delay` ns from now, rounded up, at least 1.
   * @param immortal whether it goes on when the actor's life ends
   * @returns a name for `cancel`, never the same twice
   * @throws RangeError where it would fire after NANOS_MAX
   */
  after(actor: number, delay: number, tag: number, immortal = false): number {
    const at = this.event.time + Math.max(1, Math.ceil(delay))
    if (!(at <= NANOS_MAX)) throw new RangeError(`a timer ${delay} ns from now is out of range`)
    const cell = this.stage(actor, actor, { kind: Kind.timer, tag })
    const { words } = this.slab.cells
    words[cell * CELL_WORDS + 8] = immortal ? IMMORTAL : (this.lives[actor] as number)
    this.setArrival(cell, at)
    return this.slab.generation(cell) * TIMER_CELLS + cell
  }

  /** Takes back a timer of `actor`'s present life. @returns false where there is none such */
  cancel(actor: number, timer: number): boolean {
    const cell = timer % TIMER_CELLS
    if (!this.slab.holds(cell, Math.floor(timer / TIMER_CELLS))) return false
    const { words } = this.slab.cells
    const w = cell * CELL_WORDS
    if (words[w + 1] !== actor || words[w + 2] !== actor) return false
    const life = words[w + 8] as number
    if (life !== this.lives[actor] && life !== IMMORTAL) return false
    this.slab.cancel(cell)
    if (!this.isStaged(cell)) this.queue.noteCancelled()
    return true
  }

  private isStaged(cell: number): boolean {
    for (let nth = 0; nth < this.stagedCount; nth++) if (this.staged[nth] === cell) return true
    return false
  }

  /** Ends a life of `actor`: its timers die. @returns the number of the next life */
  endLife(actor: number): number {
    this.lives[actor] = (this.lives[actor] as number) + 1
    return this.lives[actor] as number
  }

  /** The feed of `kind` by `publisher` about `instrument`, which `reader` may read from now on. */
  feed(reader: number, publisher: number, kind: number, instrument: number): number {
    const name = (publisher * 256 + kind) * 65536 + instrument
    let id = this.feedIds.get(name)
    if (id === undefined) {
      id = this.feeds.length
      this.feeds.push(new FeedLog(publisher, kind, instrument, this.directory, this.latency))
      this.feedIds.set(name, id)
    }
    if (reader !== publisher) {
      this.directory.demandLink(reader, publisher)
      const log = this.feeds[id] as FeedLog
      log.shortest = Math.min(log.shortest, this.latency.base(publisher, reader, kind))
    }
    return id
  }

  /** Delivers to `reader` what `feed` carries, from the event in hand on. */
  subscribe(reader: number, feed: number): void {
    const log = this.feeds[feed] as FeedLog
    if (log.subscribers.has(reader)) return
    const term = this.termOf(reader, feed)
    const subscriber = newSubscriber(reader, term)
    log.forEachOnItsWay(subscriber, this.event, (cell, at) => {
      this.deliverAt(log.cells.words, cell, subscriber, at)
    })
    log.subscribers.set(reader, subscriber)
  }

  /** Ends it at the event in hand: what is on its way is not delivered. */
  unsubscribe(reader: number, feed: number): void {
    if (!(this.feeds[feed] as FeedLog).subscribers.delete(reader)) return
    const name = feed * this.directory.count + reader
    this.terms.set(name, (this.terms.get(name) ?? 0) + 1)
  }

  /**
   * What `reader` would have been delivered last; see `observe` in the actor contract.
   * @throws RangeError where the feed's link has a state
   */
  observe(reader: number, feed: number): (Body & Envelope) | undefined {
    const log = this.feeds[feed] as FeedLog
    const refusal = log.refusal(reader)
    if (refusal !== undefined) throw new RangeError(refusal)
    const cell = log.observed(reader, this.event)
    return cell < 0 ? undefined : this.observer.at(log.cells, cell)
  }

  // ── a step's end ──

  private stage(sender: number, recipient: number, body: Body): number {
    const { slab } = this
    const cell = slab.allocate(cellsOf(body))
    const { words, floats } = slab.cells
    writeBody(slab.cells, cell, body)
    const w = cell * CELL_WORDS
    words[w + 1] = sender
    words[w + 2] = recipient
    const sequence = (this.sequences[sender] as number) + 1
    if (sequence > ID_MAX) throw new RangeError(`${this.directory.keys[sender]} has said too much`)
    this.sequences[sender] = sequence
    words[w + 3] = sequence
    floats[cell * CELL_FLOATS + 2] = this.event.time
    if (this.stagedCount === this.staged.length) this.enlargeStage()
    this.staged[this.stagedCount++] = cell
    return cell
  }

  private enlargeStage(): void {
    const larger = new Int32Array(this.staged.length * 2)
    larger.set(this.staged)
    this.staged = larger
  }

  private setArrival(cell: number, at: number): void {
    this.slab.cells.floats[cell * CELL_FLOATS + 3] = at
  }

  /** A step that threw has said nothing: its sequence numbers were not taken. */
  private discard(): void {
    const { words } = this.slab.cells
    for (let nth = this.stagedCount - 1; nth >= 0; nth--) {
      const cell = this.staged[nth] as number
      const sender = words[cell * CELL_WORDS + 1] as number
      this.sequences[sender] = (this.sequences[sender] as number) - 1
      this.slab.release(cell)
    }
    this.stagedCount = 0
  }

  private commit(): void {
    for (let nth = 0; nth < this.stagedCount; nth++) {
      const cell = this.staged[nth] as number
      const { words } = this.slab.cells
      const w = cell * CELL_WORDS
      const sender = words[w + 1] as number
      const recipient = words[w + 2] as number
      if (sender === recipient) this.commitTimer(cell)
      else if (recipient === EVERYONE) this.commitPublication(cell, w, sender)
      else this.commitDirect(cell, w, sender, recipient)
    }
    this.stagedCount = 0
  }

  private commitTimer(cell: number): void {
    if (this.slab.isCancelled(cell)) this.slab.release(cell)
    else this.queue.push(this.slab.cells.floats[cell * CELL_FLOATS + 3] as number, cell)
  }

  private commitDirect(cell: number, w: number, sender: number, recipient: number): void {
    const { directory, latency } = this
    const leaves = this.event.time + (directory.thinking[sender] as number)
    const { words } = this.slab.cells
    const count = ((words[w] as number) >>> 8) & 255
    let at = leaves + latency.base(sender, recipient, DIRECT)
    if (this.isVaried) at = this.varied(w, sender, recipient, leaves, at, count)
    this.setArrival(cell, at)
    this.recorder.record(words, cell, count, this.event)
    if (this.handlers[recipient] !== undefined) {
      this.queue.push(at, cell)
    } else {
      if (this.port === undefined) throw new Error(`nobody hosts ${directory.keys[recipient]}`)
      this.port.forward(words, cell, count)
      this.slab.release(cell)
    }
  }

  /** Adds the link's state and jitter, and waits for what was sent on the link before. */
  private varied(
    w: number,
    sender: number,
    recipient: number,
    leaves: number,
    fixed: number,
    count: number,
  ): number {
    const { directory, latency } = this
    const sequence = this.slab.cells.words[w + 3] as number
    const uniform = directory.uniformOn(sender, recipient, sequence)
    const queued = this.queued(sender, recipient, leaves, count * CELL_BYTES)
    const jitter = latency.jitter(sender, recipient, DIRECT, uniform, leaves)
    const at = fixed + queued + jitter
    if (latency.unordered?.(sender, recipient) === true) return at
    const row = this.arrivals.rowOf(sender, recipient)
    const { rows } = this.arrivals
    const ordered = Math.max(at, rows[row] as number)
    rows[row] = ordered
    return ordered
  }

  /** What the link's state adds, which may be about a market that the sender has observed. */
  private queued(sender: number, recipient: number, leaves: number, bytes: number): number {
    const { latency } = this
    if (latency.queue === undefined) return 0
    const watched = latency.watched?.(sender, recipient)
    if (watched === undefined) return latency.queue(sender, recipient, leaves, bytes)
    const { publisher, instrument } = watched
    const log = this.feeds[this.feed(sender, publisher, Kind.quote, instrument)] as FeedLog
    const cell = sender === publisher ? log.newest : log.observed(sender, this.event)
    return latency.queue(sender, recipient, leaves, bytes, cell < 0 ? 0 : levelOf(log, cell))
  }

  private commitPublication(cell: number, w: number, sender: number): void {
    const { words } = this.slab.cells
    const first = words[w] as number
    const count = (first >>> 8) & 255
    const isNote = ((first >>> 16) & 255) < Kind.newOrder
    const leaves = this.event.time + (isNote ? 0 : (this.directory.thinking[sender] as number))
    this.setArrival(cell, leaves)
    this.recorder.record(words, cell, count, this.event)
    if (!isNote) {
      this.port?.forward(words, cell, count)
      this.distribute(words, cell, w)
    }
    this.slab.release(cell)
  }

  /** Keeps a publication for observers, and schedules it for this kernel's subscribers. */
  private distribute(words: Uint32Array, cell: number, w: number): void {
    const name = feedName(words, w)
    let id = this.feedIds.get(name)
    if (id === undefined) {
      const kind = ((words[w] as number) >>> 16) & 255
      const sender = words[w + 1] as number
      id = this.feed(sender, sender, kind, name % 65536)
    }
    const log = this.feeds[id] as FeedLog
    log.append(words, cell, this.event.time)
    for (const subscriber of log.subscribers.values()) {
      const at = log.deliverNewest(subscriber, this.supersede)
      this.deliverAt(words, cell, subscriber, at)
    }
  }

  /** Takes back what is on its way to a subscriber: another publication took its place. */
  private readonly supersede = ({ pending, generation }: Subscriber): void => {
    if (pending < 0 || !this.slab.holds(pending, generation)) return
    this.slab.cancel(pending)
    this.queue.noteCancelled()
  }

  private deliverAt(words: Uint32Array, from: number, subscriber: Subscriber, at: number): void {
    const { reader, term } = subscriber
    const cell = this.slab.allocate(1)
    const slab = this.slab.cells
    const w = cell * CELL_WORDS
    copyCells(words, from, slab.words, cell, 1)
    slab.words[w] = (slab.words[w] as number) | (term << 24)
    slab.words[w + 2] = reader
    this.setArrival(cell, at)
    this.queue.push(at, cell)
    subscriber.pending = cell
    subscriber.generation = this.slab.generation(cell)
  }

  // ── from other kernels ──

  /**
   * Takes in what another kernel's actor said: a direct message for an actor of this kernel, or a
   * publication. Between two runs only, and for times not yet lived through.
   * @throws HorizonError where the time has passed: the synchronisation is wrong
   */
  accept(words: Uint32Array, from: number, count: number): void {
    const w = from * CELL_WORDS
    const recipient = words[w + 2] as number
    const cell = this.slab.allocate(count)
    copyCells(words, from, this.slab.cells.words, cell, count)
    const at = this.slab.cells.floats[cell * CELL_FLOATS + 3] as number
    if (recipient === EVERYONE) {
      const name = feedName(words, w)
      const id = this.feedIds.get(name)
      const shortest =
        id === undefined ? Number.POSITIVE_INFINITY : (this.feeds[id] as FeedLog).shortest
      this.demandFuture(at + shortest, words[w + 1] as number)
      this.distribute(this.slab.cells.words, cell, cell * CELL_WORDS)
      this.slab.release(cell)
    } else {
      this.demandFuture(at, words[w + 1] as number)
      this.queue.push(at, cell)
    }
  }

  private demandFuture(at: number, sender: number): void {
    if (at >= this.horizon) return
    const who = this.directory.keys[sender]
    throw new HorizonError(`${who} reached a kernel at ${at} ns that is at ${this.horizon} ns`)
  }
}

/** Cells that a timer's name can tell apart; the rest of its 53 bits is the cell's generation. */
const TIMER_CELLS = 2 ** 26

/** Bid + ask of the quote at a cell of a feed; 0 where a side is empty. */
function levelOf({ cells: { words } }: FeedLog, cell: number): number {
  const bid = words[cell * CELL_WORDS + 8] as number
  const ask = words[cell * CELL_WORDS + 10] as number
  return bid === 0 || ask === 0 ? 0 : bid + ask
}

/** A feed's name: publisher, kind and instrument (0 for a user's own kind, which has none). */
function feedName(words: Uint32Array, w: number): number {
  const kind = ((words[w] as number) >>> 16) & 255
  const instrument = kind === Kind.custom ? 0 : (words[w + 13] as number) & 0xffff
  return ((words[w + 1] as number) * 256 + kind) * 65536 + instrument
}
