import { uniformOf } from '../../protocols/hash.ts'
import { log } from '../../protocols/math.ts'
import type { Distribution } from './distribution.ts'
import type { Link } from './links.ts'

/** A message is sent again at most so often, and then arrives: there is a longest delay. */
const RETRIES_MAX = 16
/**
 * Uniform numbers nearer than this are both looked up: a quantile rises with its uniform number, but
 * for the rounding of its last bits.
 */
const NEAR = 1e-6

/** A link's delay without its state. */
export interface Delay {
  readonly base: number
  /** The most that is added. */
  readonly spread: number
  /** What is added to a message that leaves at `leaves`: a function of these two alone. */
  jitter(uniform: number, leaves: number): number
}

/** The delay of a link: jitter, the fastest of its lines, what loss and outages add. */
export const createDelay = (link: Link): Delay => new LinkDelay(link)

class LinkDelay implements Delay {
  readonly base: number
  readonly spread: number
  private readonly distribution: Distribution | undefined
  private readonly lines: number
  /** The probability of a loss; 0 where nothing is lost. */
  private readonly lossy: number
  private readonly timeout: number
  private readonly lossLog: number
  private readonly outages: NonNullable<Link['outages']>

  constructor({ base, jitter, lines = 1, loss, outages = [] }: Link) {
    const most = Math.floor(jitter?.max ?? 0)
    this.base = base
    this.distribution = most === 0 ? undefined : jitter
    this.lines = lines
    this.lossy = loss?.probability ?? 0
    this.timeout = loss?.timeout ?? 0
    this.lossLog = this.lossy === 0 ? 0 : log(this.lossy)
    this.outages = outages
    const longestOutage = Math.max(0, ...outages.map(({ from, to }) => to - from))
    const again = this.lossy === 0 ? 0 : RETRIES_MAX * this.timeout
    this.spread = most + again + longestOutage
  }

  jitter(uniform: number, leaves: number): number {
    const delay = this.fastest(uniform)
    for (const { from, to } of this.outages) {
      if (leaves >= from && leaves < to) return delay + to - leaves
    }
    return delay
  }

  /**
   * The least delay of the lines. Where none of them loses the message that is the delay of the least
   * uniform number, and no other is looked up.
   */
  private fastest(uniform: number): number {
    let least = 1
    let second = 1
    for (let line = 0; line < this.lines; line++) {
      if (this.chanceOf(uniform, line) <= this.lossy) return this.leastOf(uniform)
      const own = ownOf(uniform, line)
      second = Math.min(second, Math.max(own, least))
      least = Math.min(least, own)
    }
    return second - least < NEAR ? this.leastOf(uniform) : this.spanOf(least)
  }

  private leastOf(uniform: number): number {
    let delay = this.onOneLine(uniform, 0)
    for (let line = 1; line < this.lines; line++) {
      delay = Math.min(delay, this.onOneLine(uniform, line))
    }
    return delay
  }

  private onOneLine(uniform: number, line: number): number {
    const delay = this.spanOf(ownOf(uniform, line))
    const chance = this.chanceOf(uniform, line)
    if (chance > this.lossy) return delay
    return delay + Math.min(Math.floor(log(chance) / this.lossLog), RETRIES_MAX) * this.timeout
  }

  /** A line loses the message where this is not above the probability of a loss. */
  private chanceOf(uniform: number, line: number): number {
    return this.lossy === 0 ? 1 : further(uniform, 2 * line + 1)
  }

  private spanOf(own: number): number {
    return this.distribution === undefined ? 0 : Math.floor(this.distribution.quantile(own))
  }
}

/** The uniform number of a line: the message's own, or one that belongs to it. */
const ownOf = (uniform: number, line: number): number =>
  line === 0 ? uniform : further(uniform, 2 * line)

/** Another uniform number in (0, 1) that belongs to `uniform`. */
function further(uniform: number, nth: number): number {
  const high = uniform * 2 ** 32
  const hi = Math.floor(high)
  return uniformOf(Math.floor((high - hi) * 2 ** 21), hi, nth, 0)
}
