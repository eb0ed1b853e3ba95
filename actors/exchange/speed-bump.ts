import { z } from 'zod'
import { CELL_WORDS, Cells } from '../../protocols/cells.ts'
import { drawUniform, type Key } from '../../protocols/hash.ts'
import { Kind, OrderType, PostOnly, Side } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { keepMessage, MessageReader } from '../../protocols/reader.ts'
import { duration, span } from '../parameters.ts'

/** What a scenario may say of a venue's speed bump. */
export const speedBumpParameters = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('symmetric'),
    delay: span().describe('how long every request is held'),
  }),
  z.strictObject({
    type: z.literal('asymmetric'),
    delay: span().describe('how long a request that would take as it arrives is held'),
  }),
  z
    .strictObject({
      type: z.literal('random'),
      min: duration().describe('the least time for which a request is held'),
      max: span().describe('the greatest'),
      holds: z
        .enum(['everyone', 'takers'])
        .default('everyone')
        .describe('every request, or those alone that would take as they arrive'),
    })
    .refine(({ min, max }) => min <= max, { error: 'min must not be above max', path: ['min'] }),
])
/** A venue's speed bump. @see speedBumpParameters */
export type SpeedBumpParameters = z.output<typeof speedBumpParameters>

/** How long requests are held before the venue hears them. */
export interface SpeedBump {
  /** Whether it asks who would take. */
  readonly asksWhoTakes: boolean
  /**
   * How many ns to hold a request, 0 or more: a function of these arguments alone.
   * @param sequence the sender's count, as the request's envelope has it
   * @param wouldTake whether it would take as it arrives
   */
  delayOf(participant: number, sequence: number, wouldTake: boolean): number
}

/**
 * A speed bump: `symmetric`, the same delay for every request (IEX's 350 µs); `asymmetric`, for
 * those alone that would take, while makers and cancels pass; `random`, uniform over the whole ns
 * of min..max, for everyone or for takers alone (TSX Alpha's 1 to 3 ms, which spared post-only
 * orders). A random delay is a hash of key, participant and sequence, so that it does not depend on
 * what others send.
 *
 * @param key of the venue; only the random bump draws by it
 */
export function createSpeedBump(parameters: SpeedBumpParameters, key: Key): SpeedBump {
  switch (parameters.type) {
    case 'symmetric': {
      const { delay } = parameters
      return { asksWhoTakes: false, delayOf: () => delay }
    }
    case 'asymmetric': {
      const { delay } = parameters
      return { asksWhoTakes: true, delayOf: (_who, _nth, wouldTake) => (wouldTake ? delay : 0) }
    }
    case 'random': {
      const { min, max, holds } = parameters
      const asksWhoTakes = holds === 'takers'
      return {
        asksWhoTakes,
        delayOf(participant, sequence, wouldTake) {
          if (asksWhoTakes && !wouldTake) return 0
          return min + Math.floor(drawUniform(key, sequence, participant) * (max - min + 1))
        },
      }
    }
  }
}

/**
 * Whether a request would take from the book that shows `bid` and `ask`, were it served now. A new
 * order does that can trade at the other side's best; a stop waits, a post-only order and a peg
 * never take. So does a replace whose limit reaches the other side's best, and the taking of a
 * dealer's quote. What is hidden inside the spread is not looked at: a delay would give it away.
 *
 * @param bid ticks; 0 where no one bids
 * @param ask ticks; 0 where no one offers
 * @param side of the order that a replace names; 0 where there is none
 */
export function wouldTake(request: Message, bid: number, ask: number, side: Side | 0): boolean {
  switch (request.kind) {
    case Kind.newOrder: {
      const { postOnly = PostOnly.none, stop = 0, peg = 0, orderType, price } = request
      if (postOnly !== PostOnly.none || stop !== 0 || peg !== 0) return false
      return reaches(request.side, orderType === OrderType.market ? 0 : price, bid, ask)
    }
    case Kind.replaceOrder:
      return side !== 0 && request.price !== 0 && reaches(side, request.price, bid, ask)
    case Kind.quoteTake:
      return true
    default:
      return false
  }
}

