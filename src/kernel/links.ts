import { CELL_BYTES } from '../../protocols/cells.ts'
import { derive, drawUniform, rootKey } from '../../protocols/hash.ts'
import type { Distribution } from './distribution.ts'
import { createFanOut, type FanOut } from './fan-out.ts'
import { DIRECT, type FeedTerms, type Latency, LIGHT, type Watched } from './latency.ts'
import { createDelay, type Delay } from './link-delay.ts'
import { createLinkStates } from './link-state.ts'

/** What a message meets on a link, in ns. */
export interface Link {
  /** The shortest delay, whole, at least 1; distance comes on top. */
  readonly base: number
  /** What is added to it, drawn for each message. */
  readonly jitter?: Distribution
  /** Lines that carry the same message; the first to arrive counts. Default 1. */
  readonly lines?: number
  /** A message is lost with this probability, and sent again when `timeout` ns have passed. */
  readonly loss?: { readonly probability: number; readonly timeout: number }
  /** Spans of time in which nothing leaves; what is said then leaves at their end. In order. */
  readonly outages?: readonly { readonly from: number; readonly to: number }[]
}

/** A link of order entry and reports, which may have a state. */
export interface DirectLink extends Link {
  /** Whether a message may overtake its forerunner. Default false. */
  readonly unordered?: boolean
  /** Bytes a second; a message waits until those before it on the link are through. */
  readonly bandwidth?: number
  /**
   * Delay that grows with the sender's messages to this recipient: `perMessage` ns times their
   * number in the last `window` ns, an exponential mean.
   */
  readonly burst?: { readonly window: number; readonly perMessage: number }
  /**
   * Delay that grows with the moves of a market as the link's sender has observed them: `perTick` ns
   * for each tick that the middle moved between two of its messages in the last `window` ns, fading
   * linearly.
   */
  readonly volatility?: Watched & { readonly window: number; readonly perTick: number }
}

/** A link of market data. */
export interface FeedLink extends Link {
  /**
   * ns for which each reader occupies the publisher's line: unicast, one after another, in an order
   * drawn for each publication. Left out or 0: multicast.
   */
  readonly unicast?: number
  /**
   * A reader has at most one publication in so many ns, the newest: they leave on whole multiples of
   * it. Left out or 0: every one.
   */
  readonly conflate?: number
  /**
   * Bytes a second; a publication waits until those before it on the link are through. That is a
   * state, and such a feed can only be subscribed to.
   */
  readonly bandwidth?: number
}

/** Which link joins whom: every actor is of a class, and each ordered pair of classes has a link. */
export interface LinkPlan {
  readonly seed: number
  /** The stable keys, by dense id. */
  readonly keys: readonly string[]
  /** The class of each actor, 0 and up. */
  readonly classes: ArrayLike<number>
  /** By sender's class, then recipient's. */
  readonly direct: readonly (readonly DirectLink[])[]
  /** By publisher's class, then reader's. */
  readonly feeds: readonly (readonly FeedLink[])[]
  /** Metres of the line on which the actors stand at random; light takes their distance. Default 0. */
  readonly extent?: number
}

/**
 * Links by class of sender and recipient. A delay is `distance / c + base + jitter`, with what loss
 * and outages add; these are functions of the link, the message's number and the time at which it
 * leaves alone, so that whoever looks draws nothing. Bandwidth, bursts and volatility are states of
 * a direct link, which its sender keeps. Of feeds only bandwidth is a state, and whoever has such a
 * feed may not look at it.
 *
 * @throws RangeError where a base is not whole or below 1 ns, or where a link watches a market by a
 *   feed that its sender may not look at
 */
