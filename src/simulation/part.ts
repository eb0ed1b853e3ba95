import type { Actor, Behaviour, Feed, Receive } from '../../actors/actor.ts'
import type { ActorClock } from '../../actors/clock.ts'
import type { Signal } from '../../actors/lifecycle.ts'
import { Kind, Life, Phase } from '../../protocols/kind.ts'
import type { Message, Session } from '../../protocols/message.ts'
import type { ActorId, InstrumentId } from '../../protocols/units.ts'
import type { Handler, Kernel } from '../kernel/kernel.ts'
import { ActorDoor, type Log, OWN_TAGS } from './actor-door.ts'
import { LifeRun, type Owner } from './life.ts'
import { createLifeClock } from './life-clock.ts'
import { Mind, THOUGHT, type Thinking } from './mind.ts'

/** What becomes of an actor that throws. */
export interface Supervision {
  readonly onFailure: 'stop' | 'restart' | 'escalate'
  /** ns before the first restart, doubled at each further one. */
  readonly backoff: number
  /** The most restarts; an actor that fails once more stops. */
  readonly restarts: number
}

/** An actor stops where it fails, and the others go on. */
export const STOP: Supervision = { onFailure: 'stop', backoff: 0, restarts: 0 }
/** A failure stops the run: a venue's always does. */
export const ESCALATE: Supervision = { onFailure: 'escalate', backoff: 0, restarts: 0 }

/** One member of the cast, before the run. */
export interface Member {
  /** The stable name, `group/index`. */
  readonly key: string
  readonly actor: Actor
  /** Whether it may speak with everyone, as a venue does. */
  readonly isHub?: boolean
  /** The venue whose session this actor's life follows; without one it trades from the start. */
  readonly home?: number
  /** ns that it thinks before each of its messages leaves. */
  readonly thinking?: number
  /** ns that a unit of its work takes; by default 0. */
  readonly workTime?: number
  /** How it thinks of each message that it hears, where that keeps it busy. */
  readonly mind?: Thinking
  /** By default a hub that throws stops the run, and anybody else stops alone. */
  readonly supervision?: Supervision
}

const nobody: Behaviour = { receive: () => {} }

/**
 * An actor on the stage: its life's statechart chooses the function, messages call it.
 *
 * It follows its home venue's session, records each state of its life and what arrives while it is
 * down, and does what its supervision says when it throws. Its home venue is then told that it is
 * disconnected. A restart makes the actor anew; its sequence of chance goes on, and its timers are
 * gone.
 */
export class Part implements Handler, Owner {
  private receive: Receive = () => {}
  private behaviour: Behaviour = nobody
  private readonly kernel: Kernel
  private readonly id: number
  private readonly member: Member
  private readonly door: ActorDoor
  private ownClock: ActorClock | undefined
  private readonly life: LifeRun
  private readonly session: Feed<typeof Kind.session> | undefined
  private readonly supervision: Supervision
  private readonly mind: Mind | undefined
  private readonly workTime: number
  private phase: Phase = Phase.preOpen
  private lives: number
  /** The timer that ends the thought in hand. */
  private wake = 0
  private isNewborn = false

  constructor(kernel: Kernel, id: number, member: Member, log: Log | undefined) {
    this.kernel = kernel
    this.id = id
    this.member = member
    this.lives = kernel.lifeOf(id)
    this.workTime = member.workTime ?? 0
    this.supervision = member.supervision ?? (member.isHub === true ? ESCALATE : STOP)
    this.door = new ActorDoor(kernel, id, log)
    this.life = new LifeRun(this)
    this.mind = member.mind === undefined ? undefined : this.mindOf(member.mind)
    this.session =
      member.home === undefined
        ? undefined
        : this.door.feed(member.home as ActorId, Kind.session, 0 as InstrumentId)
    kernel.host(id, this)
  }

  private mindOf(thinking: Thinking): Mind {
    const { kernel, id } = this
    const wakeAfter = (span: number): void => {
      this.wake = kernel.after(id, span, THOUGHT, true)
    }
    return new Mind(thinking, kernel.directory.streamKey(id, 'mind'), {
      hear: (message, span) => this.ponder(message, span),
      wakeAfter,
      postpone: (span) => {
        kernel.cancel(id, this.wake)
        wakeAfter(span)
      },
      drop: (message) => this.drop(message),
    })
  }

  /** The clock of its life, which most lives never ask for. */
  get clock(): ActorClock {
    this.ownClock ??= createLifeClock(this.kernel, this.id)
    return this.ownClock
  }

  deliver(message: Message): void {
    const { mind, workTime } = this
    if (mind !== undefined || workTime > 0) this.think(0)
    this.route(message)
    if (mind === undefined && workTime > 0) this.think(this.door.takeWork() * workTime)
  }

