import { Kind, Reason, type Side } from '../protocols/kind.ts'
import type { DepthByPrice, Message, SnapshotEnd, SnapshotLevel } from '../protocols/message.ts'
import type { ActorId, InstrumentId, OrderId } from '../protocols/units.ts'
import type { ActorContext, TimerId } from './actor.ts'

/** A price level as its venue published it. */
export interface FeedLevel {
  readonly side: Side
  readonly price: number
  readonly size: number
  readonly count: number
}

/** What a feed handler reads, and how it asks. */
export interface FeedHandlerTerms {
  readonly venue: ActorId
  readonly instrument: InstrumentId
  /** ns after which it asks again where the book that it asked for has not come, at least 1. */
  readonly retry: number
  /** The tag of its timer, which no other timer of its actor may have. */
  readonly tag: number
}

/** A book kept from a venue's `depthByPrice`, though some of it may be lost. */
export interface FeedHandler {
  /** Subscribes to the feed and asks for the book. Once in a life. */
  start(): void
  /** Hears whatever its actor hears. @returns whether it was for the handler */
  hear(message: Message): boolean
  /** Whether the book is whole: all publications up to `number` are in it, and none was missed. */
  isSound(): boolean
  /** The last publication in the book. */
  number(): number
  /** The levels, in no order; while the book is not sound, as they were when it last was. */
  levels(): Iterable<FeedLevel>
  /** Gaps found so far, and books asked for. */
  gaps(): number
  requests(): number
}

/**
 * Keeps an instrument's book by price levels from a feed that may lose some of itself: a mailbox
 * that was full, a reader that was down. Publications carry the feed's count; where one is missing
 * the handler asks the venue for the book, keeps what comes meanwhile, and goes on from the two. It
 * asks again where the answer was incomplete, older than what it keeps, refused, or has not come
 * after `retry`. What was lost last is known only when the next publication comes.
 */
export function createFeedHandler(context: ActorContext, terms: FeedHandlerTerms): FeedHandler {
  const { venue, instrument, retry, tag } = terms
  let book = new Map<number, FeedLevel>()
  let number = 0
  let isSound = false
  let gaps = 0
  let requests = 0
  let timer: TimerId | undefined
  /** Publications since the gap, in a row, and the levels that have come of the book asked for. */
  let kept: (FeedLevel & { readonly number: number })[] = []
  let arrived: FeedLevel[] = []

  const ask = (): void => {
    if (timer !== undefined) context.cancel(timer)
    timer = context.after(retry, tag)
    arrived = []
    requests++
    const orderId = requests as OrderId
    context.send(venue, { kind: Kind.snapshotRequest, instrument, orderId })
  }

  const apply = (level: FeedLevel & { readonly number: number }): void => {
    const name = level.price * 4 + level.side
    if (level.size === 0) book.delete(name)
    else book.set(name, plainly(level))
    number = level.number
  }

  const published = (message: DepthByPrice): void => {
    if (isSound && message.number <= number) return
    if (isSound && message.number === number + 1) {
      apply(message)
      return
    }
    const level = { ...plainly(message), number: message.number }
    if (isSound) {
      gaps++
      isSound = false
      kept = [level]
      ask()
      return
    }
    const last = kept.at(-1)?.number
    // Behind another gap only what comes after it can be joined to a book.
    if (last !== undefined && level.number !== last + 1) {
      gaps++
      kept = []
    }
    kept.push(level)
  }

  const completed = ({ number: upTo, count, reason }: SnapshotEnd): void => {
    // What refuses now may answer later: the timer asks again.
    if (reason !== Reason.none) return
    const later = kept.filter((level) => level.number > upTo)
    const isJoined = later[0] === undefined || later[0].number === upTo + 1
    if (arrived.length !== count || !isJoined) {
      ask()
      return
    }
    book = new Map(arrived.map((level) => [level.price * 4 + level.side, level]))
    number = upTo
    for (const level of later) apply(level)
    kept = []
    arrived = []
    isSound = true
    if (timer !== undefined) context.cancel(timer)
    timer = undefined
  }

  const isAnswer = (message: SnapshotLevel | SnapshotEnd): boolean =>
    message.instrument === instrument && !isSound && message.orderId === requests

  return {
    start() {
      context.subscribe(context.feed(venue, Kind.depthByPrice, instrument))
      ask()
    },
    hear(message) {
      switch (message.kind) {
        case Kind.depthByPrice:
          if (message.sender !== venue || message.instrument !== instrument) return false
          published(message)
          return true
        case Kind.snapshotLevel:
        case Kind.snapshotEnd:
          if (message.sender !== venue || message.instrument !== instrument) return false
          if (!isAnswer(message)) return true
          if (message.kind === Kind.snapshotLevel) arrived.push(plainly(message))
          else completed(message)
          return true
        case Kind.timer:
          if (message.tag !== tag) return false
          timer = undefined
          if (!isSound) ask()
          return true
        default:
          return false
      }
    },
    isSound: () => isSound,
    number: () => number,
    levels: () => book.values(),
    gaps: () => gaps,
    requests: () => requests,
  }
}

/** A level of its own, out of a message that is good for a step. */
const plainly = ({ side, price, size, count }: FeedLevel): FeedLevel => ({
  side,
  price,
  size,
  count,
})
