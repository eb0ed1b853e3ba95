import { drawUniform, type Key } from '../../protocols/hash.ts'
import { Kind } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { MessageQueue } from '../../protocols/message-queue.ts'
import type { Distribution } from '../kernel/distribution.ts'

/** How an actor thinks: while it does it is busy, and what comes waits in its mailbox. */
export interface Thinking {
  /** Time for one message, ns; what the actor says to it leaves at the end of it. */
  readonly time: Distribution
  /** The most messages that wait. */
  readonly mailbox: number
  /**
   * Which message is dropped where one more comes: that one, the oldest, or that one if it is market
   * data, while all else still finds room.
   */
  readonly full: 'drop-newest' | 'drop-oldest' | 'drop-data'
}

/** The tag of the timer that ends a thought: the last there is. */
export const THOUGHT = 2 ** 32 - 1

/** What a mind needs of its actor. */
export interface Thinker {
  /**
   * Lets the actor hear a message; what it says to it leaves `span` ns from now.
   * @returns ns of work that it took beside, after which that leaves
   */
  hear(message: Message, span: number): number
  /** Asks for `done` to be called so many ns from now. */
  wakeAfter(span: number): void
  /** Asks for it to be called so many ns from now instead. */
  postpone(span: number): void
  /** A message was dropped. */
  drop(message: Message): void
}

/**
 * An actor's mind: one message at a time, each for a time drawn by its number, and a mailbox for
 * those that come meanwhile, in the order of their arrival. The time is a hash of the actor's key
 * and the number of the thought, so that it takes nothing from the actor's own chance.
 */
export class Mind {
  private readonly thinking: Thinking
  private readonly key: Key
  private readonly thinker: Thinker
  private readonly mailbox = new MessageQueue(4)
  private busy = false
  private thoughts = 0

  constructor(thinking: Thinking, key: Key, thinker: Thinker) {
    this.thinking = thinking
    this.key = key
    this.thinker = thinker
  }

  /** A message came: it is heard now, or waits, or is dropped where the mailbox is full. */
  take(message: Message): void {
    if (!this.busy) {
      this.think(message)
      return
    }
    const { mailbox, full } = this.thinking
    const isLost = full !== 'drop-data' || isPublished(message)
    if (this.mailbox.length >= mailbox && isLost) {
      if (full !== 'drop-oldest' || mailbox === 0) {
        this.thinker.drop(message)
        return
      }
      this.thinker.drop(this.mailbox.shift())
    }
    this.mailbox.push(message)
  }

  /** The thought in hand is over: the next message is taken up. */
  done(): void {
    this.busy = false
    if (this.mailbox.length > 0) this.think(this.mailbox.shift())
  }

  /** The step in hand was undone, its timer too: what waits is taken up a nanosecond from now. */
  undo(): void {
    this.busy = true
    this.thinker.wakeAfter(1)
  }

  private think(message: Message): void {
    const span = Math.floor(this.thinking.time.quantile(drawUniform(this.key, ++this.thoughts, 0)))
    this.busy = true
    this.thinker.wakeAfter(Math.max(1, span))
    const work = this.thinker.hear(message, span)
    if (work > 0) this.thinker.postpone(span + work)
  }
}

/** Whether a message was said to whoever reads, and so may be told again on request. */
const isPublished = ({ kind }: Message): boolean => kind >= Kind.trade && kind <= Kind.nbbo
