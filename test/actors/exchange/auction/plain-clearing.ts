import { draw32, type Key } from '../../../../protocols/hash.ts'
import { Side } from '../../../../protocols/kind.ts'

/** What an auction wants to know of an order. */
export interface PlainInterest {
  readonly venueOrder: number
  readonly side: number
  /** Its limit; 0 in a market order. */
  readonly price: number
  /** All that may trade, an iceberg's reserve included. */
  readonly open: number
  readonly isHidden: boolean
  /** Whether what is left of it ends with the auction. */
  readonly isFleeting: boolean
  readonly batch: number
}

/** What an auction would do. */
export interface PlainClearing {
  readonly price: number
  readonly size: number
  readonly surplus: number
  readonly side: number
}

/** What the lots at the last price that trades are shared out by. */
export type PlainAllocation = 'price-time' | 'pro-rata' | 'time-then-pro-rata' | 'price-random'

const NOTHING: PlainClearing = { price: 0, size: 0, surplus: 0, side: 0 }

const isBuy = (order: PlainInterest): boolean => order.side === Side.buy
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Whether the order would trade at `price`. */
export const acceptsPrice = (order: PlainInterest, price: number): boolean =>
  order.price === 0 || (isBuy(order) ? order.price >= price : order.price <= price)

function wanted(orders: readonly PlainInterest[], side: number, price: number): number {
  const willing = orders.filter((order) => order.side === side && acceptsPrice(order, price))
  return sum(willing.map(({ open }) => open))
}

/**
 * The auction's price by trying every price from 1 to beyond all limits: most volume; of what is a
 * limit (or the reference, where market orders alone make that volume) the least imbalance; then
 * market pressure; then the reference. Slow, and obviously right.
 *
 * @param reference in ticks, 0 where there is none
 * @param tie `middle`: prices without imbalance are taken at their middle instead
 */
export function plainClearing(
  orders: readonly PlainInterest[],
  reference: number,
  tie: 'reference' | 'middle',
): PlainClearing {
  const limits = orders.filter(({ price }) => price !== 0).map(({ price }) => price)
  const everywhere = Array.from(
    { length: Math.max(reference, ...limits, 0) + 2 },
    (_, at) => at + 1,
  )
  const tried = everywhere.map((price) => {
    const bought = wanted(orders, Side.buy, price)
    const sold = wanted(orders, Side.sell, price)
    return { price, size: Math.min(bought, sold), imbalance: bought - sold }
  })
  const most = Math.max(...tried.map(({ size }) => size))
  if (most === 0) return NOTHING
  const best = tried.filter(({ size }) => size === most)

  const unpriced = orders.filter(({ price }) => price === 0)
  const unpricedVolume = Math.min(wanted(unpriced, Side.buy, 1), wanted(unpriced, Side.sell, 1))
  const isCandidate = (price: number) =>
    limits.includes(price) || (unpricedVolume === most && price === reference)
  const candidates = best.filter(({ price }) => isCandidate(price))
  if (candidates.length === 0) return NOTHING
  const choice = (price: number): PlainClearing => {
    const { imbalance } = tried[price - 1] as (typeof tried)[number]
    const side = imbalance === 0 ? 0 : imbalance > 0 ? Side.buy : Side.sell
    return { price, size: most, surplus: Math.abs(imbalance), side }
  }

  if (tie === 'middle') {
    const willing = best.map(({ price }) => price).filter((price) => limits.includes(price))
    const low = Math.min(...willing)
    const high = Math.max(...willing)
    const balanced = best.filter(
      ({ price, imbalance }) => imbalance === 0 && price >= low && price <= high,
    )
    const middle = balanced[Math.floor(balanced.length / 2)]
    if (middle !== undefined) return choice(middle.price)
  }

  const least = Math.min(...candidates.map(({ imbalance }) => Math.abs(imbalance)))
  const left = candidates.filter(({ imbalance }) => Math.abs(imbalance) === least)
  const low = (left[0] as (typeof left)[number]).price
  const high = (left.at(-1) as (typeof left)[number]).price
  if (left.every(({ imbalance }) => imbalance > 0)) return choice(high)
  if (left.every(({ imbalance }) => imbalance < 0)) return choice(low)
  if (reference === 0 || tie === 'middle') return choice(Math.ceil((low + high) / 2))
  return choice(Math.min(Math.max(reference, low), high))
}

/**
 * Who gets how many of `size` lots on one side of an auction, order by order: market orders, then
 * better prices, then who is shown, each class wholly before the next; the class that is short is
 * shared out by the rule.
 *
 * @param queue the side's orders, at each price in the order of their time
 * @param auction which auction it is, for the chance of `price-random`
 * @returns lots by the venue's number
 */
export function plainAllocation(
  queue: readonly PlainInterest[],
  size: number,
  rule: PlainAllocation,
  key: Key,
  auction: number,
): Map<number, number> {
  const lots = new Map<number, number>()
  let left = size
  for (const rank of groupsOf(queue, byRank)) {
    const groups =
      rule === 'time-then-pro-rata' ? groupsOf(rank, (a, b) => a.batch - b.batch) : [rank]
    for (const group of groups) {
      const total = sum(group.map(({ open }) => open))
      const shares = total <= left ? group.map(({ open }) => open) : ration(group, left)
      group.forEach(({ venueOrder }, at) => {
        lots.set(venueOrder, shares[at] as number)
      })
      left -= sum(shares)
    }
  }
  return lots

  function ration(group: readonly PlainInterest[], short: number): number[] {
    if (rule === 'price-time') return inTurn(group, short)
    if (rule === 'price-random') {
      const draw = ({ venueOrder }: PlainInterest) => draw32(key.lo, key.hi, auction, venueOrder)
      const drawn = [...group].sort((a, b) => draw(a) - draw(b) || a.venueOrder - b.venueOrder)
      const shares = inTurn(drawn, short)
      return group.map((order) => shares[drawn.indexOf(order)] as number)
    }
    const total = sum(group.map(({ open }) => open))
    const whole = group.map(({ open }) => Math.floor((open * short) / total))
    const rest = group.map((order, at) => ({ ...order, open: order.open - (whole[at] as number) }))
    const remainder = inTurn(rest, short - sum(whole))
    return whole.map((share, at) => share + (remainder[at] as number))
  }
}

/** A side's orders as they take their turns. */
export const ranked = (queue: readonly PlainInterest[]): PlainInterest[] =>
  groupsOf(queue, byRank).flat()

/** Each in turn takes what it wants of what is left. */
function inTurn(group: readonly PlainInterest[], size: number): number[] {
  let left = size
  return group.map(({ open }) => {
    const share = Math.min(open, left)
    left -= share
    return share
  })
}

/** Negative where `a` comes before `b`, whatever their times. */
function byRank(a: PlainInterest, b: PlainInterest): number {
  if ((a.price === 0) !== (b.price === 0)) return a.price === 0 ? -1 : 1
  const better = isBuy(a) ? b.price - a.price : a.price - b.price
  return better || Number(a.isHidden) - Number(b.isHidden)
}

/** The list cut into what compares equal, in order; within a group the order stays. */
function groupsOf<Item>(list: readonly Item[], compare: (a: Item, b: Item) => number): Item[][] {
  const groups: Item[][] = []
  for (const item of [...list].sort(compare)) {
    const last = groups.at(-1)
    if (last !== undefined && compare(last[0] as Item, item) === 0) last.push(item)
    else groups.push([item])
  }
  return groups
}
