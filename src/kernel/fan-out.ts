import { derive, draw32, type Key, rootKey } from '../../protocols/hash.ts'
import type { FeedLink, LinkPlan } from './links.ts'

/** In which order the readers of unicast feeds are served. */
export interface FanOut {
  /** Places in the order: a prime, at least as many as there are readers. */
  readonly slots: number
  /**
   * Which place a reader has for a publication, 0..slots − 1; no two have the same.
   * @param channel names kind and instrument
   * @param number of the publication on its feed
   */
  turn(publisher: number, reader: number, channel: number, number: number): number
}

/**
 * The order of unicast: reader i of publication n has place (a·i + b) mod p, a and b being drawn by a
 * hash of seed, publisher, channel and n. Over publications the places of two readers are uniform on
 * pairs of different places, so that neither stands before the other for good; and nothing depends
 * on who looks. A place that nobody has is passed over in its time. Each actor to whom a unicast link
 * leads counts as a reader, whether it reads or not: a line serves who is
 * connected.
 */
export function createFanOut({ seed, keys, classes, feeds }: LinkPlan): FanOut {
  const isServed = feeds.map((_, own) =>
    feeds.some((row) => ((row[own] as FeedLink).unicast ?? 0) > 0),
  )
  if (!isServed.includes(true)) return { slots: 0, turn: () => 0 }
  // A reader's rank is its place among those that any unicast link leads to.
  const ranks = new Int32Array(keys.length)
  let readers = 0
  for (let id = 0; id < keys.length; id++) {
    if (isServed[classes[id] as number]) ranks[id] = readers++
  }
  const slots = primeFrom(Math.max(2, readers))
  const root = rootKey(seed, 'fan-out')
  const lines: (Key | undefined)[] = []
  return {
    slots,
    turn(publisher, reader, channel, number) {
      lines[publisher] ??= derive(root, keys[publisher] as string)
      const { lo, hi } = lines[publisher]
      const factor = 1 + (draw32(lo, hi, number, channel * 2) % (slots - 1))
      const shift = draw32(lo, hi, number, channel * 2 + 1) % slots
      return (factor * (ranks[reader] as number) + shift) % slots
    },
  }
}

/** The least prime that is at least `least`, which is at least 2. */
function primeFrom(least: number): number {
  for (let candidate = least; ; candidate++) {
    let isPrime = true
    for (let factor = 2; factor * factor <= candidate && isPrime; factor++) {
      isPrime = candidate % factor !== 0
    }
    if (isPrime) return candidate
  }
}
