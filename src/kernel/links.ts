import { CELL_BYTES } from '../../protocols/cells.ts'
import { derive, drawUniform, rootKey } from '../../protocols/hash.ts'
import type { Distribution } from './distribution.ts'
import { createFanOut, type FanOut } from './fan-out.ts'
import { DIRECT, type FeedTerms, type Latency, LIGHT, type Watched } from './latency.ts'
import { createDelay, type Delay } from './link-delay.ts'
import { LinkStates } from './link-state.ts'

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
export const createLinks = (plan: LinkPlan): Latency => new Links(plan)

/** Methods and no closures: one kernel asks the links of direct messages and of feeds alike. */
class Links implements Latency {
  readonly longest: number
  readonly unordered?: (sender: number, recipient: number) => boolean
  readonly queue?: NonNullable<Latency['queue']>
  readonly watched?: (sender: number, recipient: number) => Watched | undefined
  readonly feed?: (publisher: number, reader: number) => FeedTerms | undefined
  private readonly classes: Uint32Array
  private readonly kinds: number
  private readonly plans: readonly DirectLink[]
  private readonly directs: readonly Delay[]
  private readonly feeds: readonly Delay[]
  private readonly directSpread: number
  private readonly feedSpread: number
  /** Metres along the line; undefined where nobody stands anywhere. */
  private readonly place: Float64Array | undefined

  constructor(plan: LinkPlan) {
    const { keys, classes, direct, feeds, seed, extent = 0 } = plan
    this.plans = direct.flat()
    demandBases([...this.plans, ...feeds.flat()])
    demandObservable(plan)
    const root = rootKey(seed, 'place')
    this.place =
      extent === 0
        ? undefined
        : Float64Array.from(keys, (key) => drawUniform(derive(root, key), 0, 0) * extent)
    this.classes = Uint32Array.from(classes)
    this.kinds = direct.length
    this.directs = this.plans.map(createDelay)
    this.feeds = feeds.flat().map(createDelay)
    const fanOut = createFanOut(plan)
    const feedTerms = feeds.flat().map((link) => termsOf(link, fanOut))
    const feedSpreads = feeds
      .flat()
      .map((link, nth) => (this.feeds[nth] as Delay).spread + heldAtMost(link, fanOut.slots))
    this.directSpread = Math.max(...this.directs.map(({ spread }) => spread))
    this.feedSpread = Math.max(...feedSpreads)
    this.longest =
      Math.max(
        ...this.directs.map(({ base, spread }) => base + spread),
        ...this.feeds.map(({ base }, nth) => base + (feedSpreads[nth] as number)),
      ) +
      Math.ceil((extent / LIGHT) * 1e9) +
      1
    const planOf = (a: number, b: number): DirectLink =>
      this.plans[this.between(a, b)] as DirectLink
    if (this.plans.some(({ unordered }) => unordered === true)) {
      this.unordered = (a, b) => planOf(a, b).unordered === true
    }
    if (this.plans.some((link) => link.bandwidth ?? link.burst ?? link.volatility)) {
      const states = new LinkStates(keys.length)
      this.queue = (sender, recipient, leaves, bytes, level = 0) =>
        states.add(sender, recipient, planOf(sender, recipient), leaves, bytes, level)
    }
    if (this.plans.some(({ volatility }) => volatility !== undefined)) {
      this.watched = (a, b) => planOf(a, b).volatility
    }
    if (feedTerms.some((terms) => terms !== undefined)) {
      this.feed = (publisher, reader) => feedTerms[this.between(publisher, reader)]
    }
  }

  private between(sender: number, recipient: number): number {
    return (this.classes[sender] as number) * this.kinds + (this.classes[recipient] as number)
  }

  private delayOf(sender: number, recipient: number, channel: number): Delay {
    const delays = channel === DIRECT ? this.directs : this.feeds
    return delays[this.between(sender, recipient)] as Delay
  }

  base(sender: number, recipient: number, channel: number): number {
    const { base } = this.delayOf(sender, recipient, channel)
    const { place } = this
    if (place === undefined) return base
    const distance = Math.abs((place[sender] as number) - (place[recipient] as number))
    return base + Math.round((distance / LIGHT) * 1e9)
  }

  spread(channel: number): number {
    return channel === DIRECT ? this.directSpread : this.feedSpread
  }

  jitter(
    sender: number,
    recipient: number,
    channel: number,
    uniform: number,
    leaves: number,
  ): number {
    return this.delayOf(sender, recipient, channel).jitter(uniform, leaves)
  }
}

function demandBases(links: readonly Link[]): void {
  for (const { base } of links) {
    if (!Number.isSafeInteger(base) || base < 1) {
      throw new RangeError(`a link takes a whole number of ns, at least 1, not ${base}`)
    }
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