export function createLinks(plan: LinkPlan): Latency {
  const { keys, classes, direct, feeds, seed, extent = 0 } = plan
  const kinds = direct.length
  const all = [...direct.flat(), ...feeds.flat()]
  for (const { base } of all) {
    if (!Number.isSafeInteger(base) || base < 1) {
      throw new RangeError(`a link takes a whole number of ns, at least 1, not ${base}`)
    }
  }
  const root = rootKey(seed, 'place')
  const place = Float64Array.from(keys, (key) => drawUniform(derive(root, key), 0, 0) * extent)
  const distance = (a: number, b: number): number =>
    Math.round((Math.abs((place[a] as number) - (place[b] as number)) / LIGHT) * 1e9)

  const directs = direct.flat().map(createDelay)
  const feedDelays = feeds.flat().map(createDelay)
  const between = (sender: number, recipient: number): number =>
    (classes[sender] as number) * kinds + (classes[recipient] as number)
  const delayOf = (sender: number, recipient: number, channel: number): Delay =>
    (channel === DIRECT ? directs : feedDelays)[between(sender, recipient)] as Delay

  const fanOut = createFanOut(plan)
  const feedTerms = feeds.flat().map((link) => termsOf(link, fanOut))
  const feedSpreads = feeds
    .flat()
    .map((link, nth) => (feedDelays[nth] as Delay).spread + heldAtMost(link, fanOut.slots))
  const directSpread = Math.max(...directs.map(({ spread }) => spread))
  const feedSpread = Math.max(...feedSpreads)
  const plans = direct.flat()
  demandObservable(plan)
  const hasState = plans.some((link) => link.bandwidth ?? link.burst ?? link.volatility)
  const states = hasState ? createLinkStates(keys.length) : undefined
  const isUnordered = plans.some(({ unordered }) => unordered === true)
  const planOf = (sender: number, recipient: number): DirectLink =>
    plans[between(sender, recipient)] as DirectLink

  return {
    base: (sender, recipient, channel) =>
      delayOf(sender, recipient, channel).base + (extent > 0 ? distance(sender, recipient) : 0),
    spread: (channel) => (channel === DIRECT ? directSpread : feedSpread),
    jitter: (sender, recipient, channel, uniform, leaves) =>
      delayOf(sender, recipient, channel).jitter(uniform, leaves),
    ...(isUnordered
      ? { unordered: (a: number, b: number) => planOf(a, b).unordered === true }
      : {}),
    ...(states === undefined
      ? {}
      : {
          queue: (sender, recipient, leaves, bytes, level = 0) =>
            states(sender, recipient, planOf(sender, recipient), leaves, bytes, level),
        }),
    ...(plans.some(({ volatility }) => volatility !== undefined)
      ? { watched: (sender: number, recipient: number) => planOf(sender, recipient).volatility }
      : {}),
    ...(feedTerms.some((terms) => terms !== undefined)
      ? { feed: (publisher: number, reader: number) => feedTerms[between(publisher, reader)] }
      : {}),
    longest:
      Math.max(
        ...directs.map(({ base, spread }) => base + spread),
        ...feedDelays.map(({ base }, nth) => base + (feedSpreads[nth] as number)),
      ) +
      Math.ceil((extent / LIGHT) * 1e9) +
      1,
  }
}

/** The longest that unicast and conflation hold a publication. */
const heldAtMost = ({ unicast = 0, conflate = 0 }: FeedLink, slots: number): number =>
  unicast * slots + conflate

/** What a feed's link does beside its delay; `undefined` where that is nothing. */
function termsOf(
  { unicast = 0, conflate = 0, bandwidth }: FeedLink,
  fanOut: FanOut,
): FeedTerms | undefined {
  if (unicast === 0 && conflate === 0 && bandwidth === undefined) return undefined
  return {
    interval: conflate,
    turn: (publisher, reader, channel, number) =>
      unicast === 0 ? 0 : unicast * fanOut.turn(publisher, reader, channel, number),
    occupies: bandwidth === undefined ? 0 : Math.ceil((CELL_BYTES * 1e9) / bandwidth),
  }
}

/** Refuses links that watch a market by a feed at which their sender may not look. */
function demandObservable({ direct, feeds, classes }: LinkPlan): void {
  direct.forEach((row, sender) => {
    for (const { volatility } of row) {
      if (volatility === undefined) continue
      const feed = feeds[classes[volatility.publisher] as number]?.[sender]
      if (feed?.bandwidth === undefined) continue
      throw new RangeError('a link watches a market by a feed with a bandwidth, which has a state')
    }
  })
}
