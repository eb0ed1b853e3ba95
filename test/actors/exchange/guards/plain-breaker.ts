import { Phase, Side } from '../../../../protocols/kind.ts'

/** A breaker's parameters, as the scenario has them. */
export interface PlainBreakerTerms {
  readonly reference?: number | undefined
  readonly bands?:
    | {
        readonly share: number
        readonly window: number
        readonly step: number
        readonly hold: number
        readonly limitState: number
        readonly pause: number
      }
    | undefined
  readonly levels: readonly { readonly fall: number; readonly halt: 'day' | number }[]
  readonly quiet: number
}

/** What happens at a venue, as a breaker hears of it. */
export type PlainEvent =
  | { readonly does: 'trades'; readonly at: number; readonly price: number }
  | { readonly does: 'quotes'; readonly at: number; readonly bid: number; readonly ask: number }
  | { readonly does: 'crosses'; readonly at: number; readonly price: number }
  | { readonly does: 'enters'; readonly at: number; readonly phase: number }
  | { readonly does: 'waits'; readonly at: number }

/** What the rules make of all that happened: a halt or none, and the bands, infinite for none. */
export interface PlainVerdict {
  readonly halt: { readonly cause: string; readonly until: number } | undefined
  readonly low: number
  readonly high: number
}

/**
 * The breaker's plain twin: told the whole history, it goes through it and gives what the rules say
 * of its last event. Means are taken from the list of trades each time they are asked for.
 */
export function plainBreaker(
  { reference = 0, bands, levels, quiet }: PlainBreakerTerms,
  close: number,
  history: readonly PlainEvent[],
): PlainVerdict {
  const spent = new Set<number>()
  let isContinuous = false
  let anchor = reference
  let middle = bands === undefined ? 0 : reference
  let heldSince = -1e9
  let counted: { at: number; price: number }[] = []
  let limitSince: number | undefined
  let halt: PlainVerdict['halt']

  const bandsNow = () => {
    const width = Math.round(middle * (bands?.share ?? 0))
    return middle === 0
      ? { low: -Infinity, high: Infinity }
      : { low: middle - width, high: middle + width }
  }
  const pause = (at: number) => ({ cause: 'band', until: at + (bands?.pause ?? 0) })

  const fall = (price: number, at: number) => {
    const reached = levels.filter(
      (level) =>
        price <= anchor - Math.round(anchor * level.fall) &&
        !spent.has(level.fall) &&
        (level.halt === 'day' || at <= close - quiet),
    )
    const deepest = reached.at(-1)
    if (deepest === undefined) return undefined
    for (const level of levels) if (level.fall <= deepest.fall) spent.add(level.fall)
    const until = deepest.halt === 'day' ? Infinity : at + deepest.halt
    return { cause: 'fall', until }
  }

  const trade = (price: number, at: number) => {
    if (anchor === 0) anchor = price
    const fallen = fall(price, at)
    if (fallen !== undefined) return fallen
    const { low, high } = bandsNow()
    if (price < low || price > high) return pause(at)
    if (bands === undefined) return undefined
    counted.push({ at, price })
    const recent = counted.filter((each) => each.at > at - bands.window)
    const sum = recent.reduce((total, each) => total + each.price, 0)
    const mean = Math.round(sum / recent.length)
    const isMoved = mean !== middle && Math.abs(mean - middle) >= bands.step * middle
    if (middle === 0) {
      middle = price
      heldSince = at
    } else if (isMoved && at - heldSince >= bands.hold) {
      middle = mean
      heldSince = at
    }
    return undefined
  }

  const quote = (bid: number, ask: number, at: number) => {
    if (bands === undefined || middle === 0) return undefined
    const { low, high } = bandsNow()
    const isLimit = (bid > 0 && bid >= high) || (ask > 0 && ask <= low)
    if (isLimit && bands.limitState === 0) return pause(at)
    if (!isLimit) limitSince = undefined
    else limitSince ??= at
    return undefined
  }

  for (const event of history) {
    halt = undefined
    if (limitSince !== undefined && event.at >= limitSince + (bands?.limitState ?? 0)) {
      limitSince = undefined
      if (event.does === 'waits') halt = pause(event.at)
    }
    if (event.does === 'trades' && isContinuous) halt = trade(event.price, event.at)
    if (event.does === 'quotes' && isContinuous) halt = quote(event.bid, event.ask, event.at)
    if (event.does === 'crosses') {
      if (anchor === 0) anchor = event.price
      if (bands !== undefined) middle = event.price
      heldSince = event.at
      counted = []
    }
    if (event.does === 'enters') {
      const isLeft = isContinuous && event.phase !== Phase.continuous
      isContinuous = event.phase === Phase.continuous
      limitSince = undefined
      if (isLeft) {
        middle = 0
        counted = []
        heldSince = -1e9
      }
    }
  }
  return { halt, ...(isContinuous ? bandsNow() : { low: -Infinity, high: Infinity }) }
}

/** Whether bands let an order of this side have this limit. */
export const plainAdmits = ({ low, high }: PlainVerdict, side: number, limit: number): boolean =>
  limit === 0 || (side === Side.buy ? limit <= high : limit >= low)
