import { derive, drawUniform, rootKey } from '../../protocols/hash.ts'
import { log } from '../../protocols/math.ts'
import type { Distribution } from './distribution.ts'
import { DIRECT, type Latency, LIGHT } from './latency.ts'

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
  readonly feeds: readonly (readonly Link[])[]
  /** Metres of the line on which the actors stand at random; light takes their distance. Default 0. */
  readonly extent?: number
}

/** A message is sent again at most so often, and then arrives: there is a longest delay. */
const RETRIES_MAX = 16

/**
 * Links by class of sender and recipient. A delay is `distance / c + base + jitter`, with what loss
 * and outages add; these are functions of the link, the message's number and the time at which it
 * leaves alone, so that whoever looks draws nothing, and feeds have no other. Bandwidth and bursts
 * are states of a direct link, which its sender keeps.
 *
 * @throws RangeError where a base is not whole or below 1 ns
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

  const directSpread = Math.max(...directs.map(({ spread }) => spread))
  const feedSpread = Math.max(...feedDelays.map(({ spread }) => spread))
  const plans = direct.flat()
  const hasState = plans.some(({ bandwidth, burst }) => bandwidth ?? burst)
  const states = hasState ? createStates(keys.length) : undefined

  return {
    base: (sender, recipient, channel) =>
      delayOf(sender, recipient, channel).base + (extent > 0 ? distance(sender, recipient) : 0),
    spread: (channel) => (channel === DIRECT ? directSpread : feedSpread),
    jitter: (sender, recipient, channel, uniform, leaves) =>
      delayOf(sender, recipient, channel).jitter(uniform, leaves),
    unordered: (sender, recipient) => plans[between(sender, recipient)]?.unordered === true,
    ...(states === undefined
      ? {}
      : {
          queue: (sender, recipient, leaves, bytes) =>
            states(
              sender,
              recipient,
              plans[between(sender, recipient)] as DirectLink,
              leaves,
              bytes,
            ),
        }),
    longest:
      Math.max(...[...directs, ...feedDelays].map(({ base, spread }) => base + spread)) +
      Math.ceil((extent / LIGHT) * 1e9) +
      1,
  }
}

/** A link's delay without its state. */
interface Delay {
  readonly base: number
  /** The most that is added. */
  readonly spread: number
  jitter(uniform: number, leaves: number): number
}

function createDelay({ base, jitter, lines = 1, loss, outages = [] }: Link): Delay {
  const spreadOfOne =
    Math.floor(jitter?.max ?? 0) + (loss === undefined ? 0 : RETRIES_MAX * loss.timeout)
  const longestOutage = Math.max(0, ...outages.map(({ from, to }) => to - from))
  const onOneLine = (uniform: number, line: number): number => {
    const own = line === 0 ? uniform : further(uniform, 2 * line)
    const delay = jitter === undefined ? 0 : Math.floor(jitter.quantile(own))
    if (loss === undefined || loss.probability === 0) return delay
    const again = Math.floor(log(further(uniform, 2 * line + 1)) / log(loss.probability))
    return delay + Math.min(again, RETRIES_MAX) * loss.timeout
  }
  return {
    base,
    spread: spreadOfOne + longestOutage,
    jitter(uniform, leaves) {
      let delay = onOneLine(uniform, 0)
      for (let line = 1; line < lines; line++) delay = Math.min(delay, onOneLine(uniform, line))
      const outage = outages.find(({ from, to }) => leaves >= from && leaves < to)
      return outage === undefined ? delay : delay + outage.to - leaves
    },
  }
}

/** Another uniform number in (0, 1) that belongs to `uniform`. */
function further(uniform: number, nth: number): number {
  const high = uniform * 2 ** 32
  const key = { hi: Math.floor(high), lo: Math.floor((high - Math.floor(high)) * 2 ** 21) }
  return drawUniform(key, nth, 0)
}

interface LinkState {
  /** When the line is free. */
  free: number
  /** Messages in the window, an exponential mean, when the last left. */
  rate: number
  last: number
}

/** What bandwidth and bursts add to a message, each link's state being its sender's. */
function createStates(actors: number) {
  const states = new Map<number, LinkState>()
  return (
    sender: number,
    recipient: number,
    { bandwidth, burst }: DirectLink,
    leaves: number,
    bytes: number,
  ): number => {
    if (bandwidth === undefined && burst === undefined) return 0
    const link = sender * actors + recipient
    let state = states.get(link)
    if (state === undefined) {
      state = { free: 0, rate: 0, last: leaves }
      states.set(link, state)
    }
    let delay = 0
    if (burst !== undefined) {
      // A linear decay over the window: a rational function, which every engine rounds alike.
      const left = Math.max(0, 1 - (leaves - state.last) / burst.window)
      state.rate = state.rate * left
      delay += Math.floor(state.rate * burst.perMessage)
      state.rate += 1
      state.last = leaves
    }
    if (bandwidth !== undefined) {
      const start = Math.max(leaves + delay, state.free)
      state.free = start + Math.ceil((bytes * 1e9) / bandwidth)
      delay = state.free - leaves
    }
    return delay
  }
}
