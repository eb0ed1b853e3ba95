import { derive, drawUniform, rootKey } from '../../protocols/hash.ts'

/** The channel of direct messages; a feed's channel is its kind. */
export const DIRECT = 0

/** A market, whose quotes a link's sender observes. */
export interface Watched {
  readonly publisher: number
  readonly instrument: number
}

/** What a feed's link does beside its delay. */
export interface FeedTerms {
  /** ns; what is published leaves at the next whole multiple of it, the newest alone. 0: at once. */
  readonly interval: number
  /** ns for which other readers are served before this one; 0: all are served at once. */
  turn(publisher: number, reader: number, channel: number, number: number): number
  /** ns for which a publication occupies the link, those after it wait. 0: there is no such state. */
  readonly occupies: number
}

/**
 * How long messages are on their way. A link is (sender, recipient, channel) and has a fixed base
 * and, where `spread` is not 0, a bounded jitter. What it says may depend on nothing else: delays
 * are asked for in whatever order, and by whoever looks.
 */
export interface Latency {
  /** The shortest delay of the link: whole ns, at least 1, always the same. */
  base(sender: number, recipient: number, channel: number): number
  /** The most that jitter adds on the channel, whole ns; 0 where delays are fixed. */
  spread(channel: number): number
  /**
   * Jitter, whole ns in 0..spread, for a uniform number in (0, 1) and the time, ns, at which the
   * message leaves.
   */
  jitter(
    sender: number,
    recipient: number,
    channel: number,
    uniform: number,
    leaves: number,
  ): number
  /** Whether direct messages on the link may overtake each other; left out, none may. */
  unordered?(sender: number, recipient: number): boolean
  /**
   * What the link's own state adds to a direct message, whole ns, 0 or more: it is told each message
   * once, in the order in which they leave. Left out where no link has a state.
   * @param level bid + ask of the market that the link watches, as the sender has observed it; 0:
   *   nothing yet, or none
   */
  queue?(sender: number, recipient: number, leaves: number, bytes: number, level?: number): number
  /** The market whose moves the link's delay depends on; left out, or `undefined`: none. */
  watched?(sender: number, recipient: number): Watched | undefined
  /** What a feed's link does beside its delay; left out, or `undefined`: nothing. */
  feed?(publisher: number, reader: number): FeedTerms | undefined
  /** No publication is longer on its way than this, thinking time aside. */
  readonly longest: number
}

const fixed = { spread: () => 0, jitter: () => 0 }

/** A delay that a link may have. @throws RangeError where it is not whole, or less than 1 ns */
function demandDelay(delay: number): void {
  if (Number.isSafeInteger(delay) && delay >= 1) return
  throw new RangeError(`a link takes a whole number of ns, at least 1, not ${delay}`)
}

/** Every link takes `delay` ns. @throws RangeError where that is not whole, or less than 1 */
export function constantLatency(delay: number): Latency {
  demandDelay(delay)
  return { ...fixed, base: () => delay, longest: delay }
}

/**
 * Every message takes min..max ns, uniform, on ordered links: one that is overtaken waits.
 * @throws RangeError where they are not whole, or not 1 ≤ min ≤ max
 */
export function uniformLatency(min: number, max: number): Latency {
  demandDelay(min)
  demandDelay(max)
  if (max < min) throw new RangeError(`the longest delay, ${max}, is below the shortest, ${min}`)
  const spread = max - min
  return {
    base: () => min,
    spread: () => spread,
    jitter: (_sender, _recipient, _channel, uniform) => Math.floor(uniform * (spread + 1)),
    longest: max,
  }
}

/** The speed of light in vacuum, metres a second. */
export const LIGHT = 299_792_458

/**
 * Actors stand at random, uniform, on a line of `extent` metres; a message travels at the speed of
 * light and takes at least 1 ns. Where an actor stands depends on the seed and its key alone.
 */
export function distanceLatency(extent: number, seed: number, keys: readonly string[]): Latency {
  const root = rootKey(seed, 'place')
  const place = Float64Array.from(keys, (key) => drawUniform(derive(root, key), 0, 0) * extent)
  const base = (sender: number, recipient: number): number => {
    const distance = Math.abs((place[sender] as number) - (place[recipient] as number))
    return Math.max(1, Math.round((distance / LIGHT) * 1e9))
  }
  return { ...fixed, base, longest: Math.ceil((extent / LIGHT) * 1e9) + 1 }
}
