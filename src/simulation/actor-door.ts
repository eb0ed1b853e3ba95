import type { ActorContext, Carried, Feed, Random, TimerId } from '../../actors/actor.ts'
import type { Outgoing, Published } from '../../protocols/message.ts'
import type { ActorId, InstrumentId, Nanos } from '../../protocols/units.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { createRandomStream } from '../kernel/random-stream.ts'

/** The first of the tags that an actor may not use: from here on they are the runtime's own. */
export const OWN_TAGS = 2 ** 31

/** Hears what actors log. */
export type Log = (key: string, at: Nanos, text: string) => void

/** The one door between an actor and the world, opening on a kernel in virtual time. */
export class ActorDoor implements ActorContext {
  readonly id: ActorId
  readonly key: string
  private readonly kernel: Kernel
  private readonly hear: Log | undefined
  private stream: Random | undefined
  private units = 0

  constructor(kernel: Kernel, id: number, hear: Log | undefined) {
    this.kernel = kernel
    this.id = id as ActorId
    this.key = kernel.directory.keys[id] as string
    this.hear = hear
  }

  now(): Nanos {
    return this.kernel.now as Nanos
  }

  get random(): Random {
    this.stream ??= createRandomStream(this.kernel.directory.streamKey(this.id, 'actor'))
    return this.stream
  }

  send(to: ActorId, message: Outgoing): void {
    this.kernel.send(this.id, to, message)
  }

  publish<K extends Published['kind']>(
    _feed: Feed<K>,
    message: Extract<Published, { kind: K }>,
  ): void {
    this.kernel.publish(this.id, message)
  }

  feed<K extends Published['kind']>(publisher: ActorId, kind: K, instrument: InstrumentId) {
    return this.kernel.feed(this.id, publisher, kind, instrument) as Feed<K>
  }

  subscribe(feed: Feed): void {
    this.kernel.subscribe(this.id, feed)
  }

  unsubscribe(feed: Feed): void {
    this.kernel.unsubscribe(this.id, feed)
  }

  observe<K extends Published['kind']>(feed: Feed<K>): Carried<K> | undefined {
    return this.kernel.observe(this.id, feed) as Carried<K> | undefined
  }

  /** @see ActorContext.after @throws RangeError where `tag` is one of the runtime's own */
  after(delay: number, tag: number): TimerId {
    if (!(tag >= 0 && tag < OWN_TAGS)) throw new RangeError(`a timer's tag is 0..2^31−1: ${tag}`)
    return this.kernel.after(this.id, delay, tag) as TimerId
  }

  cancel(timer: TimerId): boolean {
    return this.kernel.cancel(this.id, timer)
  }

  /** @see ActorContext.work @throws RangeError where `units` is below 0 or no number */
  work(units: number): void {
    if (!(units >= 0)) throw new RangeError(`work is 0 units or more: ${units}`)
    this.units += units
  }

  /** The units of work since this was asked last. */
  takeWork(): number {
    const { units } = this
    this.units = 0
    return units
  }

  log(text: string): void {
    this.hear?.(this.key, this.now(), text)
  }
}