  private route(message: Message): void {
    const { mind } = this
    if (message.kind === Kind.timer && message.tag >= OWN_TAGS) {
      if (message.tag === THOUGHT) {
        mind?.done()
        return
      }
      this.clock.fire(message.tag)
      this.settle()
      return
    }
    if (message.kind === Kind.start) {
      if (this.session !== undefined) this.kernel.subscribe(this.id, this.session)
      this.life.start()
      this.settle()
      return
    }
    if (mind === undefined) this.hear(message)
    else mind.take(message)
  }

  private hear(message: Message): void {
    if (message.kind === Kind.session && message.sender === this.member.home) this.follow(message)
    this.receive(message)
  }

  /**
   * Hears a message for so long; a timer of a life that ended while it waited is none any more.
   * @returns ns of work beside
   */
  private ponder(message: Message, span: number): number {
    if (message.kind === Kind.timer && lifeOf(message) !== this.lives) return 0
    this.think(span)
    this.hear(message)
    const work = Math.floor(this.door.takeWork() * this.workTime)
    if (work > 0) this.think(span + work)
    return work
  }

  /** What is said in this step leaves `span` ns later than it otherwise would. */
  private think(span: number): void {
    this.kernel.directory.thinking[this.id] = (this.member.thinking ?? 0) + Math.floor(span)
  }

  /** A state of the actor's life was entered. No code of the actor's own runs inside this. */
  become(state: Life): void {
    this.kernel.note(this.id, { kind: Kind.lifecycle, state, life: this.lives })
    const { behaviour } = this
    switch (state) {
      case Life.starting:
        this.isNewborn = true
        return
      case Life.trading:
        this.receive = behaviour.receive
        return
      case Life.halted:
        this.receive = behaviour.halted ?? behaviour.receive
        return
      case Life.closing:
        this.receive = behaviour.closing ?? behaviour.receive
        return
      default:
        this.behaviour = nobody
        this.receive = (message) => this.drop(message)
    }
  }

  /**
   * After the statechart moved: raises in this step what it threw, since XState keeps that to
   * itself, and makes the actor anew where a life began.
   */
  private settle(): void {
    const { fault } = this.life
    if (fault !== undefined) throw fault.error
    if (!this.isNewborn) return
    this.isNewborn = false
    this.behaviour = this.member.actor(this.door)
    this.receive = this.behaviour.starting ?? this.behaviour.receive
    this.receive(startOf(this.kernel.now, this.id, this.lives))
    const type = this.session === undefined ? 'open' : signalOf(this.phase, Life.starting)
    if (type !== undefined) this.signal({ type })
  }

  private follow({ phase }: Session): void {
    this.phase = phase
    if (this.behaviour === nobody) return
    const type = signalOf(phase, this.life.state)
    if (type !== undefined) this.signal({ type })
  }

  private signal(signal: Signal): void {
    this.life.send(signal)
    this.settle()
  }

  private drop(message: Message): void {
    this.kernel.note(this.id, {
      kind: Kind.dropped,
      droppedKind: message.kind,
      droppedSender: message.sender,
      droppedSequence: message.sequence,
    })
  }

  /** @see Handler */
  threw(error: unknown): void {
    this.door.takeWork()
    const { onFailure, backoff, restarts } = this.supervision
    if (onFailure === 'escalate' || this.life.fault !== undefined) throw error
    const life = this.lives
    const text = error instanceof Error ? error.message : String(error)
    this.kernel.note(this.id, { kind: Kind.failed, life, text })
    this.isNewborn = false
    this.signal({ type: 'fail' })
    this.lives = this.kernel.endLife(this.id)
    this.mind?.undo()
    this.disconnect()
    if (onFailure === 'stop' || life >= restarts) this.signal({ type: 'stop' })
    else this.signal({ type: 'restart', backoff: Math.max(1, backoff) * 2 ** life })
  }

  /** Tells the home venue, on behalf of an actor that cannot, that its session with it is over. */
  private disconnect(): void {
    const { home } = this.member
    if (home !== undefined) this.kernel.send(this.id, home, { kind: Kind.disconnect })
  }
}

/** The life in which a timer was set, which its bytes tell beside what an actor is shown. */
const lifeOf = (timer: Message): number => (timer as unknown as { readonly life: number }).life

/** The first message of a life. */
function startOf(now: number, id: number, life: number): Message {
  const { start: kind } = Kind
  return { kind, life, sender: id, recipient: id, sequence: 0, sent: now, arrives: now } as Message
}

/** What a session's phase means to an actor in this state of its life. */
function signalOf(phase: Phase, state: Life): 'open' | 'halt' | 'resume' | 'close' | undefined {
  switch (phase) {
    case Phase.continuous:
      return state === Life.halted ? 'resume' : 'open'
    case Phase.halted:
    case Phase.volatilityAuction:
      return 'halt'
    case Phase.closingAuction:
    case Phase.closed:
      return 'close'
    default:
      return undefined
  }
}
