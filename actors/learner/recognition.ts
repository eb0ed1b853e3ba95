import { Side } from '../../protocols/kind.ts'
import type { Rehearsed, SentOrder } from './rehearsal.ts'
import type { Discrete, MultiDiscrete, Space } from './space.ts'

/** What somebody did between two decisions. */
export interface Done {
  /** Orders sent. */
  readonly sent: readonly SentOrder[]
  /** Orders that stood when the span began, and were not withdrawn in it. */
  readonly standing: readonly SentOrder[]
}

/** The best prices when a span began, ticks; 0 where a side was empty. */
export interface Touch {
  readonly bid: number
  readonly ask: number
}

/** Where one side differs in whether there is an order at all, and in whether it takes. */
const PRESENCE = 4
const TAKING = 2

/**
 * How far what somebody did lies from what an action would do, 0 where the two are alike. By side of
 * the book, of all that was sent there: whether there is an order counts 4 (and up to 1 more the larger
 * it is), whether it takes from the other side 2, the distance of its price d/(1 + d) ticks, that of its
 * size up to 1, by the larger. Of several orders of a side the last one counts, and where it takes,
 * the lots of all that took.
 *
 * What stands counts as sent where the action would withdraw it and quote anew, since leaving it
 * alone comes to the same; where the action would not, it stands in both.
 */
export function distance({ sent, standing }: Done, action: Rehearsed, touch: Touch): number {
  const done = action.withdraws ? [...standing, ...sent] : sent
  return [Side.buy, Side.sell].reduce(
    (sum, side) => sum + apart(onSide(done, side, touch), onSide(action.orders, side, touch)),
    0,
  )
}

/** All that is sent on a side, as one order. */
interface OneSide {
  readonly size: number
  readonly price: number
  readonly takes: boolean
}

function onSide(
  orders: readonly SentOrder[],
  side: Side,
  { bid, ask }: Touch,
): OneSide | undefined {
  const own = orders.filter((order) => order.side === side)
  const last = own.at(-1)
  if (last === undefined) return undefined
  const other = side === Side.buy ? ask : bid
  const isTaking = ({ price }: SentOrder): boolean =>
    price === 0 || (other > 0 && (side === Side.buy ? price >= other : price <= other))
  const takes = isTaking(last)
  const taken = own.filter(isTaking).reduce((sum, { size }) => sum + size, 0)
  return { takes, size: takes ? taken : last.size, price: last.price === 0 ? other : last.price }
}

function apart(one: OneSide | undefined, other: OneSide | undefined): number {
  if (one === undefined || other === undefined) {
    const size = (one ?? other)?.size
    return size === undefined ? 0 : PRESENCE + size / (size + 1)
  }
  const ticks = Math.abs(one.price - other.price)
  const lots = Math.abs(one.size - other.size) / Math.max(one.size, other.size)
  return (one.takes === other.takes ? 0 : TAKING) + ticks / (1 + ticks) + lots
}

/** Every action of a list-like space, by its parts, in order. @throws RangeError for other spaces */
export function actionsOf(space: Space): readonly (readonly number[])[] {
  if (space.kind === 'discrete') {
    return Array.from({ length: (space as Discrete).n }, (_, action) => [action])
  }
  if (space.kind !== 'multi-discrete') {
    throw new RangeError(`actions of a ${space.kind} space are not chosen from a list`)
  }
  return (space as MultiDiscrete).sizes.reduce<readonly (readonly number[])[]>(
    (all, size) =>
      all.flatMap((parts) => Array.from({ length: size }, (_, part) => [...parts, part])),
    [[]],
  )
}

/**
 * The action whose orders come nearest to what was done; of equals the one that sends least, then
 * the first.
 *
 * @param rehearsed what each action would do, as it was when the span began
 */
export function recognise(
  done: Done,
  rehearsed: readonly Rehearsed[],
  touch: Touch,
): { readonly nth: number; readonly distance: number } {
  let best = { nth: 0, distance: Number.POSITIVE_INFINITY, sends: 0 }
  rehearsed.forEach((action, nth) => {
    const own = distance(done, action, touch)
    const sends = action.orders.length + (action.withdraws ? 1 : 0)
    const isNearer = own < best.distance || (own === best.distance && sends < best.sends)
    if (isNearer) best = { nth, distance: own, sends }
  })
  return { nth: best.nth, distance: best.distance }
}
