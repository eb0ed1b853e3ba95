import { draw32, type Key } from '../../../protocols/hash.ts'
import { shareOf } from '../book/pro-rata.ts'

/** An order of a queue that is short, as its share is reckoned. */
export interface Claim {
  /** The order's slot in the store. */
  readonly at: number
  readonly venueOrder: number
  /** All its open lots. */
  readonly open: number
  /** The batch in which it came; 0 where that does not matter. */
  readonly batch: number
}

/**
 * How a queue that cannot be filled wholly is shared out: by time; in proportion to size, what
 * rounding leaves by time; by batch, and in proportion inside the one that is short; or to each in
 * turn in an order of chance.
 */
export type AuctionAllocation = 'price-time' | 'pro-rata' | 'time-then-pro-rata' | 'price-random'

/**
 * Shares out `size` lots among orders that want more.
 *
 * @param claims oldest first
 * @param key chance of `price-random`: each order's is its own, whoever else is there
 * @param auction the auction's number, so that another has another order of chance
 * @returns lots for each claim, in the order of the claims; together `size`
 */
export function sharesOf(
  claims: readonly Claim[],
  size: number,
  allocation: AuctionAllocation,
  key: Key,
  auction: number,
): number[] {
  const shares = claims.map(() => 0)
  const all = claims.map((_, place) => place)
  switch (allocation) {
    case 'price-time':
      fillInTurn(claims, all, size, shares)
      break
    case 'pro-rata':
      fillInProportion(claims, all, size, shares)
      break
    case 'time-then-pro-rata':
      fillByBatch(claims, all, size, shares)
      break
    case 'price-random':
      fillInTurn(claims, drawnOrder(claims, key, auction), size, shares)
      break
  }
  return shares
}

/** Gives to each of `places` in turn what it still wants. @returns what is left of `size` */
function fillInTurn(
  claims: readonly Claim[],
  places: readonly number[],
  size: number,
  shares: number[],
): number {
  let left = size
  for (const place of places) {
    const has = shares[place] as number
    const more = Math.min(left, (claims[place] as Claim).open - has)
    shares[place] = has + more
    left -= more
  }
  return left
}

/** Gives to each its proportion, rounded down, and what that leaves to the oldest. */
function fillInProportion(
  claims: readonly Claim[],
  places: readonly number[],
  size: number,
  shares: number[],
): void {
  const total = sumOf(claims, places)
  let left = size
  for (const place of places) {
    const share = shareOf(size, total, (claims[place] as Claim).open)
    shares[place] = share
    left -= share
  }
  fillInTurn(claims, places, left, shares)
}

/** Fills batch after batch, the oldest first, and shares out in proportion in the last. */
function fillByBatch(
  claims: readonly Claim[],
  places: readonly number[],
  size: number,
  shares: number[],
): void {
  const batchAt = (place: number) => (claims[place] as Claim).batch
  const rest = [...places].sort((a, b) => batchAt(a) - batchAt(b) || a - b)
  let left = size
  while (rest.length > 0 && left > 0) {
    const batch = batchAt(rest[0] as number)
    const next = rest.findIndex((place) => batchAt(place) !== batch)
    const group = rest.splice(0, next < 0 ? rest.length : next)
    if (sumOf(claims, group) <= left) left = fillInTurn(claims, group, left, shares)
    else {
      fillInProportion(claims, group, left, shares)
      left = 0
    }
  }
}

/** The places in an order of chance: by a hash of the order and the auction. */
function drawnOrder(claims: readonly Claim[], key: Key, auction: number): number[] {
  const draws = claims.map(({ venueOrder }) => draw32(key.lo, key.hi, auction, venueOrder))
  const venueOrderAt = (place: number) => (claims[place] as Claim).venueOrder
  return claims
    .map((_, place) => place)
    .sort(
      (a, b) => (draws[a] as number) - (draws[b] as number) || venueOrderAt(a) - venueOrderAt(b),
    )
}

const sumOf = (claims: readonly Claim[], places: readonly number[]): number =>
  places.reduce((sum, place) => sum + (claims[place] as Claim).open, 0)
