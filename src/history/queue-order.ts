import type { PriceQueue, QueuedOrder } from './queue-book.ts'

/** So many lots of one order. */
export interface Piece {
  readonly order: QueuedOrder
  readonly lots: number
}

/** What an aggressor for `size` lots takes of a queue: the oldest first. */
export function foreseeFill(queue: PriceQueue, size: number): Piece[] {
  const pieces: Piece[] = []
  let left = size
  for (const order of queue.orders) {
    if (left === 0) break
    const lots = Math.min(left, order.open)
    pieces.push({ order, lots })
    left -= lots
  }
  return pieces
}

/** What to ask for, so that a queue becomes another. */
export interface QueueRequests {
  cancel(standing: Piece): void
  /** The order is to have `lots` less. */
  reduce(standing: Piece, lots: number): void
  enter(wanted: Piece): void
}

/**
 * Says what makes the queue `have` into `want`. An order of `have` can stay if it is as large as it
 * should be, or larger, and comes after those that stay before it.
 */
export function settleQueue(
  have: readonly Piece[],
  want: readonly Piece[],
  requests: QueueRequests,
): void {
  let at = 0
  let kept = 0
  for (; kept < want.length; kept++) {
    const { order, lots } = want[kept] as Piece
    const found = have.findIndex(
      (piece, index) => index >= at && piece.order === order && piece.lots >= lots,
    )
    if (found < 0) break
    for (; at < found; at++) requests.cancel(have[at] as Piece)
    const piece = have[at++] as Piece
    if (piece.lots > lots) requests.reduce(piece, piece.lots - lots)
  }
  for (; at < have.length; at++) requests.cancel(have[at] as Piece)
  for (; kept < want.length; kept++) requests.enter(want[kept] as Piece)
}
