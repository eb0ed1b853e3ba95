import { Phase, Side } from '../../../protocols/kind.ts'
import { createMeanPrice } from './mean-price.ts'
import type { BreakerParameters } from './parameters.ts'

/** Trading is to stop. */
export interface Halt {
  /** What set it off: a band, or a fall from the price of the session. */
  readonly cause: 'band' | 'fall'
  /** ns at which trading may reopen; Infinity: not on this day. */
  readonly until: number
}

/**
 * Watches one instrument, and says when its trading is to halt. It acts on nothing itself. `now`
 * never decreases from call to call, and `advance` comes first where something is due.
 */
export interface Breaker {
  /** A trade took place in continuous trading. */
  traded(price: number, now: number): Halt | undefined
  /** The best quote after a request, whether or not it is another; 0 where a side is empty. */
  quoted(bid: number, ask: number, now: number): Halt | undefined
  /** When a limit state will have lasted too long; Infinity where there is none. */
  wake(): number
  /** Does what is due at `now`. */
  advance(now: number): Halt | undefined
  /** An auction found its price, about which the bands then lie. */
  crossed(price: number, now: number): void
  /** The session entered a phase: only in continuous trading is anything watched. */
  enter(phase: Phase): void
  /** Whether the bands let an order of this side have this limit; 0, no limit, they do. */
  admits(side: Side, limit: number): boolean
  /** Its whole state as plain values that JSON carries. */
  save(): BreakerState
  /** Takes on what `save` gave, of a breaker made in the same way. */
  restore(saved: BreakerState): void
}

/** The state of a breaker: prices in ticks, 0 where there is none; times in ns, −1 for never. */
export interface BreakerState {
  readonly isWatching: boolean
  readonly anchor: number
  readonly spent: number
  readonly middle: number
  readonly since: number
  readonly limitSince: number
  readonly trades: readonly (readonly [time: number, price: number])[]
}

/**
 * Two breakers in one, either of which may be absent.
 *
 * **Bands**, after the American Plan to Address Extraordinary Market Volatility (limit up-limit
 * down), sections V to VII: a reference, and bands at ± its share, rounded to the nearest tick. The
 * reference is the mean price of the trades of the last `window` ns, each counted once, rounded to
 * the nearest tick; it is looked at with each trade, and followed where it is at least `step` away
 * and the reference has held for `hold` ns. A buy above the upper band or a sell below the lower is
 * not admitted. A bid at the upper or an offer at the lower is a limit state, and where that lasts
 * for `limitState` ns there is a pause. So there is, at once, after a trade outside the bands,
 * which only an order without a limit can make. With a `limitState` of 0 the first touch pauses,
 * much as a volatility interruption of Xetra or Euronext does, but for the order that causes it,
 * which trades first. After a phase that is not continuous trading the reference is the auction's
 * price, or else the first trade's; until there is one there are no bands.
 *
 * **Levels**, after NYSE Rule 7.12: a trade at or below the price of the session by the fall of a
 * level halts, once for each level; a fall through several counts as the deepest and spends those
 * above. In the last `quiet` ns before the close only a level for the whole day acts. The price of
 * the session is the parameter, or else the first price of an auction or trade.
 *
 * @param close when continuous trading ends, ns
 */
export function createBreaker(parameters: BreakerParameters, close: number): Breaker {
  const { reference = 0, bands, levels, quiet } = parameters
  const trades = createMeanPrice(bands?.window ?? 1)
  let isWatching = false
  let anchor = reference
  let spent = 0
  let middle = bands === undefined ? 0 : reference
  let since = NEVER
  let limitSince = NEVER

  const width = (): number => Math.round(middle * (bands?.share ?? 0))
  const isAbove = (price: number): boolean => middle !== 0 && price > middle + width()
  const isBelow = (price: number): boolean => middle !== 0 && price < middle - width()

  const pause = (now: number): Halt | undefined =>
    bands === undefined ? undefined : { cause: 'band', until: now + bands.pause }

  /** The deepest level that the price reaches, was not reached before and may still act. */
  const fallen = (price: number, now: number): Halt | undefined => {
    for (let nth = levels.length - 1; nth >= spent; nth--) {
      const { fall, halt } = levels[nth] as (typeof levels)[number]
      if (price > anchor - Math.round(anchor * fall)) continue
      if (halt !== 'day' && now > close - quiet) continue
      spent = nth + 1
      return { cause: 'fall', until: halt === 'day' ? Number.POSITIVE_INFINITY : now + halt }
    }
    return undefined
  }

  const follow = (price: number, now: number): void => {
    if (bands === undefined) return
    trades.add(now, price)
    if (middle === 0) {
      middle = price
      since = now
      return
    }
    if (since !== NEVER && now - since < bands.hold) return
    const mean = trades.mean()
    if (mean === middle || Math.abs(mean - middle) < bands.step * middle) return
    middle = mean
    since = now
  }

  return {
    traded(price, now) {
      if (!isWatching) return undefined
      if (anchor === 0) anchor = price
      const halt = fallen(price, now)
      if (halt !== undefined) return halt
      if (isAbove(price) || isBelow(price)) return pause(now)
      follow(price, now)
      return undefined
    },
    quoted(bid, ask, now) {
      if (!isWatching || bands === undefined || middle === 0) return undefined
      const isAtUpper = bid !== 0 && bid >= middle + width()
      const isAtLower = ask !== 0 && ask <= middle - width()
      if (!isAtUpper && !isAtLower) limitSince = NEVER
      else if (bands.limitState === 0) return pause(now)
      else if (limitSince === NEVER) limitSince = now
      return undefined
    },
    wake() {
      return limitSince === NEVER ? Number.POSITIVE_INFINITY : limitSince + (bands?.limitState ?? 0)
    },
    advance(now) {
      if (now < this.wake()) return undefined
      limitSince = NEVER
      return pause(now)
    },
    crossed(price, now) {
      if (anchor === 0) anchor = price
      if (bands === undefined) return
      trades.clear()
      middle = price
      since = now
    },
    enter(phase) {
      const watched = isWatching
      isWatching = phase === Phase.continuous
      limitSince = NEVER
      if (!watched || isWatching) return
      trades.clear()
      middle = 0
      since = NEVER
    },
    admits: (side, limit) =>
      !isWatching || limit === 0 || (side === Side.buy ? !isAbove(limit) : !isBelow(limit)),
    save: () => ({
      ...{ isWatching, anchor, spent, middle, since, limitSince },
      trades: trades.save(),
    }),
    restore(saved) {
      isWatching = saved.isWatching
      anchor = saved.anchor
      spent = saved.spent
      middle = saved.middle
      since = saved.since
      limitSince = saved.limitSince
      trades.restore(saved.trades)
    },
  }
}

const NEVER = -1