/** Whether a limit reaches the other side's best; 0, no limit, reaches whatever is there. */
function reaches(side: Side, limit: number, bid: number, ask: number): boolean {
  if (side === Side.buy) return ask !== 0 && (limit === 0 || limit >= ask)
  return bid !== 0 && limit <= bid
}

/** Where requests wait before a venue's gateway has them. */
export interface BumpedGateway {
  /** A request arrived at `now`: it passes, or it is held. */
  arrive(message: Message, now: number): void
  /** The time of the first request held is over: it passes. */
  release(): void
  /** Requests that have arrived and have not passed. */
  readonly held: number
  /** Those held, the next first: when each passes, and the words of its cells. */
  save(): HeldRequest[]
  /** Takes on what `save` gave, and asks for each of them to be released. @param now ns */
  restore(saved: readonly HeldRequest[], now: number): void
}

/** A request that is held, as plain values. */
export interface HeldRequest {
  readonly due: number
  readonly words: readonly number[]
}

/** The cells that the longest request takes. */
const REQUEST_CELLS = 2

/**
 * Holds each request as long as `delayOf` says, and longer where it must not overtake. The requests
 * of one participant pass in the order in which they arrived: a cancel waits behind the order that
 * it is for. Those of different participants pass in the order of the times at which they are due,
 * at equal times in that of arrival, and so may overtake each other where delays differ; behind a
 * symmetric bump nobody overtakes. A request that is not held passes in the step of its arrival.
 *
 * @param delayOf ns, 0 or more
 * @param pass the gateway's own `arrive`; the message is good for the call
 * @param releaseAfter asks for `release` to be called so many ns from now, at least 1; those asked
 *   for one time come in the order in which they were asked for
 */
export function createBumpedGateway(
  delayOf: (message: Message) => number,
  pass: (message: Message) => void,
  releaseAfter: (delay: number) => void,
): BumpedGateway {
  const cells = new Cells(16 * REQUEST_CELLS)
  const free: number[] = []
  let slots = 0
  const held: { readonly due: number; readonly slot: number; readonly participant: number }[] = []
  const ownHeld = new Map<number, { count: number; due: number }>()
  const reader = new MessageReader()

  const takeSlot = (): number => {
    const slot = free.pop() ?? slots++
    if ((slot + 1) * REQUEST_CELLS > cells.capacity) cells.grow(cells.capacity * 2)
    return slot
  }

  /** Puts a request behind all that are due no later. */
  const hold = (participant: number, due: number, slot: number, now: number): void => {
    let at = held.length
    while (at > 0 && (held[at - 1]?.due as number) > due) at--
    held.splice(at, 0, { due, slot, participant })
    const own = ownHeld.get(participant) ?? { count: 0, due }
    own.count++
    own.due = due
    ownHeld.set(participant, own)
    releaseAfter(due - now)
  }

  return {
    arrive(message, now) {
      const participant = message.sender
      const delay = delayOf(message)
      const own = ownHeld.get(participant)
      if (delay === 0 && own === undefined) {
        pass(message)
        return
      }
      const slot = takeSlot()
      keepMessage(message, cells, slot * REQUEST_CELLS)
      hold(participant, Math.max(now + Math.max(delay, 1), own?.due ?? 0), slot, now)
    },
    release() {
      const next = held.shift()
      if (next === undefined) return
      const own = ownHeld.get(next.participant) as { count: number }
      own.count--
      if (own.count === 0) ownHeld.delete(next.participant)
      pass(reader.at(cells, next.slot * REQUEST_CELLS))
      free.push(next.slot)
    },
    get held() {
      return held.length
    },
    save: () =>
      held.map(({ due, slot }) => {
        const from = slot * REQUEST_CELLS * CELL_WORDS
        return { due, words: [...cells.words.slice(from, from + REQUEST_CELLS * CELL_WORDS)] }
      }),
    restore(saved, now) {
      held.length = 0
      free.length = 0
      slots = 0
      ownHeld.clear()
      for (const { due, words } of saved) {
        const slot = takeSlot()
        cells.words.set(words, slot * REQUEST_CELLS * CELL_WORDS)
        const { sender } = reader.at(cells, slot * REQUEST_CELLS)
        hold(sender, due, slot, now)
      }
    },
  }
}
