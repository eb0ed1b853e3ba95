import { LinkTable } from './link-table.ts'
import type { DirectLink } from './links.ts'

/** What a link's row holds: when the line is free, */
const FREE = 0
/** messages in the window, an exponential mean, when the last left, */
const RATE = 1
/** half ticks that the observed market moved in its window, */
const MOVES = 2
/** where it stood, */
const LEVEL = 3
/** and when the last message left. */
const LAST = 4
const WIDTH = 5

/** How much of a linear decay over `window` is left: a rational function, which all round alike. */
const leftOf = (window: number, span: number): number => Math.max(0, 1 - span / window)

/** What bandwidth, bursts and volatility add to messages: states of direct links, which their senders keep. */
export class LinkStates {
  private readonly table: LinkTable

  constructor(actors: number) {
    this.table = new LinkTable(actors, WIDTH)
  }

  /**
   * What is added to a message, ns: told each once, in the order in which they leave.
   * @param level bid + ask of the market that the link watches as its sender has observed it; 0 where
   *   there is none
   */
  add(
    sender: number,
    recipient: number,
    { bandwidth, burst, volatility }: DirectLink,
    leaves: number,
    bytes: number,
    level: number,
  ): number {
    if (bandwidth === undefined && burst === undefined && volatility === undefined) return 0
    const row = this.table.rowOf(sender, recipient)
    const { rows } = this.table
    const since = leaves - (rows[row + LAST] as number)
    rows[row + LAST] = leaves
    let delay = 0
    if (burst !== undefined) {
      const rate = (rows[row + RATE] as number) * leftOf(burst.window, since)
      delay += Math.floor(rate * burst.perMessage)
      rows[row + RATE] = rate + 1
    }
    if (volatility !== undefined) {
      let moves = (rows[row + MOVES] as number) * leftOf(volatility.window, since)
      if (level !== 0) {
        const before = rows[row + LEVEL] as number
        if (before !== 0) moves += Math.abs(level - before)
        rows[row + LEVEL] = level
      }
      rows[row + MOVES] = moves
      delay += Math.floor((moves * volatility.perTick) / 2)
    }
    if (bandwidth !== undefined) {
      const start = Math.max(leaves + delay, rows[row + FREE] as number)
      const free = start + Math.ceil((bytes * 1e9) / bandwidth)
      rows[row + FREE] = free
      delay = free - leaves
    }
    return delay
  }
}
